"""The differences between two texts: nothing lost, nothing made up."""

from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.differences import Piece, differences

WORDS = st.lists(st.sampled_from(["läget", "är", "gott", "dåligt", "\n", "och", "."]), max_size=30)
TEXTS = WORDS.map(" ".join)


def side(pieces: tuple[Piece, ...], kind: str) -> list[str]:
    return "".join(piece.text for piece in pieces if piece.kind in ("same", kind)).split()


def changed_lines(one: str, other: str) -> set[str]:
    return {line for line in one.splitlines() if line not in other.splitlines()}


def test_only_the_words_that_differ_are_marked() -> None:
    pieces = differences("Samma.\nLäget är gott nu.", "Samma.\nLäget är dåligt nu.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", ""),
        ("same", "Läget är "),
        ("out", "gott"),
        ("in", "dåligt"),
        ("same", " nu."),
        ("same", "\n"),
    ]


def test_texts_that_have_little_in_common_are_shown_whole() -> None:
    pieces = differences("Allt var bra förr i tiden.", "Nya ord.")
    assert [(piece.kind, piece.text) for piece in pieces[:2]] == [
        ("out", "Allt var bra förr i tiden."),
        ("in", "Nya ord."),
    ]


def test_a_very_long_paragraph_does_not_take_long() -> None:
    pieces = differences("ord " * 10000, "ord " * 9999 + "annat")
    assert [piece.kind for piece in pieces] == ["out", "in", "same"]


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece == Piece("same", "") for piece in differences(text, text))


@given(TEXTS, TEXTS)
def test_every_word_that_went_or_came_is_there(before: str, after: str) -> None:
    pieces = differences(before, after)
    for line in changed_lines(before, after):
        assert set(line.split()) <= set(side(pieces, "out"))
    for line in changed_lines(after, before):
        assert set(line.split()) <= set(side(pieces, "in"))
