"""Gaps in words and in order, and as a matrix: values in, sentences and lines out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import VisibleNode, Way
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.register import gap_matrix
from akropolis.graph.offers.register.gap_matrix import UnitGaps, laid_out
from akropolis.graph.offers.register.gaps import (
    GapList,
    ShownRow,
    aspects_of,
    decider_of,
    first_of,
    lacks_of,
    state_of,
)
from akropolis.graph.offers.reports.consumers_file import _how_decided
from akropolis.graph.offers.reports.gap_cause import _title, part_key
from akropolis.graph.offers.reports.gap_words import explain_status, gap_in_words, groups, set_by
from akropolis.graph.offers.rules.gaps import GapStatus, Lack, LevelGap, Reopened, State, View
from akropolis.graph.offers.selectors.gap_rows import (
    AspectGap,
    GapFilter,
    GapRow,
    GapThing,
    RaisedGapAction,
    Side,
    counts,
    filter_rows,
    may_match,
)
from akropolis.graph.offers.selectors.offers import Stated, level_words
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.classification.rules.aspects import ORDER

K, R, T, S = ORDER[:4]
DAY = date(2026, 11, 25)
OPEN, UNDER_WAY, ACCEPTED = (GapStatus(state) for state in State)
KEY = UUID(int=1)


def low(aspect: Any = K, demanded: int = 3, offered: int = 2) -> LevelGap:
    return LevelGap(aspect, demanded, offered, Lack.LOW)


def unknown(aspect: Any = K, demanded: int = 3, lack: Lack = Lack.UNSTATED) -> LevelGap:
    return LevelGap(aspect, demanded, None, lack)


def accepted(until: date = DAY, **given: Any) -> GapException:
    usual = {"reason": "Byts i vår", "decider_name": "Åke Ström", "decider_role": "Chef"}
    return GapException(valid_to=until, **usual | given)


def work(number: int, status: str = ActionStatus.PLANNED) -> RaisedGapAction:
    return RaisedGapAction(UUID(int=number), status, None)


def thing(pk: int = 1, kind: str = "service", operator: UUID | None = None, **given: Any) -> GapThing:
    name = given.pop("name", f"Tjänst {pk}")
    return GapThing(
        pk, UUID(int=pk), kind, f"IT-{pk}", name, name, KEY, operator, dict.fromkeys(ORDER), **given
    )


def unit(code: str = "utb", key: UUID = KEY) -> Unit:
    return Unit(pk=key, code=code, name=code, path=f"/stad/{code}/", sort_key=code)


def row(*lines: AspectGap, of: GapThing | None = None, whole: bool = True, **given: Any) -> GapRow:
    usual: dict[str, Any] = {
        "unit": unit(),
        "side": Side.OPERATES,
        "demanded": {},
        "offer": None,
        "carriers": {},
    }
    return GapRow(of or thing(), whole=whole, lines=lines, **usual | given)


def seen(label: str, way: Way = Way.OPEN) -> VisibleNode:
    return VisibleNode(1, way, NodeKind.INFORMATION, label, "", "Utbildningsnämnden", "utb")


# In words


def said(*lines: AspectGap, **names: VisibleNode) -> list[tuple[str, str, str]]:
    found = groups(lines, {int(key[1:]): each for key, each in names.items()})
    return [(group.sentence, group.why, group.sets) for group in found]


def test_what_is_too_low_stands_alone_and_what_is_not_known_together() -> None:
    lines = [
        AspectGap(low(K), OPEN),
        AspectGap(low(R), OPEN),
        AspectGap(unknown(T), OPEN),
        AspectGap(unknown(S, 1), OPEN),
    ]
    assert said(*lines) == [
        ("Konfidentialitet: 3 krävs, 2 erbjuds", "", ""),
        ("Riktighet: 3 krävs, 2 erbjuds", "", ""),
        ("Ingen nivå är angiven: tillgänglighet (T3) och spårbarhet (S1)", "", ""),
    ]


def test_what_has_run_out_is_told_apart_from_what_was_never_stated() -> None:
    lines = [AspectGap(unknown(K), OPEN), AspectGap(unknown(R, lack=Lack.EXPIRED), OPEN)]
    assert [sentence for sentence, _why, _sets in said(*lines)] == [
        "Ingen nivå är angiven: konfidentialitet (K3)",
        "Det som var angivet gäller inte längre och räknas som inte angivet: riktighet (R3)",
    ]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({}, {}, True),
        ({"standing": OPEN}, {"standing": UNDER_WAY}, False),
        ({"standing": GapStatus(State.OPEN, Reopened.DONE)}, {}, False),
        ({"accepted": accepted()}, {"accepted": accepted()}, True),
        ({"accepted": accepted()}, {}, False),
        ({"accepted": accepted()}, {"accepted": accepted(date(2027, 1, 1))}, False),
        ({"accepted": accepted()}, {"accepted": accepted(reason="Annat")}, False),
        ({"accepted": accepted()}, {"accepted": accepted(decider_name="Annan")}, False),
        ({"works": (work(1),)}, {"works": (work(1),)}, True),
        ({"works": (work(1),)}, {"works": (work(2),)}, False),
        ({"source": 1}, {"source": 2}, True),
    ],
)
def test_lines_are_put_together_when_they_say_the_same(one: Any, other: Any, together: bool) -> None:
    lines = (
        AspectGap(unknown(T), **{"standing": OPEN} | one),
        AspectGap(unknown(S), **{"standing": OPEN} | other),
    )
    assert len(groups(lines, {})) == (1 if together else 2)


def test_who_set_the_demand_is_named_once_with_its_unit_unless_it_is_masked() -> None:
    lines = [
        AspectGap(unknown(aspect), OPEN, source=source)
        for aspect, source in zip(ORDER, (1, 2, 1, 3), strict=False)
    ]
    [(_sentence, _why, sets)] = said(*lines, n1=seen("Elever"), n2=seen("något annat", Way.MASKED))
    assert sets == "Elever (Utbildningsnämnden) och något annat"
    assert set_by(seen("Elever", Way.SUMMARY)) == "Elever (Utbildningsnämnden)"


def test_a_group_tells_its_state_and_each_of_its_actions_once() -> None:
    both = (work(1), work(2))
    [group] = groups(
        [AspectGap(unknown(T), UNDER_WAY, works=both), AspectGap(unknown(S), UNDER_WAY, works=both)], {}
    )
    assert (group.tag, group.kind, group.state) == ("Åtgärd på gång", "info", State.UNDER_WAY)
    assert group.works == [UUID(int=1), UUID(int=2)]
    others = groups([AspectGap(low(K), OPEN), AspectGap(low(R), ACCEPTED, accepted())], {})
    assert [(each.tag, each.kind, each.works) for each in others] == [
        ("Öppet", "warning", []),
        ("Accepterat", "neutral", []),
    ]


@pytest.mark.parametrize(
    ("standing", "exception", "words"),
    [
        (ACCEPTED, accepted(), "Till och med 25 november 2026, av Åke Ström, Chef: ”Byts i vår”"),
        (ACCEPTED, None, ""),
        (OPEN, accepted(), ""),
        (GapStatus(State.OPEN, Reopened.TIME), accepted(), "Tiden som gapet var accepterat för har gått ut."),
        (GapStatus(State.UNDER_WAY, Reopened.GROWN), None, "Gapet har vuxit sedan det accepterades."),
        (GapStatus(State.OPEN, Reopened.DONE), None, "Åtgärden är klar, men gapet finns kvar."),
    ],
)
def test_why_a_gap_stands_as_it_does(standing: GapStatus, exception: GapException | None, words: str) -> None:
    assert explain_status(standing, exception) == words


@pytest.mark.parametrize(
    ("gap", "words", "key"),
    [
        (low(), "konfidentialitet: 3 krävs, 2 erbjuds", "K3-2"),
        (unknown(S, 1), "spårbarhet: 1 krävs, uppgift saknas om vad som erbjuds", "S1-None"),
        (unknown(R, 2, Lack.EXPIRED), "riktighet: 2 krävs, uppgift saknas om vad som erbjuds", "R2-None"),
    ],
)
def test_a_gap_is_said_with_what_is_demanded_and_offered(gap: LevelGap, words: str, key: str) -> None:
    assert (gap_in_words(gap), part_key(gap)) == (words, key)


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (True, "Höj skyddet i % till det som krävs"),
        (False, "Kom överens om högre skydd i % eller flytta informationen"),
    ],
)
def test_what_is_proposed_depends_on_whether_the_unit_answers_for_all_of_it(whole: bool, words: str) -> None:
    assert _title(row(whole=whole, of=thing(name="x" * 121))) == words.replace("%", "x" * 120)


@pytest.mark.parametrize(("label", "words"), [("", "Nivå 2"), ("Allvarlig", "Nivå 2 (skada: allvarlig)")])
def test_a_level_is_said_with_the_harm_that_it_is_enough_for(label: str, words: str) -> None:
    assert level_words(2, label) == words


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (None, "Har inget klassat här"),
        ({"pointer": True, "decided": True, "expired": True}, "Hanteras utanför systemet"),
        ({"pointer": False, "decided": False, "expired": True}, "Inte klassad än"),
        ({"pointer": False, "decided": True, "expired": True}, "Beslutets tid har gått ut"),
        ({"pointer": False, "decided": True, "expired": False}, "Klassad"),
    ],
)
def test_a_consumer_s_file_says_how_its_information_is_classified(use: Any, words: str) -> None:
    line: Any = (None, SimpleNamespace(**use) if use else None)
    assert _how_decided(line) == words


# Rows


def test_a_row_stands_as_its_line_of_which_most_is_left_to_do() -> None:
    lines = [
        AspectGap(low(aspect), standing) for aspect, standing in ((K, ACCEPTED), (R, UNDER_WAY), (T, OPEN))
    ]
    assert [state_of(row(*lines[:n])) for n in (1, 2, 3)] == [State.ACCEPTED, State.UNDER_WAY, State.OPEN]


def test_of_a_row_is_said_its_aspects_and_each_lack_once() -> None:
    found = row(AspectGap(low(K), OPEN), AspectGap(low(R), OPEN), AspectGap(unknown(T), OPEN))
    assert aspects_of(found) == "Konfidentialitet, riktighet och tillgänglighet"
    assert lacks_of(found) == "lägre än kravet, uppgift saknas"


def test_of_several_acceptances_the_one_that_ends_first_is_shown() -> None:
    first, last = accepted(DAY, decider_role="CISO"), accepted(date(2027, 1, 1))
    found = row(
        AspectGap(low(K), ACCEPTED, last), AspectGap(low(R), OPEN), AspectGap(low(T), ACCEPTED, first)
    )
    assert first_of(found) is first
    assert decider_of(first) == "Åke Ström, CISO"


@pytest.mark.parametrize("status", ActionStatus.values)
def test_an_action_runs_until_it_is_done_or_given_up(status: str) -> None:
    assert work(1, status).running is (status in ("planned", "ongoing"))


def test_what_is_offered_counts_until_its_time_has_run_out() -> None:
    levels: dict[str, int | None] = {K: 2}
    offers = [Stated(levels, DAY, counts=counts) for counts in (True, False)]
    assert [row(offer=offer).offered for offer in (*offers, None)] == [levels, *[dict.fromkeys(ORDER)] * 2]


def test_the_worst_row_comes_first() -> None:
    """Known before unknown, open before what is done about, then by demand, by size, by name, number and unit."""
    ordered = [
        row(AspectGap(low(K, 2, 1), OPEN), AspectGap(unknown(R, 4), ACCEPTED), of=thing(9)),
        row(AspectGap(low(K, 3, 1), OPEN), of=thing(8)),
        row(AspectGap(low(K, 3, 2), OPEN), of=thing(7)),
        row(AspectGap(low(K, 2, 0), OPEN), AspectGap(low(R, 2, 1), OPEN), of=thing(6)),
        row(AspectGap(low(K, 2, 1), OPEN), of=thing(1)),
        row(AspectGap(low(K, 2, 1), OPEN), of=replace(thing(1), number="IT-2")),
        row(AspectGap(low(K, 2, 1), OPEN), of=replace(thing(1), number="IT-2"), unit=unit("x")),
        row(AspectGap(low(K, 2, 1), OPEN), of=thing(2)),
        row(AspectGap(low(K, 4, 0), UNDER_WAY), of=thing(1)),
        row(AspectGap(low(K, 4, 0), ACCEPTED), of=thing(1)),
        row(AspectGap(unknown(K, 4), OPEN), of=thing(1)),
        row(AspectGap(unknown(K, 3), OPEN), of=thing(1)),
    ]
    turned = ordered[::-1]
    assert sorted(turned, key=lambda each: each.order) == ordered


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({}, True),
        ({"unit": "utb"}, True),
        ({"unit": "utbf"}, True),
        ({"unit": "ut"}, False),
        ({"unit": "kul"}, False),
        ({"side": Side.OPERATES}, True),
        ({"side": Side.OTHERS}, False),
        ({"kind": "service"}, True),
        ({"kind": "supplier"}, False),
        ({"node": UUID(int=1)}, True),
        ({"node": UUID(int=2)}, False),
        ({"operator": UUID(int=7)}, True),
        ({"operator": KEY}, False),
    ],
)
def test_a_thing_s_gaps_are_asked_for_by_place_and_kind(wanted: Any, fits: bool) -> None:
    found = may_match(thing(operator=UUID(int=7)), Side.OPERATES, "/stad/utb/utbf/", GapFilter(**wanted))
    assert found is fits


def test_who_owns_a_thing_states_its_level_where_nobody_else_operates_it() -> None:
    assert [thing(operator=operator).stated_by for operator in (None, UUID(int=7))] == [KEY, UUID(int=7)]


@pytest.mark.parametrize(
    ("wanted", "aspects"),
    [
        ({}, [K, R, T]),
        ({"view": View.KNOWN}, [K, R]),
        ({"view": View.UNKNOWN}, [T]),
        ({"aspect": R}, [R]),
        ({"aspect": S}, []),
        ({"state": State.ACCEPTED}, [R]),
        ({"until": DAY}, [R]),
        ({"until": date(2026, 11, 24)}, []),
        ({"kind": "supplier"}, []),
    ],
)
def test_a_row_is_narrowed_to_the_aspects_that_are_asked_for(wanted: Any, aspects: list[str]) -> None:
    found = row(
        AspectGap(low(K), OPEN), AspectGap(low(R), ACCEPTED, accepted()), AspectGap(unknown(T), UNDER_WAY)
    )
    assert [
        line.gap.aspect for each in filter_rows([found], GapFilter(**wanted)) for line in each.lines
    ] == aspects


def test_gaps_are_counted_by_how_they_stand() -> None:
    rows = [row(AspectGap(low(K), OPEN), AspectGap(low(R), ACCEPTED)), row(AspectGap(low(K), OPEN))]
    assert counts(rows) == {State.OPEN: 2, State.ACCEPTED: 1}


# The matrix

HAMN, STAD = UUID(int=21), UUID(int=22)
OPERATORS = {HAMN: unit("hamn", HAMN), STAD: unit("stad", STAD)}


def at(pk: int, operator: UUID, *found: LevelGap) -> UnitGaps:
    return UnitGaps(thing(pk, operator=operator), unit(), list(found))


def matrix(*found: UnitGaps, opened: bool = False) -> list[tuple[str, int, list[str]]]:
    lines = laid_out(found, OPERATORS, opened=opened)
    return [(line.name, line.things, [line.said(aspect) for aspect in ORDER[:2]]) for line in lines]


@pytest.mark.parametrize(
    ("found", "worst"),
    [
        ((low(K, 3, 2), low(K, 3, 1)), "3/1"),
        ((low(K, 3, 1), low(K, 3, 2)), "3/1"),
        ((low(K, 3, 2), low(K, 2, 0)), "3/2"),
        ((unknown(K, 4), low(K, 1, 0)), "1/0"),
        ((low(K, 1, 0), unknown(K, 4)), "1/0"),
        ((unknown(K, 2), unknown(K, 3)), "3/?"),
    ],
)
def test_of_a_thing_the_worst_gap_in_an_aspect_is_shown_a_known_one_first(
    found: Sequence[LevelGap], worst: str
) -> None:
    assert matrix(*(at(1, HAMN, gap) for gap in found)) == [("Tjänst 1", 1, [worst, ""])]


def test_things_stand_by_operator_those_with_most_known_and_then_most_unknown_first() -> None:
    found = [
        at(1, STAD, low(K), low(R)),
        at(2, HAMN, unknown(K)),
        at(3, HAMN, unknown(K), unknown(R)),
        at(4, HAMN, low(K), low(R), low(T)),
        at(5, HAMN, unknown(K)),
    ]
    assert [name for name, _things, _said in matrix(*found)] == [f"Tjänst {n}" for n in (4, 3, 2, 5, 1)]


@pytest.mark.parametrize(("opened", "most", "lines"), [(False, 2, 1), (False, 3, 3), (True, 2, 3)])
def test_more_things_than_fit_are_told_by_operator_unless_one_is_opened(
    monkeypatch: pytest.MonkeyPatch, opened: bool, most: int, lines: int
) -> None:
    monkeypatch.setattr(gap_matrix, "MOST", most)
    found = [at(1, HAMN, low(K)), at(2, HAMN, low(K), unknown(R)), at(3, HAMN, unknown(R))]
    shown = matrix(*found, opened=opened)
    assert len(shown) == lines
    if lines == 1:
        assert shown == [("hamn", 3, ["2 kända", "2 okända"])]


def test_a_line_says_what_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gap_matrix, "MOST", 0)
    [of_one] = laid_out([at(1, HAMN, low(K))], OPERATORS, opened=False)
    [of_thing] = laid_out([at(1, HAMN, low(K))], OPERATORS, opened=True)
    assert (of_one.note, of_thing.note) == ("1 tjänst eller leverantör", "It-tjänst, IT-1")


def test_a_line_of_the_file_names_the_actions_that_its_reader_may_read() -> None:
    lines = AspectGap(low(K), UNDER_WAY, None, (work(1), work(2), work(3))), AspectGap(low(R), OPEN)
    may_read = {UUID(int=key): Action(number=f"ÅTG-{key}") for key in (2, 3)}
    shown = ShownRow(row(*lines), "", "", "", "", [], "", "", {}, may_read)
    told = GapList.lines(SimpleNamespace(), [shown])  # type: ignore[arg-type] # nothing of the list is asked
    assert [gap.actions for gap in told] == ["ÅTG-2, ÅTG-3", ""]
