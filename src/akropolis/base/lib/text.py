"""Text on its way in: one form for what looks the same, nothing that misleads, and a form to compare and search by."""

import re
import unicodedata

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u061c\u2060-\u2064\ufeff]")
_SILENT = re.compile("[\u00ad\u200c\u200d]")
_DOT = "\N{COMBINING DOT ABOVE}"
MARKED, UNMARKED = "åäáàöóéèüćčšžÅÄÖÉ", "aaaaooeeuccszAAOE"
_UNMARKED = str.maketrans(MARKED, UNMARKED)


def storable(text: str) -> bool:
    """Whether every database takes the text: without NUL and without halves of signs, which are no text in UTF-8."""
    return not _NOT_STORABLE.search(text)


def unprintable(text: str) -> bool:
    """Whether the text holds a character that no field may have, whichever way it came: form, file or API.

    Those are what XML 1.0 (2.2) cannot hold, the other control characters but tab and line breaks, and those that
    turn the direction of reading, so that the text shows as something else than it is.
    """
    return bool(_UNPRINTABLE.search(text))


def composed(text: str) -> str:
    """The text as it is stored: composed letters (NFC), and without signs that take no room and say nothing."""
    return text if text.isascii() else unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def folded(text: str) -> str:
    """The text to compare and search by: without regard to case and to how letters are put together.

    Å, ä and ö stay letters of their own. Wide and joined forms are their plain ones, and a Turkish İ is an i.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", _SILENT.sub("", _INVISIBLE.sub("", text))).casefold()
    return unicodedata.normalize("NFKC", plain).replace(f"i{_DOT}", "i")


def without_marks(text: str) -> str:
    """The text folded and without marks: tjanst for Tjänst."""
    return folded(text).translate(_UNMARKED)


def markless(word: str) -> bool:
    """Whether a folded word may stand for one with marks: it has none itself, and letters that could have them."""
    return word.isascii() and not set(word).isdisjoint(UNMARKED)


def searchable(text: str) -> str:
    """What a text is searched by: folded, and once more without marks where it has any.

    So a word is found by whether the text holds it: tjanst in Tjänst, and tjänst in nothing else.
    """
    whole = folded(text)
    plain = whole.translate(_UNMARKED)
    return whole if plain == whole else f"{whole}\n{plain}"


def found_in(words: str, text: str) -> bool:
    """Whether the text holds every one of the words; a word without marks is found in letters with them."""
    held = searchable(text)
    return all(word in held for word in folded(words).split())
