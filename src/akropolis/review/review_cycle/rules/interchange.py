"""The file format `akropolis-review/1`: what a file may contain, and how violations are reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from akropolis.base.lib.placed import PlacedValue, YamlFault
from akropolis.review.review_text.rules.chapters import BY_KEY

FORMAT = "akropolis-review/1"
TEXT, DAY, PERIOD, YEAR, COUNT, LIST, NOTES = "text", "datum", "period", "år", "tal", "lista", "fotnoter"
UNIT_KINDS = ("city", "committee", "administration", "company", "department", "section")
THEMES = ("law", "threats", "technology", "supply_chain")
TITLE, LONG = 200, 60_000


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping: its type, whether it is required, and its allowed values."""

    kind: str
    required: bool = False
    among: tuple[str, ...] = ()
    longest: int = TITLE


ROOT: Mapping[str, Key] = {
    "format": Key(TEXT, True, (FORMAT,)),
    "title": Key(TEXT),
    "units": Key(LIST),
    "observations": Key(LIST),
    "reviews": Key(LIST, True),
}
UNIT: Mapping[str, Key] = {
    "code": Key(TEXT, True, longest=30),
    "name": Key(TEXT, True),
    "short": Key(TEXT, longest=40),
    "kind": Key(TEXT, True, UNIT_KINDS),
    "parent": Key(TEXT, longest=30),
    "employees": Key(COUNT),
    "valid_from": Key(DAY),
    "valid_to": Key(DAY),
}
OBSERVATION: Mapping[str, Key] = {
    "key": Key(TEXT, True, longest=60),
    "theme": Key(TEXT, True, THEMES),
    "title": Key(TEXT, True),
    "text": Key(TEXT, True, longest=20_000),
    "footnotes": Key(NOTES),
    "observed_on": Key(DAY),
    "source": Key(TEXT),
    "source_url": Key(TEXT, longest=500),
}
REVIEW: Mapping[str, Key] = {
    "unit": Key(TEXT, True, longest=30),
    "year": Key(YEAR, True),
    "title": Key(TEXT),
    "covers": Key(PERIOD, True),
    "cutoff": Key(DAY),
    "chapters": Key(LIST, True),
}
CHAPTER: Mapping[str, Key] = {
    "key": Key(TEXT, True, tuple(BY_KEY)),
    "title": Key(TEXT),
    "text": Key(TEXT, longest=LONG),
    "footnotes": Key(NOTES),
    "observations": Key(LIST),
    "directions": Key(LIST),
}
DIRECTION: Mapping[str, Key] = {"title": Key(TEXT, True), "text": Key(TEXT, longest=4_000)}


def parse_period(text: str) -> tuple[date, date] | None:
    """Parse a period such as `2025-01-01/2025-12-31` into its first and last day; None if it is not a period."""
    parts = str(text).split("/")
    try:
        first, last = (date.fromisoformat(part.strip()) for part in parts)
    except ValueError:
        return None
    return first, last


def with_footnotes(entry: PlacedValue) -> str:
    """Return an entry's text followed by its footnotes in Markdown, the form in which chapters store them."""
    text = entry.get("text")
    notes = entry.get("footnotes")
    words = str(text.value).strip() if text else ""
    if notes is None or not isinstance(notes.value, dict):
        return words
    lines = [f"[^{key}]: {' '.join(str(note.value).split())}" for key, note in notes.value.items()]
    return "\n\n".join([words, *lines])


def faults(root: PlacedValue, *, known_units: frozenset[str]) -> list[YamlFault]:
    """Return every violation of the format in the file, sorted by line; an empty list if the file can be imported.

    `known_units` are the codes of the units that exist already.
    """
    found = list(_mapping(root, ROOT, "filen"))
    for name, keys in (("units", UNIT), ("observations", OBSERVATION), ("reviews", REVIEW)):
        for entry in _list(root, name):
            found += _mapping(entry, keys, name)
    if not found:
        found += _inside_reviews(root)
        found += _references(root, known_units)
    return sorted(found, key=lambda fault: fault.line)


def _list(entry: PlacedValue, name: str) -> Iterator[PlacedValue]:
    place = entry.get(name)
    return place.items() if place else iter(())


def _inside_reviews(root: PlacedValue) -> Iterator[YamlFault]:
    for review in _list(root, "reviews"):
        for chapter in _list(review, "chapters"):
            yield from _mapping(chapter, CHAPTER, "chapters")
            for direction in _list(chapter, "directions"):
                yield from _mapping(direction, DIRECTION, "directions")


def _mapping(entry: PlacedValue, keys: Mapping[str, Key], where: str) -> Iterator[YamlFault]:
    if not isinstance(entry.value, dict):
        yield YamlFault(entry.line, f"här ska nycklar med värden stå ({', '.join(keys)})")
        return
    for name, place in entry.value.items():
        if name not in keys:
            yield YamlFault(
                place.line, f"nyckeln {name} är okänd i {where}; de som finns är {', '.join(keys)}"
            )
        elif sentence := _value(place, keys[name]):
            yield YamlFault(place.line, f"{name}: {sentence}")
    for name, key in keys.items():
        if key.required and name not in entry.value:
            yield YamlFault(entry.line, f"nyckeln {name} saknas i {where}")


def _value(place: PlacedValue, key: Key) -> str:
    value = place.value
    check = _CHECKS[key.kind]
    if sentence := check(value):
        return sentence
    if key.kind == TEXT and len(str(value)) > key.longest:
        return f"texten är {len(str(value))} tecken; högst {key.longest} får plats"
    if key.among and str(value) not in key.among:
        return f"{value} finns inte; skriv något av {', '.join(key.among)}"
    return ""


def _text(value: object) -> str:
    return "" if isinstance(value, (str, int)) and str(value).strip() else "här ska text stå"


def _day(value: object) -> str:
    return "" if isinstance(value, date) else f"{value} är inget datum; skriv till exempel 2025-12-31"


def _period(value: object) -> str:
    period = parse_period(str(value))
    if period is None:
        return f"{value} är ingen period; skriv till exempel 2025-01-01/2025-12-31"
    return "" if period[0] <= period[1] else "perioden slutar innan den börjar; byt plats på datumen"


def _year(value: object) -> str:
    return (
        ""
        if isinstance(value, int) and 2000 <= value <= 2100
        else f"{value} är inget årtal; skriv till exempel 2026"
    )


def _count(value: object) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if good else f"{value} är inget antal; skriv ett heltal"


def _sequence(value: object) -> str:
    return "" if isinstance(value, list) else "här ska en lista stå, med ett bindestreck framför varje post"


def _notes(value: object) -> str:
    return "" if isinstance(value, dict) else "här ska fotnoter stå, med nummer och text"


_CHECKS = {
    TEXT: _text,
    DAY: _day,
    PERIOD: _period,
    YEAR: _year,
    COUNT: _count,
    LIST: _sequence,
    NOTES: _notes,
}


def _references(root: PlacedValue, known_units: frozenset[str]) -> Iterator[YamlFault]:
    units = [str(u.value["code"].value) for u in _list(root, "units")]
    observations = [str(o.value["key"].value) for o in _list(root, "observations")]
    yield from _doubles(root, "units", "code")
    yield from _doubles(root, "observations", "key")
    yield from _parents(root, known_units)
    for review in _list(root, "reviews"):
        place = review.value["unit"]
        if str(place.value) not in known_units | set(units):
            yield YamlFault(
                place.line,
                f"enheten {place.value} finns varken i filen eller i systemet; lägg till den i units",
            )
        yield from _doubles(review, "chapters", "key")
        for chapter in _list(review, "chapters"):
            for wanted in _list(chapter, "observations"):
                if str(wanted.value) not in observations:
                    yield YamlFault(wanted.line, f"observationen {wanted.value} finns inte i filen")
    yield from _review_doubles(root)


def _doubles(entry: PlacedValue, name: str, key: str) -> Iterator[YamlFault]:
    seen: set[str] = set()
    for item in _list(entry, name):
        place = item.value[key]
        if str(place.value) in seen:
            yield YamlFault(place.line, f"{key} {place.value} står två gånger i {name}")
        seen.add(str(place.value))


def _review_doubles(root: PlacedValue) -> Iterator[YamlFault]:
    seen: set[tuple[str, str]] = set()
    for review in _list(root, "reviews"):
        which = (str(review.value["unit"].value), str(review.value["year"].value))
        if which in seen:
            yield YamlFault(review.line, f"genomgången för {which[0]} {which[1]} står två gånger")
        seen.add(which)


def _parents(root: PlacedValue, known_units: frozenset[str]) -> Iterator[YamlFault]:
    """Require parents before their children, so that no cycle can be written."""
    before = set(known_units)
    for unit in _list(root, "units"):
        parent = unit.get("parent")
        if parent is not None and str(parent.value) not in before:
            yield YamlFault(
                parent.line, f"enheten {parent.value} måste stå före dem som hör till den, eller finnas redan"
            )
        before.add(str(unit.value["code"].value))
