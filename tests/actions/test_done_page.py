"""The page that a reminder's link leads to: opening changes nothing, and “Klart” marks the action as done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import PendingTask, tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import create
from akropolis.base.kernel.registers.due import due_items
from akropolis.shared.actions.models import Action
from akropolis.shell.home.selectors.week import week_of
from tests.world import SYSTEM, World


@pytest.fixture
def action(world: World) -> Action:
    """An action of utb that was due three days ago."""
    due = timezone.localdate() - timedelta(days=3)
    values = {"title": "Byt lösenord", "owner_unit": world.units["utb"], "responsible": world.people["owner"]}
    return create(SYSTEM, Action, {**values, "due_on": due})


def test_the_reminder_leads_to_it_and_opening_changes_nothing(world: World, action: Action) -> None:
    (task,) = due_items(world.access("owner"), timezone.localdate())
    before = Change.objects.count()
    page = world.client("owner").get(task.url)
    assert (page.status_code, Change.objects.count()) == (200, before)
    assert "Klart</button>" in page.text
    assert "3 dagar försenad. Du kan fortfarande markera den som klar." in page.text


def test_the_button_marks_it_as_done(world: World, action: Action) -> None:
    client, url = world.client("owner"), f"/atgarder/{action.pk}/klar/"
    today = timezone.localdate()
    given = {"version": action.version, "done_on": today.isoformat()}
    assert client.post(url, given).status_code == 422
    assert client.post(url, {**given, "result": "Alla har bytt."}).status_code == 302
    action.refresh_from_db()
    assert (action.status, action.done_on, action.result) == ("done", today, "Alla har bytt.")
    assert "Det går inte att göra nu. Status är klar." in client.get(url, follow=True).text


def test_another_person_is_told_what_she_can_do(world: World, action: Action) -> None:
    url = f"/atgarder/{action.pk}/klar/"
    told = world.client("auditor").get(url, follow=True)
    assert "De som skriver åtgärder i Utbildningsnämnden markerar den som klar" in told.text
    assert world.client("neighbour").get(url).status_code == 404
    assert world.client().get(url)["Location"].startswith("/logga-in/")
    world.client("auditor").post(url, {"done_on": date(2026, 11, 1), "result": "x"})
    action.refresh_from_db()
    assert action.status == "planned"


def test_the_week_of_a_head_has_hers_and_her_units(world: World, action: Action) -> None:
    unit, today = world.units["utb"], timezone.localdate()
    create(SYSTEM, Action, {"title": "Enhetens", "owner_unit": unit, "due_on": today})
    create(SYSTEM, Action, {"title": "Grannens", "owner_unit": world.units["kul"], "due_on": today})
    text = world.client("chef").get("/veckan/").text
    assert "Du har inget att göra som har en dag före" in text
    assert text.index("Annat i registren för Utbildningsnämnden") < text.index("Genomför: Enhetens")
    assert "Ansvarig saknas" in text
    assert "Grannens" not in text
    hers = world.client("owner").get("/veckan/").text
    assert "En är försenad." in hers
    assert hers.index("Försenat") < hers.index("Byt lösenord") < hers.index("Annat i registren")
    assert hers.count("Byt lösenord</a>") == 1
    assert f"/atgarder/{action.pk}/klar/" in hers
    assert tasks_for(world.access("outsider"), today) == []
    assert world.client("outsider").get("/veckan/").status_code == 200


def test_the_week_reaches_the_end_of_the_month_in_order(world: World, action: Action) -> None:
    today, about = date(2026, 12, 3), refer(action)
    days = {"l": date(2026, 12, 31), "n": date(2026, 12, 13), "t": date(2026, 12, 6), "x": date(2027, 1, 1)}
    own = [PendingTask(key, key, "/", "", day) for key, day in days.items()]
    own += [PendingTask("o", "o", "/", "", date(2026, 12, 2), about=about), PendingTask("u", "u", "/", "")]
    found = week_of(world.access("chef"), own, world.units["utb"], today)
    assert [task.key for task in found.own] == ["o", "t", "n", "l"]
    assert found.last == date(2026, 12, 31)
    assert found.others == [], "the action is in the unit, and one of her tasks is about it"
    assert week_of(world.access("chef"), own, None, date(2026, 11, 30)).last == date(2026, 12, 13)
