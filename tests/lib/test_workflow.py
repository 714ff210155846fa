"""A table of transitions: what it finds, what is wrong with it, and how it is drawn."""

from dataclasses import replace

import pytest

from akropolis.base.lib.workflow import Transition, TransitionTable, diagram

BEGIN = Transition("begin", "new", "open", "x:edit")
CLOSE = Transition("close", "open", "done", "x:edit", asks=("day", "result"))
DROP = Transition("drop", "open", "dropped", "x:decide", needs_reason=True)
AGAIN = Transition("again", "done", "open", "x:edit", needs_reason=True, asks=("day",))
TABLE = TransitionTable(
    ("new", "open", "done", "dropped"),
    "new",
    (BEGIN, CLOSE, DROP, AGAIN),
    finals=frozenset({"dropped"}),
    bound=("day", "result"),
)
ENDS = frozenset({"dropped", "lost"})
TWICE = (BEGIN, CLOSE, AGAIN, replace(DROP, name="close"))


def test_a_transition_is_found_by_its_name_and_state_or_by_both_states() -> None:
    names = [("begin", "new"), ("begin", "open"), ("drop", "open"), ("x", "new")]
    assert [TABLE.find(*each) for each in names] == [BEGIN, None, DROP, None]
    ways = [("new", "open"), ("done", "open"), ("open", "new"), ("new", "done")]
    assert [TABLE.between(*each) for each in ways] == [BEGIN, AGAIN, None, None]


def test_what_can_be_done_in_a_state_and_what_was_asked_for_to_get_there() -> None:
    assert {state: TABLE.out_of(state) for state in TABLE.states} == {
        "new": [BEGIN], "open": [CLOSE, DROP], "done": [AGAIN], "dropped": []
    }  # fmt: skip
    assert {state: TABLE.asked_in(state) for state in TABLE.states} == {
        "new": set(), "open": {"day"}, "done": {"day", "result"}, "dropped": set()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        (TABLE, []),
        (replace(TABLE, states=("new", "open", "done")), ["drop names an unknown state"]),
        (replace(TABLE, states=(*TABLE.states, "lost"), finals=ENDS), ["lost cannot be reached"]),
        (replace(TABLE, finals=frozenset()), ["dropped is a dead end"]),
        (replace(TABLE, transitions=TWICE), ["close stands twice for open"]),
        (
            replace(TABLE, transitions=(*TABLE.transitions, replace(CLOSE, name="end"))),
            ["open leads to done twice"],
        ),
        (replace(TABLE, bound=("day", "result", "why")), ["nothing asks for why"]),
        (
            replace(TABLE, transitions=(BEGIN,)),
            [
                "done cannot be reached", "dropped cannot be reached", "open is a dead end", "done is a dead end",
                "nothing asks for day", "nothing asks for result",
            ],
        ),
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_said(table: TransitionTable, problems: list[str]) -> None:
    assert table.problems() == problems


def test_a_state_is_reached_by_way_of_others_and_round_again() -> None:
    ring = TransitionTable(
        ("a", "b", "c"), "a", tuple(Transition(f"{x}{y}", x, y, "") for x, y in ("ab", "bc", "ca", "ac"))
    )
    assert ring.problems() == []


def test_a_table_is_drawn_with_its_labels_and_with_what_is_asked_for() -> None:
    assert diagram(TABLE, {"new": "Ny", "open": "Öppen", "done": "Klar"}) == "\n".join(
        [
            "stateDiagram-v2",
            "    [*] --> new",
            "    new : Ny",
            "    open : Öppen",
            "    done : Klar",
            "    dropped : dropped",
            "    new --> open : begin",
            "    open --> done : close (day, result)",
            "    open --> dropped : drop (reason)",
            "    done --> open : again (day, reason)",
            "    dropped --> [*]",
            "",
        ]
    )
