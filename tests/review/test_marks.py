"""Figures and proposals set into a chapter's text."""

import pytest

from akropolis.review.review.rules.marks import (
    contains_draft,
    figures_as_seen,
    list_used_figures,
    with_draft,
    with_figure,
)


def test_the_figures_of_a_text_are_named_once_in_their_order() -> None:
    text = "Av {figure:a.b} är {figure:c.d|tre} kvar.\n\n- {figure:a.b}\n\n[^1]\n\n[^1]: {figure:e.f}"
    assert list_used_figures(text) == ("a.b", "c.d", "e.f")


def test_a_broken_mark_is_no_figure() -> None:
    assert list_used_figures("{figure:} och {figur:a.b} och {figure a.b}") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "{figure:a.b}"), ("Antal:", "Antal: {figure:a.b}"), ("Antal: ", "Antal: {figure:a.b}")],
)
def test_a_figure_comes_last(text: str, expected: str) -> None:
    assert with_figure(text, "a.b") == expected


def test_a_proposal_becomes_paragraphs_of_its_own() -> None:
    assert with_draft("Egna ord.\n\n", "Förslag.") == "Egna ord.\n\nFörslag."
    assert with_draft("  \n", "Förslag.") == "Förslag."


def test_a_proposal_is_found_again_however_its_lines_are_broken() -> None:
    assert contains_draft("Först.\n\nEtt förslag\ni två rader. Mer.", "Ett förslag i två rader.")
    assert not contains_draft("Ett annat förslag.", "Ett förslag i två rader.")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("Ett {figure:a.b}.\n\nTvå {figure:c.d}.", {"a.b": "1", "c.d": "2"}),
        ("Ett {figure:a.b}.\n\nFler: {figure:c.d}.", {"a.b": "1", "c.d": "20"}),
        ("Ett {figure:a.b}.\n\nÄven här {figure:a.b}.", {"a.b": "10"}),
        ("Ny {figure:e.f}, okänd {figure:x.y}.", {"e.f": "30"}),
        ("", {}),
    ],
    ids=["untouched", "one paragraph mended", "again elsewhere", "new", "emptied"],
)
def test_an_untouched_paragraph_keeps_the_figure_as_it_was_written(
    after: str, expected: dict[str, str]
) -> None:
    before = "Ett {figure:a.b}.\n\nTvå {figure:c.d}."
    saved = {"a.b": "1", "c.d": "2"}
    assert figures_as_seen(before, after, saved, {"a.b": "10", "c.d": "20", "e.f": "30"}) == expected
