"""What is said of measures: what is refused and where, whose version counts, and what a new day makes of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Stale
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control, Fulfilment, MeasureBearer, Tally, TallyState
from akropolis.graph.compliance.rules.demands import Sum
from akropolis.graph.compliance.selectors.standing import of_service, of_unit, services_of
from akropolis.graph.compliance.services import tallying
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, service
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)


@pytest.fixture
def place(world: World) -> dict[str, Any]:
    """A service of `utb` at K2 with two measures that it demands and one that it does not, and one of units."""
    with writing(SYSTEM) as w:
        made: dict[str, Any] = {
            "basic": measure(w, "Grund"),
            "k2": measure(w, "K två", MeasureBearer.SUPPLIER, confidentiality=2),
            "k3": measure(w, "K tre", confidentiality=3),
            "unit": measure(w, "Enhetens", MeasureBearer.UNIT),
            "over": measure(w, "Avslutad", valid_to=timezone.localdate() - DAY),
        }
        source = information(w, world.units["utb"], "Elever")
        node = service(w, world.units["utb"], "Journal")
        depend(w, source, node)
        decide(w, source, 2, 1, 1)
    return {**made, "node": node}


def said(control: Control, at: Any, state: str = "met", reasons: str = "", **given: Any) -> list[Fulfilment]:
    return assess(SYSTEM, [AssessmentInput(control, at, state, reasons, **given)])


def test_of_many_each_fault_is_told_with_its_place_and_nothing_is_kept(
    world: World, place: dict[str, Any]
) -> None:
    node, before = place["node"], Change.objects.count()
    words = [
        AssessmentInput(place["basic"], node, "met"),
        AssessmentInput(place["k2"], node, "partly", " ", TODAY - 400 * DAY),
    ]
    with pytest.raises(Invalid) as refusal:
        assess(SYSTEM, words)
    assert refusal.value.errors == {
        "1.reasons": ["Skriv vad som saknas."],
        "1.valid_to": ["Dagen har redan varit. Skriv en dag framåt i tiden."],
    }
    with pytest.raises(Invalid) as refusal:
        assess(SYSTEM, words[1:])
    assert list(refusal.value.errors) == ["reasons", "valid_to"]
    assert (Fulfilment.everything.count(), Change.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("state", "reasons", "fields"),
    [
        ("lapsed", "", ["state"]),
        ("", "", ["state"]),
        ("not_applicable", " ", ["ground", "reasons"]),
        ("not_applicable", "Vi har ingen sådan utrustning", ["ground"]),
        ("partly", "", ["reasons"]),
        ("not_begun", "", []),
        ("met", "", []),
    ],
)
def test_an_answer_is_one_of_those_there_are_and_carries_its_reasons(
    world: World, place: dict[str, Any], state: str, reasons: str, fields: list[str]
) -> None:
    try:
        said(place["basic"], place["node"], state, reasons)
        found = []
    except Invalid as refusal:
        found = list(refusal.errors)
    assert (found, Fulfilment.everything.count()) == (fields, 0 if fields else 1)


def test_what_is_said_may_hold_to_this_very_day(world: World, place: dict[str, Any]) -> None:
    today = timezone.localdate()
    assert said(place["basic"], place["node"], valid_to=today)[0].valid_to == today
    with pytest.raises(Invalid):
        said(place["basic"], place["node"], valid_to=today - DAY)


@pytest.mark.parametrize(
    ("control", "at"),
    [
        ("unit", "node"),
        ("basic", "utb"),
        ("k2", "utb"),
        ("over", "node"),
        ("unit", "utbf"),
        ("basic", "source"),
    ],
)
def test_a_measure_is_said_only_of_what_it_is_asked_of(
    world: World, place: dict[str, Any], control: str, at: str
) -> None:
    source = Node.everything.get(name="Elever")
    where = {"node": place["node"], "source": source}.get(at) or world.units[at]
    with pytest.raises(Hidden):
        said(place[control], where)
    assert not Fulfilment.everything.exists()


def test_of_a_service_out_of_use_nothing_is_said(world: World, place: dict[str, Any]) -> None:
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=place["node"].record))
    with pytest.raises(Hidden):
        said(place["basic"], Node.everything.get(pk=place["node"].pk))


def test_the_version_that_was_seen_counts_where_one_is_named(world: World, place: dict[str, Any]) -> None:
    basic, node = place["basic"], place["node"]
    with pytest.raises(Stale):
        said(basic, node, version=1)
    [row] = said(basic, node, version=0)
    with pytest.raises(Stale) as stale:
        said(basic, node, "partly", "Logg", version=0)
    assert stale.value.current == row
    [again] = said(basic, node, "partly", " Logg ", version=1)
    assert (again.pk, again.state, again.reasons, again.version) == (row.pk, "partly", "Logg", 2)
    assert said(basic, node, "met")[0].version == 3


def test_the_same_again_is_no_change_and_needs_the_right_all_the_same(
    world: World, place: dict[str, Any]
) -> None:
    word = AssessmentInput(place["basic"], place["node"], "met", "Klart", timezone.localdate() + DAY)
    assert len(assess(world.access("owner"), [word])) == 1
    before = Change.objects.count()
    assert assess(world.access("ciso"), [word]) == []
    for who in ("auditor", "neighbour"):
        with pytest.raises(Hidden):
            assess(world.access(who), [word])
    assert (Change.objects.count(), Fulfilment.everything.get().assessed_by) == (before, "Nadja Perić")


def test_what_is_said_of_one_place_says_nothing_of_another(world: World, place: dict[str, Any]) -> None:
    with writing(SYSTEM) as w:
        other = service(w, world.units["utb"], "Schema")
    words = [AssessmentInput(place["basic"], each, "met") for each in (place["node"], other)]
    words += [AssessmentInput(place["unit"], world.units[code], "met") for code in ("utb", "kul")]
    assert len(assess(SYSTEM, words)) == 4
    assess(SYSTEM, [AssessmentInput(place["basic"], other, "partly", "Logg"), words[2]])
    states = Fulfilment.everything.values_list("node__name", "unit__code", "state")
    assert set(states) == {
        ("Journal", None, "met"),
        ("Schema", None, "partly"),
        (None, "utb", "met"),
        (None, "kul", "met"),
    }


# As it is read


def test_a_service_s_measures_are_those_it_demands_and_those_that_something_is_said_of(
    world: World, place: dict[str, Any]
) -> None:
    said(place["k3"], place["node"], "partly", "Påbörjat")
    access, today = world.access("owner"), timezone.localdate()
    found = of_service(access, place["node"].record, today)
    assert [(line.control.name, line.status.value, line.why is None) for line in found.lines] == [
        ("Grund", "not_assessed", False),
        ("K tre", "partly", True),
        ("K två", "not_assessed", False),
    ]
    assert (found.unit, found.writes, found.line(place["k2"].code).control) == (
        world.units["utb"],
        True,
        place["k2"],
    )
    with pytest.raises(Hidden):
        found.line("inget")
    assert of_service(world.access("auditor"), place["node"].record, today).writes is False
    own = of_unit(access, "utb", today)
    assert ([line.control.name for line in own.lines], own.where) == (
        ["Enhetens"],
        {"unit": world.units["utb"]},
    )


def test_services_are_listed_by_what_they_lack_each_with_what_is_done(
    world: World, place: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        for name in ("Arkiv", "Bibliotek"):
            service(w, world.units["utb"], name)
    node, today = place["node"], timezone.localdate()
    arkiv = Node.everything.get(name="Arkiv")
    words = [
        AssessmentInput(place["basic"], node, "met"),
        AssessmentInput(place["k3"], node, "met"),
        AssessmentInput(place["k2"], node, "partly", "x"),
    ]
    assess(
        SYSTEM,
        [
            *words,
            AssessmentInput(
                place["basic"], arkiv, "not_applicable", "Staden gör det åt oss.", ground="elsewhere"
            ),
        ],
    )
    found = services_of(world.access("owner"), "/stad/utb/", today)
    assert [(line.name, line.sum, line.sum.not_assessed) for line in found] == [
        ("Journal", Sum(2, 1, 1, 0), 0),
        ("Bibliotek", Sum(1, 0, 0, 0), 1),
        ("Arkiv", Sum(1, 0, 0, 1), 0),
    ]
    assert services_of(world.access("owner"), "/stad/kul/", today) == []
    assert services_of(world.access("neighbour"), "", today) == []


# A new day


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def lapsed() -> list[int]:
    return list(
        Tally.objects.filter(control__name="Grund", unit__code="utb").values_list("lacking", flat=True)
    )


def test_each_day_what_has_lapsed_is_counted_and_on_the_same_day_nothing_is_done(
    world: World, place: dict[str, Any]
) -> None:
    today = timezone.localdate()
    said(place["basic"], place["node"], valid_to=today)
    assert (tallying.refresh(noon(today)), tallying.stored_day()) == ("0 tallies", today)
    Tally.objects.filter(control=place["basic"], unit=world.units["utb"]).update(lacking=1)
    assert (tallying.refresh(noon(today)), lapsed()) == ("1 tallies", [0])
    TallyState.objects.update(day=today - DAY)
    assert (tallying.refresh(noon(today)), tallying.stored_day()) == ("0 tallies", today)
