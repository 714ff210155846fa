"""Numbers, dates and lists as in Swedish prose, and a key that sorts in Swedish order anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

HARD_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
SORT_KEY_LENGTH = 200

_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_COUNTS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """Format a number with decimal comma and non-breaking space in thousands; halves round away from zero.

    Without `decimals` an integer has none and other numbers as many as they need. Raises ValueError if the number
    is not finite.
    """
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"{value} is not a number that can be written")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", HARD_SPACE)
    sign = MINUS if exact < 0 else ""
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"


class Count(int):
    """A number that chooses the plural (`ngettext_lazy`) and is formatted as other numbers are."""

    def __str__(self) -> str:
        return number(int(self))


def percent(share: int | float | Decimal, decimals: int = 0) -> str:
    """Format a share (0 to 1) as a percentage: 0.5 is "50 %", with a non-breaking space."""
    return f"{number(Decimal(str(share)) * 100, decimals)}{HARD_SPACE}%"


def date_iso(day: date) -> str:
    """Format a day for tables: 2026-01-15."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def date_prose(day: date) -> str:
    """Format a day for prose, with the article: "den 15 januari 2026"."""
    return f"den {_day(day)}"


def datetime_iso(moment: datetime) -> str:
    """Format a moment for tables, to the minute, in its own time zone: 2026-01-15 09:05."""
    return f"{date_iso(moment)} {moment:%H:%M}"


def period_prose(first: date, last: date) -> str:
    """Format a period, both days included: "1 november 2025–31 oktober 2026".

    A month or year that both days share is written once. A period of whole calendar years is written
    as the years alone.
    """
    if first > last:
        raise ValueError("the period ends before it begins")
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}{DASH}{last.year}"
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{_day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]}{DASH}{_day(last)}"
    return f"{_day(first)}{DASH}{_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def count_words(count: int, *, neuter: bool = False) -> str:
    """Format a count for prose: in words from noll to tolv ("ett" if `neuter`), else in digits."""
    if count == 1 and neuter:
        return "ett"
    return _COUNTS[count] if 0 <= count < len(_COUNTS) else number(count)


def count_with_noun(count: int, one: str, several: str, *, neuter: bool = False) -> str:
    """Format a count with its noun: count_with_noun(2, "incident", "incidenter") is "två incidenter".

    The space is non-breaking if the count is in digits, so that it stays with its noun.
    """
    words = count_words(count, neuter=neuter)
    space = " " if words.isalpha() else HARD_SPACE
    return f"{words}{space}{one if count == 1 else several}"


def listing(parts: Sequence[str], word: str = "och") -> str:
    """Format a list in prose: "a, b och c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def genitive(name: str) -> str:
    """Return the name in the Swedish genitive: no s after s, x or z; colon after an abbreviation (SLK:s)."""
    if not name or name[-1].lower() in "sxz":
        return name
    return f"{name}:s" if name.split()[-1].isupper() else f"{name}s"


def capitalised(sentence: str) -> str:
    """Return the sentence with a capital first letter and the rest unchanged."""
    return sentence[:1].upper() + sentence[1:]


_LETTERS = {
    "z": "z0",
    "å": "z1",
    "ä": "z2",
    "æ": "z2",
    "ö": "z3",
    "ø": "z3",
    "ü": "y",
    "ß": "ss",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "đ": "d",
    "ł": "l",
}
_PARTS = re.compile(r"[0-9]+|[a-y]+|.", re.DOTALL)
"""Matches a run of digits, a run of the letters a to y (which are their own keys), or one other character."""
_SILENT = frozenset("'’:.·\N{SOFT HYPHEN}")


def sort_key(text: str) -> str:
    """Return a key of [0-9a-z], at most 200 characters, that sorts as Swedish does under any plain collation.

    å, ä, ö come after z; other accents and case make no difference; numbers sort by their value, before letters;
    signs separate words and otherwise do not count. Other alphabets come last. Keys of different texts may be
    equal: sort by the text or an id after it.
    """
    # Only the beginning of a long text is needed, since lengths are counted after the change.
    folded = unicodedata.normalize("NFC", text[: 4 * SORT_KEY_LENGTH]).lower()
    key: list[str] = []
    for part in _PARTS.findall(folded):
        piece = _number_key(part) if part[0] in "0123456789" else _letter_key(part)
        if piece == "0" and (not key or key[-1] == "0"):
            continue
        key.append(piece)
    if key and key[-1] == "0":
        key.pop()
    return "".join(key)[:SORT_KEY_LENGTH]


def _number_key(digits: str) -> str:
    """Return a key that sorts numbers by length, then digits; the 1 before it sorts between space and a."""
    plain = digits.lstrip("0")[:99] or "0"
    return f"1{len(plain):02}{plain}"


def _letter_key(letter: str) -> str:
    """Return the sort key of one letter or sign, or of a run of letters from a to y."""
    if "a" <= letter[0] < "z":
        return letter
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter in _SILENT:
        return ""
    if not letter.isalnum():
        return "" if unicodedata.category(letter).startswith("M") else "0"
    base = unicodedata.normalize("NFKD", letter)[0]
    if base != letter and (base.isascii() and base.isalnum()):
        return _number_key(base) if base.isdigit() else _letter_key(base)
    return f"z4{ord(letter):06x}"


def lower_first(words: str) -> str:
    """Return a name as written within a sentence: with a small first letter, except for abbreviations."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
