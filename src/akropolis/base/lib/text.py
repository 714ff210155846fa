"""Text input: one form for what looks the same, no misleading characters, and a form to compare and search by."""

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
    """Whether every database accepts the text: no NUL and no lone surrogates, which are invalid in UTF-8."""
    return not _NOT_STORABLE.search(text)


def unprintable(text: str) -> bool:
    """Whether the text holds a character that no field accepts, whether it came by form, file or API.

    These are the characters that XML 1.0 (2.2) excludes, control characters other than tab and line breaks, and
    those that change the reading direction, so that the text looks like something else than it is.
    """
    return bool(_UNPRINTABLE.search(text))


def composed(text: str) -> str:
    """Return the text as it is stored: composed letters (NFC), without invisible characters."""
    return text if text.isascii() else unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def folded(text: str) -> str:
    """Return the text to compare and search by: ignoring case and how letters are composed.

    Å, ä and ö remain letters of their own. Wide and joined forms become plain, and a Turkish İ is an i.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", _SILENT.sub("", _INVISIBLE.sub("", text))).casefold()
    return unicodedata.normalize("NFKC", plain).replace(f"i{_DOT}", "i")


def without_marks(text: str) -> str:
    """Return the text folded and without diacritics: tjanst for Tjänst."""
    return folded(text).translate(_UNMARKED)


def markless(word: str) -> bool:
    """Whether a folded word may match one with diacritics: it has none itself, but letters that could have them."""
    return word.isascii() and not set(word).isdisjoint(UNMARKED)


def searchable(text: str) -> str:
    """Return the text to search in: folded, and repeated without diacritics if it has any.

    A word is then found by a plain substring test: tjanst in Tjänst, and tjänst in nothing else.
    """
    whole = folded(text)
    plain = whole.translate(_UNMARKED)
    return whole if plain == whole else f"{whole}\n{plain}"


def found_in(words: str, text: str) -> bool:
    """Whether the text holds all the words; a word without diacritics also matches letters with them."""
    held = searchable(text)
    return all(word in held for word in folded(words).split())
