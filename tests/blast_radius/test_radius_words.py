"""What an event reaches, in Swedish: for none, one and several of each thing, and for what is not known."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from akropolis.graph.blast_radius.reports import radius_words as words
from akropolis.graph.blast_radius.rules.radius import HIDDEN, RadiusEvent, RadiusTotals, ReachedRow
from akropolis.graph.blast_radius.selectors.facts import FactKind

HARD = "\N{NO-BREAK SPACE}"
NOTHING = (None,) * 5


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


def unit(name: str, kind: str = "committee", **more: Any) -> Any:
    usual = {"path": f"/{name.lower()}/", "own_authority": kind in ("committee", "company"), "valid_to": None}
    return SimpleNamespace(name=name, kind=kind, **(usual | more))


def hit(name: str, kind: str = "committee", *, unclassified: int = 0, ended: bool = False) -> Any:
    return SimpleNamespace(unit=unit(name, kind), ended=ended, totals=RadiusTotals(unclassified=unclassified))


@dataclass
class Radius:
    """Stands in for what has been asked about."""

    whole: RadiusTotals = field(default_factory=lambda: RadiusTotals(rows=1, kinds=Counter(service=1)))
    event: RadiusEvent = RadiusEvent.OUTAGE
    hit: tuple[Any, ...] = (hit("Kulturnämnden"),)
    urgent: tuple[Any, ...] = ()
    best: Any = None
    opened: tuple[int, int] = (0, 0)
    earlier: bool = False
    left: int = 0
    complete: bool = True
    day: date = date(2026, 3, 1)
    node: Any = field(default_factory=lambda: SimpleNamespace(name="Molnet"))

    @property
    def rows(self) -> range:
        return range(self.whole.rows)

    def highest(self) -> Any:
        return self.best

    def open_count(self, kind: FactKind) -> int:
        return self.opened[kind == FactKind.ACTION]

    def ended(self, unit: Any) -> bool:
        return bool(unit.valid_to and unit.valid_to < self.day)

    def unit_at(self, path: str) -> Any:
        return next((each.unit for each in self.hit if each.unit.path == path), None)


def told(**given: Any) -> words.RadiusWords:
    return words.describe_radius(Radius(**given))  # type: ignore[arg-type]


def whole(**given: Any) -> RadiusTotals:
    return RadiusTotals(**{"rows": 2, "kinds": Counter(service=2), **given})


def shown(label: str, kind: str, **row: Any) -> Any:
    usual: dict[str, Any] = {"levels": NOTHING, "people": None, "outage": None, "distance": 1, "firm": True}
    found = ReachedRow(node=1, kind=kind, unit="kul", order="", **(usual | row))
    return SimpleNamespace(seen=SimpleNamespace(label=label), row=found, unit=unit("Kulturnämnden"))


@pytest.mark.parametrize(
    ("event", "nothing", "something"),
    [
        (
            RadiusEvent.OUTAGE,
            "Inget av det du får läsa berörs om Molnet faller bort.",
            "Om Molnet faller bort berörs 1 nämnd: 1 it-tjänst.",
        ),
        (
            RadiusEvent.BREACH,
            "Inget av det du får läsa nås om Molnet utsätts för intrång.",
            "Om Molnet utsätts för intrång nås 1 nämnd: 1 it-tjänst.",
        ),
    ],
)
def test_what_is_reached_is_told_or_that_nothing_is(event: RadiusEvent, nothing: str, something: str) -> None:
    assert told(event=event, whole=RadiusTotals(), hit=()).lead == [nothing]
    assert told(event=event).lead == [something]


@pytest.mark.parametrize(
    ("hits", "said"),
    [
        ((hit("A"), hit("B", "company")), "1 nämnd och 1 bolag"),
        ((hit("A"), hit("B"), hit("C", "office")), "2 nämnder och 1 annan enhet"),
        (
            (hit("C", "office"), hit("D", "office"), hit("E", ended=True)),
            "2 andra enheter och 1 enhet som har upphört",
        ),
        ((hit("E", ended=True), hit("F", ended=True)), "2 enheter som har upphört"),
        ((hit("B", "company"), hit("C", "company")), "2 bolag"),
    ],
)
def test_units_are_counted_by_kind_and_the_ended_apart(hits: tuple[Any, ...], said: str) -> None:
    assert words.units_in_words(Radius(hit=hits)) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 minut"),
        (59, "59 minuter"),
        (60, "1 timme"),
        (90, "90 minuter"),
        (1440, "24 timmar"),
        (2820, "47 timmar"),
        (2880, "2 dygn"),
        (2940, "49 timmar"),
        (14400, "10 dygn"),
    ],
)
def test_a_length_of_time_is_said_in_the_largest_unit_that_is_exact(minutes: int, said: str) -> None:
    assert words.duration(minutes) == said


@pytest.mark.parametrize(
    ("count", "about"),
    [(7, 7), (999, 999), (1234, 1230), (1235, 1240), (12_345, 12_300), (12_350, 12_400)],
)
def test_a_sum_of_estimates_is_told_to_three_figures(count: int, about: int) -> None:
    assert words.round_to_three_figures(count) == about


def test_what_is_open_is_told_of_what_there_is() -> None:
    assert told(opened=(0, 0)).lead == told().lead
    assert told(opened=(1, 0)).lead[-1] == "Öppet på det som berörs: 1 incident."
    assert told(opened=(0, 2)).lead[-1] == "Öppet på det som berörs: 2 åtgärder."
    assert told(opened=(2, 1)).lead[-1] == "Öppet på det som berörs: 2 incidenter och 1 åtgärd."


def test_the_highest_level_is_told_with_an_example_where_there_is_one() -> None:
    totals, best = whole(levels=[4, 3, 2, None, None]), shown("Journaler", "information")
    outage, breach = (told(event=event, whole=totals).lead[-1] for event in RadiusEvent)
    assert (outage, breach) == ("Högsta nivå är T2.", "Högsta nivå är K4 R3.")
    assert (
        told(whole=totals, best=best).lead[-1]
        == "Högsta nivå är T2, till exempel för Journaler (Kulturnämnden)."
    )
    assert len(told(whole=whole(levels=[4, 3, None, None, None])).lead) == 1


def test_the_least_patient_processes_are_named_with_how_long_they_manage() -> None:
    each = [shown("Vård", "process", outage=240), shown("Lön", "process", outage=2880)]
    assert (
        told(urgent=tuple(each[:1])).lead[-1]
        == "Känsligast för avbrott är Vård (Kulturnämnden, högst 4 timmar)."
    )
    assert told(urgent=tuple(each)).lead[-1] == (
        "Känsligast för avbrott är Vård (Kulturnämnden, högst 4 timmar) och Lön (Kulturnämnden, högst 2 dygn)."
    )


def test_what_an_alternative_spares_is_counted() -> None:
    assert len(told(whole=whole(rows=3)).lead) == 1
    for spared in (1, 2):
        last = told(whole=whole(rows=3, spared=spared)).lead[-1]
        assert last == f"För {spared} av 3 finns en reservlösning på vägen."


def test_what_is_not_known_is_told_for_one_and_for_several() -> None:
    assert told().missing == []
    lacking = {"unclassified": 1, "people_unknown": 1, "outage_unknown": 1}
    assert told(whole=whole(**lacking), hit=(hit("A", unclassified=1, ended=True), hit("B"))).missing == [
        "1 informationsmängd är inte klassad: A.",
        "Uppgift om antal registrerade personer saknas för 1 informationsmängd.",
        "Uppgift om längsta acceptabla avbrott saknas för 1 process.",
        "A har upphört, så det är inte känt vem som ansvarar för det som berörs där.",
    ]
    lacking = {"unclassified": 2, "people_unknown": 2, "outage_unknown": 2}
    hits = tuple(hit(name, unclassified=1, ended=True) for name in "AB")
    assert told(whole=whole(**lacking), hit=hits).missing == [
        "2 informationsmängder är inte klassade: A och B.",
        "Uppgift om antal registrerade personer saknas för 2 informationsmängder.",
        "Uppgift om längsta acceptabla avbrott saknas för 2 processer.",
        "A och B har upphört, så det är inte känt vem som ansvarar för det som berörs där.",
    ]


@pytest.mark.parametrize(
    ("units", "named"),
    [
        ("ABCDE", "A, B, C, D och E"),
        ("ABCDEF", "A, B, C, D, E och 1 till"),
        ("ABCDEFG", "A, B, C, D, E och 2 till"),
    ],
)
def test_five_units_are_named_and_the_rest_counted(units: str, named: str) -> None:
    hits = tuple(hit(name, unclassified=1) for name in units)
    assert told(whole=whole(unclassified=9), hit=hits).missing == [
        f"9 informationsmängder är inte klassade: {named}."
    ]


def test_it_is_told_how_it_was_counted() -> None:
    assert told().grounds == ["Ett avbrott följer de beroenden där kravet på tillgänglighet ärvs."]
    assert told(event=RadiusEvent.BREACH).grounds == [
        "Ett intrång följer de beroenden där kravet på konfidentialitet eller riktighet ärvs."
    ]
    earlier, left, seen = told(earlier=True, left=2, complete=False).grounds[1:]
    assert earlier.startswith("Så som det var 1 mars 2026: de beroenden som gällde den dagen")
    assert left.startswith("2 ")
    assert [seen] == told(complete=False).grounds[1:]
    assert told(left=1).grounds[1].startswith("1 ")


@pytest.mark.parametrize(
    ("distance", "firm", "note"),
    [
        (1, True, ""),
        (1, False, "det finns ett alternativ"),
        (2, True, "2 steg"),
        (2, False, "2 steg; det finns ett alternativ på vägen"),
    ],
)
def test_a_row_says_how_far_away_it_is(distance: int, firm: bool, note: str) -> None:
    assert words.row_note(shown("Lön", "service", distance=distance, firm=firm).row) == note


@pytest.mark.parametrize(
    ("kind", "row", "meaning"),
    [
        ("information", {}, "antal registrerade inte angivet"),
        ("information", {"people": 0}, "0 registrerade"),
        ("information", {"people": 1}, "1 registrerad"),
        ("information", {"people": HIDDEN}, ""),
        ("process", {}, "uppgift om längsta acceptabla avbrott saknas"),
        ("process", {"outage": 60}, "acceptabelt avbrott högst 1 timme"),
        ("process", {"outage": HIDDEN}, ""),
        ("service", {"people": 1, "outage": 60}, ""),
    ],
)
def test_a_row_says_what_stands_at_stake(kind: str, row: dict[str, Any], meaning: str) -> None:
    assert words.meaning(shown("Lön", kind, **row)) == meaning


def test_a_unit_that_has_ended_is_named_with_its_last_day() -> None:
    radius: Any = Radius()
    last = {None: "A", date(2026, 2, 28): "A (upphörde 28 februari 2026)", date(2026, 3, 1): "A"}
    assert {day: words.unit_in_words(radius, unit("A", valid_to=day)) for day in last} == last
