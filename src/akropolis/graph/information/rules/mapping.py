"""Parsing of a classification result from another tool: which column holds what, and how to read a cell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from akropolis.shared.classification.rules.scheme import SchemeBody

ROWS = 1000
"""Maximum number of rows per file: each row becomes a decision, with all the updates that a decision causes."""
EARLIEST = date(2005, 1, 1)
"""Earliest plausible decision date: an older one is a typing or spreadsheet error."""

NAME, NUMBER, UNIT, DECIDED_ON, VALID_TO, DECIDED_BY, NOTE = (
    "name",
    "number",
    "unit",
    "decided_on",
    "valid_to",
    "decided_by",
    "note",
)
FIELDS = (NAME, NUMBER, UNIT, DECIDED_ON, VALID_TO, DECIDED_BY, NOTE)
"""Names of what a column can hold, besides the level of an aspect (which goes by the aspect's key)."""

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    NAME: (
        "informationsmängd",
        "namn",
        "informationstyp",
        "objekt",
        "benämning",
        "rubrik",
        "name",
        "information",
    ),
    NUMBER: ("nummer", "id", "number", "beteckning"),
    UNIT: ("enhet", "nämnd", "förvaltning", "verksamhet", "organisation", "bolag", "unit"),
    DECIDED_ON: ("beslutsdatum", "klassningsdatum", "klassad", "beslutad", "datum", "decided on", "date"),
    VALID_TO: (
        "gäller till",
        "giltig till",
        "giltig t o m",
        "t o m",
        "valid to",
        "nästa klassning",
        "slutdatum",
    ),
    DECIDED_BY: ("beslutad av", "beslutsfattare", "informationsägare", "ägare", "decided by", "owner"),
    NOTE: ("anmärkning", "kommentar", "motivering", "note", "comment", "beskrivning"),
}
_WHOLE = (
    "klassning",
    "klass",
    "krt",
    "krts",
    "klassificering",
    "informationsklass",
    "skyddsnivå",
    "classification",
)
"""Normalised headings of a column whose cells hold the levels of all aspects together, such as K3 R2 T2."""
SHORTEST = 4
"""Minimum number of letters in a heading that abbreviates an aspect's name."""
_PLAIN = re.compile(
    r"(?:(?:niv[åa]|level)\s*)?([0-9]{1,2})(?:[.,]0+)?(?:\s*[-–:,(][^0-9]*|\s[^0-9]*)?", re.IGNORECASE
)
_PUNCTUATION = re.compile(r"[\W_]+")


def guess_columns(headings: Sequence[str], body: SchemeBody) -> dict[str, int]:
    """Guess from the headings what each column holds: field or aspect → position. The first match wins."""
    words = [_words(heading) for heading in headings]
    found: dict[str, int] = {}
    for aspect in body.active:
        names = (aspect.letter, aspect.names.sv, aspect.names.en, aspect.key.value)
        _note(found, aspect.key.value, words, names)
    for field in sorted(FIELDS, key=lambda name: name == DECIDED_ON):
        _note(found, field, words, _HEADINGS[field])
    for aspect in body.active:
        _note_shortened(found, aspect.key.value, words, (aspect.names.sv, aspect.names.en))
    whole = next((place for place, word in enumerate(words) if word in _WHOLE), None)
    if whole is not None and whole not in found.values():
        found |= {aspect.key.value: whole for aspect in body.active if aspect.key.value not in found}
    return found


def _note(found: dict[str, int], field: str, words: Sequence[str], names: Iterable[str]) -> None:
    """Add to `found` the free column whose heading equals one of the names, else the first that begins with one."""
    wanted = [_words(name) for name in names if name]
    free = [place for place in range(len(words)) if place not in found.values()]
    exact = next((p for name in wanted for p in free if words[p] == name), None)
    begun = next(
        (p for name in wanted for p in free if len(name) > 1 and words[p].startswith(f"{name} ")), None
    )
    place = exact if exact is not None else begun
    if place is not None:
        found[field] = place


def _note_shortened(found: dict[str, int], field: str, words: Sequence[str], names: Iterable[str]) -> None:
    """Note the free column with the longest abbreviation of a name, such as "Konf"; at least `SHORTEST` letters."""
    if field in found:
        return
    wanted = [_words(name) for name in names if name]
    fits = [
        place
        for place, word in enumerate(words)
        if place not in found.values()
        and len(word) >= SHORTEST
        and any(name.startswith(word) for name in wanted)
    ]
    if fits:
        found[field] = max(fits, key=lambda place: len(words[place]))


def _words(text: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", text.casefold()).split())


class MappingFault(StrEnum):
    """Why a cell gives no level."""

    EMPTY = "empty"
    UNKNOWN = "unknown"


def level_in(text: str, letter: str, body: SchemeBody) -> int | MappingFault:
    """Return the level in a cell: 3, "K3", "Nivå 3", "3 Allvarlig", "Allvarlig", or its part of "K3 R2 T2"."""
    word = text.strip()
    if not word:
        return MappingFault.EMPTY
    marked = re.search(rf"(?<![^\W\d_]){letter}\s*[:=]?\s*([0-9]+)", word, re.IGNORECASE)
    plain = _PLAIN.fullmatch(word)
    value = _by_label(word, body)
    if value is None and (found := marked or plain):
        value = int(found.group(1)) if len(found.group(1)) <= 2 else None
    return MappingFault.UNKNOWN if value is None or body.level(value) is None else value


def _by_label(word: str, body: SchemeBody) -> int | None:
    """Return the level with that label, or with it as one of the label's two words ("Ingen eller försumbar")."""
    wanted = _words(word)
    fitting = []
    for level in body.levels:
        for label in (level.labels.sv, level.labels.en):
            parts = [_words(label), *(_words(part) for part in re.split(r"\beller\b|\bor\b", label))]
            if wanted in parts:
                fitting.append(level.value)
    return fitting[0] if len(set(fitting)) == 1 else None


_DAYS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[ T].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/. ](?P<y>\d{4})"),
)


def day_in(text: str) -> date | None:
    """Return the date in a cell, written as 2026-03-10, 20260310 or 10/3 2026; None if there is none."""
    word = text.strip()
    for form in _DAYS:
        if found := form.fullmatch(word):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None
