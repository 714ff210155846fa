"""What reading a hostile text costs, counted in lines of Python and not by a clock."""

import sys

import pytest

from akropolis.base.lib import document as d
from akropolis.base.lib.markdown import parse, refusal
from akropolis.base.lib.markdown.parser import SIGNS

MONITOR = 3
# fmt: off
PATTERNS = [
    '[', '[^', '![', '[^b', '[a](', '[a](b', '[a](/b ', '[](/a)', '[a](/b)', '[a](<', "[a](/b 'c ",
    '[a](/b (c ', ']', '(', ')', '*', '*a ', '**a', 'a*', '_', '`', '>', '> ', '>\n', '- ', '- a\n',
    '1. a\n', '- - a\n', '|', '|a\n|-\n', 'a|', '{figure:a', '{figure:a}', '{figure:a|', '{secret:a|',
    '{secret:a|x}', '{secret:a|x}\n\n', '{secret P}\n', '{/secret}', '{ ', '{', '{secret ', '[^1]',
    '[^1]: a\n', '[^1]: a\n\n', '<', '\\', '#', '# a\n', 'a\n', '\t', ' ', '"', '\ue000',
]
# fmt: on


def lines_run(text: str) -> int:
    """How many lines of Python it takes to read the text."""
    count, monitoring = 0, sys.monitoring

    def hit(_code: object, _line: int) -> None:
        nonlocal count
        count += 1

    monitoring.use_tool_id(MONITOR, "reading")
    monitoring.register_callback(MONITOR, monitoring.events.LINE, hit)
    monitoring.set_events(MONITOR, monitoring.events.LINE)
    try:
        parse(text)
    finally:
        monitoring.set_events(MONITOR, 0)
        monitoring.register_callback(MONITOR, monitoring.events.LINE, None)
        monitoring.free_tool_id(MONITOR)
    return count


@pytest.mark.parametrize(("before", "after"), [("", ""), ("[", "]("), ("|a\n|-\n", "\n|1|2")])
def test_a_hostile_text_costs_as_much_for_each_sign_however_long_it_is(before: str, after: str) -> None:
    for piece in PATTERNS:
        short, long = (lines_run(before + piece * (size // len(piece)) + after) for size in (300, 900))
        assert long < 900 * 1000, piece
        assert long < 4 * short, piece


@pytest.mark.parametrize(
    ("opening", "closing"), [("*a ", "*"), ("[", "](/a)"), ("*a **b ", "** *"), ("{", "}")]
)
def test_what_is_opened_and_closed_many_times_in_itself_is_read_in_one_go(opening: str, closing: str) -> None:
    short, long = (lines_run(opening * depth + "x" + closing * depth) for depth in (300, 900))
    assert long < 4 * short


@pytest.mark.parametrize(
    "mark", ["{", "{secret", "{secret ", "{secret:", "{secret:a", "{figure", "{/", "{/secret"]
)
def test_a_mark_that_never_ends_is_read_in_one_go(mark: str) -> None:
    """A pattern that tried each of its spaces again would not come back from here."""
    parse(mark + " " * 59_000)


def test_a_text_with_too_many_signs_is_refused_at_its_line() -> None:
    text = "Läget är gott.\n" + "[" * (SIGNS - 1)
    assert refusal(text) == ""
    assert refusal(text + "\n[") == (
        "Rad 2: härifrån är radbrytningar, stjärnor, hakparenteser, klamrar och lodstreck fler än 10 000 i samma "
        "text, så den läses inte längre. Ta bort det som inte behövs, eller dela upp texten på flera kapitel."
    )


def test_a_saved_text_with_too_many_signs_is_shown_as_typed_and_keeps_its_secrets() -> None:
    text = "- öppet\n\n{secret P}\n\n- *HEMLIGT*\n\n{/secret}\n\nöppet" + "[" * SIGNS
    parsed = parse(text)
    document = d.Document("", parsed.blocks)
    assert d.plain_text(document) == ["- öppet", "- *HEMLIGT*", "öppet" + "[" * SIGNS]
    assert "HEMLIGT" not in d.canonical(d.mask(document))
    assert [(problem.line, problem.code) for problem in parsed.problems] == [(9, "overloaded")]
