"""What the registers show as done: each kind of evidence settles its duty in its own unit and year, and no other's."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import create
from akropolis.events.exercises.models import Exercise
from akropolis.graph.compliance.models import EntityProfile, Registration
from akropolis.privacy.service_objects.models import Attestation
from akropolis.review.privacy_report.rules.kind import PRIVACY_REPORT
from akropolis.review.review_text.models import Decision
from akropolis.review.review_text.services.openings import open_review
from akropolis.shared.year_wheel.models import DutyOutcome, YearlyDuty
from akropolis.shared.year_wheel.models.evidence import duty_evidence
from akropolis.shared.year_wheel.selectors.years import DutyState, duties_of_year
from akropolis.shared.yearly_reports.rules.kinds import kinds
from tests.world import SYSTEM, World
from tests.year_wheel.test_year_wheel import DUE, YEAR, desks, make_duty

pytestmark = pytest.mark.django_db
DAY = DUE - timedelta(days=40)


def confirm(world: World) -> None:
    """The record of `utb` is confirmed."""
    values = {"attested_on": DAY, "attested_by": "Nadja Perić", "count": 1, "incomplete": 0}
    create(SYSTEM, Attestation, {"unit": world.units["utb"], **values})


def decide(kind: str) -> Callable[[World], None]:
    """A report of the kind is decided by `utb`."""

    def done(world: World) -> None:
        row = open_review(SYSTEM, world.units["utb"], YEAR, kind=kinds.get(kind))
        said: dict[str, object] = {
            "body": "Nämnden",
            "decider_name": "Eva",
            "decider_role": "Ordförande",
            "diary_number": "1",
        }
        said["points"] = [{"verb": "godkänner", "text": "rapporten"}]
        create(SYSTEM, Decision, {"review": row, "decided_on": DAY, "recorded_at": timezone.now(), **said})

    return done


def exercise(world: World) -> None:
    """`utb` has held one exercise, and called one off."""
    for state in ("reported", "called_off"):
        values = {"title": state, "planned_on": DAY, "state": state, "goals": "Öva"}
        create(SYSTEM, Exercise, {"owner_unit": world.units["utb"], **values})


def register(world: World) -> None:
    """The legal entity of `utb` is registered."""
    profile = create(SYSTEM, EntityProfile, {"unit": world.units["utb"]})
    create(SYSTEM, Registration, {"profile": profile, "sent_on": DAY, "receipt": "MCF 1"})


KINDS: dict[str, Callable[[World], None]] = {
    "attestation": confirm,
    "review": decide("review"),
    "privacy-report": decide(PRIVACY_REPORT.key),
    "exercise": exercise,
    "registration": register,
}


def states(world: World, duty: YearlyDuty, year: int = YEAR) -> dict[str, DutyState]:
    """The state of the duty by unit, on its last day."""
    rows = duties_of_year(SYSTEM, duty.due_in(year), year)
    return {row.unit.code: row.state for row in rows if row.duty == duty and row.unit.code in world.units}


def test_every_kind_is_tried() -> None:
    assert {*KINDS} == {*duty_evidence.entries}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_done_where_it_is_done_need_not_be_said_again(world: World, kind: str) -> None:
    duty, other = make_duty(shown_by=kind), make_duty(name="Sägs av någon")
    before = states(world, duty)
    assert {before["utb"], before["kul"]} == {DutyState.BEGUN}
    KINDS[kind](world)
    assert states(world, duty) == before | {"utb": DutyState.DONE}
    assert states(world, other) == before
    assert states(world, duty, YEAR + 1)["utb"] == DutyState.BEGUN
    assert "Öva utrymning (Utbildningsnämnden)" not in desks(world, DUE).get("owner", [])


def test_what_somebody_says_goes_before_what_the_registers_show(world: World) -> None:
    duty = make_duty(shown_by="exercise")
    exercise(world)
    create(SYSTEM, DutyOutcome, {"unit": world.units["utb"], "duty": duty, "year": YEAR, "state": "open"})
    assert states(world, duty)["utb"] == DutyState.BEGUN


def test_a_duty_that_its_domain_puts_on_the_desk_comes_from_the_wheel_only_when_it_climbs(
    world: World,
) -> None:
    make_duty(shown_by="attestation")
    assert "owner" not in desks(world, DUE)
    climbed = desks(world, DUE + timedelta(days=15))
    assert climbed["chef"] == [f"Öva utrymning ({world.units['utb'].name})"]


def test_the_wheel_says_what_shows_it(world: World) -> None:
    today = timezone.localdate()
    make_duty(shown_by="attestation", month=12, day=31)
    values = {
        "attested_on": date(today.year, 10, 1),
        "attested_by": "Nadja Perić",
        "count": 1,
        "incomplete": 0,
    }
    create(SYSTEM, Attestation, {"unit": world.units["utb"], **values})
    text = world.client("owner").get(reverse("year-wheel"), {"year": today.year}).text
    assert f"Intygad av Nadja Perić, 1 oktober {today.year}" in text
