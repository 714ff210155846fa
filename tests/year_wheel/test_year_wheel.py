"""The year wheel: a duty begins, is late, climbs and is done; ended units; the list, the wheel and the calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.shared.year_wheel.models import DutyOutcome, DutyPlace, YearlyDuty
from akropolis.shared.year_wheel.register.duties import DUTIES
from akropolis.shared.year_wheel.register.year_wheel import PAGES, YearWheel
from akropolis.shared.year_wheel.rules.permissions import SETTLE
from akropolis.shared.year_wheel.selectors.desks import list_desks
from akropolis.shared.year_wheel.selectors.years import DutyState, duties_of_year, waiting_duties
from akropolis.shared.year_wheel.services.outcomes import settle_by_place
from akropolis.shared.year_wheel.web.tasks import pending_duties
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db
YEAR = 2027
DUE = date(YEAR, 6, 15)
FEEDS: list[Any] = [pending_duties]


def make_duty(role: str = "samordnare", **given: Any) -> YearlyDuty:
    """A duty due on 15 June that begins four weeks before and climbs to the head."""
    roles = {each.code: each for each in Role.everything.all()}
    usual = {"name": "Öva utrymning", "what": "Öva.", "units": "reviewing", "month": 6, "day": 15, "weeks": 4}
    people = {"role": roles[role], "climbs_to": roles["chef"], "valid_from": START, "source": "Prov"}
    return create(SYSTEM, YearlyDuty, {**usual, **people, **given})


def desks(world: World, day: date) -> dict[str, list[str]]:
    """Who has which tasks on the day, by title; those without any are left out."""
    found = {
        who: [each.title for each in tasks_for(world.access(who, day), day, FEEDS)] for who in world.people
    }
    return {who: titles for who, titles in found.items() if titles}


def whys(world: World, who: str, day: date) -> str:
    return " ".join(each.why for each in tasks_for(world.access(who, day), day, FEEDS))


def settle(world: World, duty: YearlyDuty, who: str = "owner", year: int = YEAR, **given: Any) -> int:
    address = reverse("duty-outcome", args=["utb", year, duty.pk])
    sent = {"state": "done", "done_on": str(timezone.localdate()), "note": "", "evidence": "", **given}
    return world.client(who).post(address, sent).status_code


def test_a_duty_begins_is_late_climbs_and_is_done(world: World) -> None:
    duty = make_duty()
    utb, kul = ([f"Öva utrymning ({world.units[code].name})"] for code in ("utb", "kul"))
    assert desks(world, DUE - timedelta(weeks=4, days=1)) == {}
    begun = desks(world, DUE - timedelta(weeks=4))
    assert (begun["owner"], begun["neighbour"], begun.get("chef")) == (utb, kul, None)
    assert desks(world, DUE + timedelta(14)).get("chef") is None
    assert desks(world, DUE + timedelta(15))["chef"] == utb
    assert "två veckor" in whys(world, "chef", DUE + timedelta(15))
    assert "ciso" not in desks(world, DUE + timedelta(30))
    late = desks(world, DUE + timedelta(31))
    assert {*utb, *kul} <= {*late["ciso"]}
    assert "trettio dagar" in whys(world, "ciso", DUE + timedelta(31))
    assert settle(world, duty) == 302
    after = desks(world, DUE + timedelta(31))
    assert "owner" not in after
    assert after["neighbour"] == kul
    row = DutyOutcome.everything.get()
    assert (row.unit, row.year, row.done_by) == (world.units["utb"], YEAR, "Nadja Perić")
    assert "owner" in desks(world, DUE + timedelta(365 - 20)), "next year it begins again"


def test_a_duty_whose_role_nobody_holds_lies_with_whoever_appoints(world: World) -> None:
    make_duty("objektagare")
    assert desks(world, DUE).keys() == {"admin"}
    assert "Ingen har rollen" in whys(world, "admin", DUE)


def test_no_duty_of_the_template_is_without_a_desk(world: World) -> None:
    tables.get(DUTIES.key).load(SYSTEM)
    rows = YearlyDuty.everything.all()
    assert len(rows) >= 16
    assert [r.code for r in rows if not (r.source and r.mark and r.name_en and r.what_en and r.place)] == []
    for month in range(1, 13):
        day = date(YEAR, month, 28)
        waiting = list(waiting_duties(SYSTEM, day))
        found = list_desks(waiting, day)
        assert waiting
        assert [str(row.duty) for row in waiting if not any(desk.people for desk in found[row.key])] == []


def test_every_place_is_a_page() -> None:
    assert {*PAGES} == {*DutyPlace}
    assert all(reverse(name) for name, _right in PAGES.values())


def test_what_was_due_before_the_duty_was_entered_is_not_known(world: World) -> None:
    duty = make_duty()
    today = timezone.localdate()
    (row,) = duties_of_year(world.access("owner"), today, today.year - 1)
    assert row.state == DutyState.UNKNOWN
    assert settle(world, duty, year=today.year - 1) == 302
    (row,) = duties_of_year(world.access("owner"), today, today.year - 1)
    assert row.state == DutyState.DONE


def test_bad_input_is_told_at_its_place_and_stores_nothing(world: World) -> None:
    duty = make_duty()
    ahead = str(timezone.localdate() + timedelta(1))
    assert settle(world, duty, done_on=ahead) == 422
    assert settle(world, duty, done_on="") == 422
    assert settle(world, duty, state="not_applicable") == 422
    assert not DutyOutcome.everything.exists()
    assert settle(world, duty) == 302
    assert settle(world, duty, note="Annat", version=7) == 409
    assert settle(world, duty, note="Annat") == 409, "opened before the first of two at once had saved"
    assert DutyOutcome.everything.get().note == ""
    sent = {"state": "not_applicable", "note": "Mitt", "done_on": "", "evidence": ""}
    page = world.client("owner").post(reverse("duty-outcome", args=["utb", YEAR, duty.pk]), sent)
    assert "Nadja Perić sparade under tiden: Gjord" in page.text
    assert "Mitt" in page.text
    assert settle(world, duty, who="neighbour") == 404
    assert settle(world, duty, who="colleague") in (403, 404)


def test_an_ended_unit_has_no_duty_after_its_end_and_keeps_what_was_done(world: World) -> None:
    duty = make_duty()
    create(SYSTEM, DutyOutcome, {"unit": world.units["utb"], "duty": duty, "year": 2025, "done_on": START})
    update(SYSTEM, world.units["utb"], {"valid_to": date(2026, 1, 31)})
    read = {y: {r.unit.code for r in duties_of_year(SYSTEM, DUE, y)} for y in (2025, 2026)}
    assert "utb" in read[2025]
    assert "utb" not in read[2026]
    assert DutyOutcome.everything.get().unit.code == "utb"


def test_the_page_shows_list_and_wheel_and_gives_a_calendar(world: World) -> None:
    make_duty(name="Öva, utrymning; allt")
    page = world.client("owner").get(reverse("year-wheel"), {"year": timezone.localdate().year + 1})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("<table") < text.index('role="img"')
    assert "Har inte börjat" in text
    assert "Kulturnämnden" not in text
    made = world.client("owner").get(reverse("year-wheel-calendar"), {"year": YEAR})
    (event,) = Calendar.from_ical(made.content).walk("VEVENT")
    assert str(event["summary"]).startswith("Öva, utrymning; allt")
    assert event.decoded("dtstart") == DUE
    again = world.client("owner").get(reverse("year-wheel-calendar"), {"year": YEAR})
    assert Calendar.from_ical(again.content).walk("VEVENT")[0]["uid"] == event["uid"]


def test_the_list_is_narrowed_by_role_and_state(world: World) -> None:
    make_duty()
    make_duty("chef", name="Utbilda ledningen", climbs_to=None)
    address = f"{reverse('year-wheel')}?year={YEAR}"
    text = world.client("owner").get(f"{address}&role=chef").content.decode()
    assert "Utbilda ledningen" in text
    assert "Öva utrymning" not in text
    assert "Utbilda" not in world.client("owner").get(f"{address}&state=done").content.decode()


def test_many_duties_are_one_task_that_leads_to_exactly_them(world: World) -> None:
    today = timezone.localdate()
    for number in range(9):
        make_duty(name=f"Uppgift {number}", month=12, day=31, weeks=40)
    make_duty("chef", name="Chefens", month=12, day=31, weeks=40)
    day = date(today.year + 1, 12, 1)
    (task,) = tasks_for(world.access("owner", day), day, FEEDS)
    assert "18" in task.title, "of this year and the next"
    found = YearWheel(world.access("owner", day), {"desk": "mine"}, day)
    assert (task.url, len(found.ordered)) == (f"{reverse('year-wheel')}?desk=mine", 18)
    assert {row.duty.name for row in found.ordered} == {f"Uppgift {number}" for number in range(9)}


def test_the_last_day_of_february_is_found(world: World) -> None:
    duty = make_duty(month=2, day=31)
    assert [duty.due_in(year) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_new_holder_gets_the_duty_from_whoever_appoints(world: World) -> None:
    make_duty("objektagare")
    role = Role.everything.get(code="objektagare")
    with writing(SYSTEM) as w:
        values = {"user": world.people["colleague"], "role": role, "unit": world.units["utb"]}
        w.create(Appointment, {**values, "valid_from": START})
    assert desks(world, DUE)["colleague"] == [f"Öva utrymning ({world.units['utb'].name})"]


def test_who_only_reads_a_duty_and_who_comes_after_the_unit_has_ended_are_told_why(world: World) -> None:
    duty = make_duty()
    address = reverse("duty-outcome", args=["utb", YEAR, duty.pk])
    assert "Säg till" in world.client("auditor").get(address, follow=True).text
    assert world.client("auditor").post(address, {"state": "done"}).status_code == 404
    assert world.client("neighbour").get(address).status_code == 404
    update(SYSTEM, world.units["utb"], {"valid_to": timezone.localdate() - timedelta(1)})
    assert "har inga uppgifter efter den dagen" in world.client("auditor").get(address, follow=True).text
    assert world.client("neighbour").get(address).status_code == 404
    assert not DutyOutcome.everything.exists()


def test_the_page_leads_to_where_the_duty_is_done_and_proposes_today(world: World) -> None:
    duty, today = make_duty(place=DutyPlace.RISKS), timezone.localdate()
    address = reverse("duty-outcome", args=["utb", YEAR, duty.pk])
    assert settle(world, duty, state="open", note="Påbörjat.") == 302
    text = world.client("owner").get(address).text
    assert f'href="{reverse("risks-list")}">Öppna: Risker</a>' in text
    assert f'value="{today.isoformat()}"' in text
    assert "Påbörjat." in text


def test_what_is_done_in_its_place_is_done_in_the_wheel(world: World) -> None:
    today = timezone.localdate()
    near: dict[str, Any] = {"month": today.month, "day": 31, "weeks": 8, "place": DutyPlace.ATTESTATION}
    duty, other = make_duty(**near), make_duty(**near | {"place": DutyPlace.RISKS})
    ahead = make_duty(**near | {"month": (today + timedelta(100)).month})
    with writing(world.access("owner")) as w:
        settle_by_place(w, world.units["utb"], DutyPlace.ATTESTATION, permission=SETTLE)
    rows = {row.duty: row for row in DutyOutcome.everything.filter(year=today.year)}
    assert (rows[duty].state, rows[duty].done_on, rows[duty].done_by) == ("done", today, "Nadja Perić")
    assert {other, ahead}.isdisjoint(rows)
    assert "kul" not in {row.unit.code for row in rows.values()}
