"""Lägesbilder of a unit and of the city: drafted from the registers, each number with its rows, read by their own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access, Actor, Scope
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create, update
from akropolis.events.situation_reports.models import DraftAnswer, Situation, SituationDraft
from akropolis.events.situation_reports.rules.permissions import READS
from akropolis.events.situation_reports.selectors.situations import answers_of, series
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from akropolis.events.situation_reports.web.waiting import due_everywhere
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
ACTIONS = "enhet-atgarder"


def act(world: World, title: str, unit: str = "utb", late: int = 3) -> Action:
    day = timezone.localdate() - timedelta(days=late)
    values = {"title": title, "owner_unit": world.units[unit], "due_on": day, "begun_on": day}
    return create(SYSTEM, Action, values)


def reads(*paths: str) -> Access:
    scopes = frozenset(Scope(path, below=True) for path in paths)
    return Access(Actor(None, "Läsaren"), {READS: scopes})


def answer(draft: SituationDraft, key: str = ACTIONS) -> DraftAnswer:
    return next(row for row in answers_of(SYSTEM, draft) if row.key == key)


def issued(unit: Unit, mark: str = "leading", **said: object) -> Situation:
    return issue(SYSTEM, drafts.begin(SYSTEM, unit), Issue(as_of=timezone.now(), mark=mark, **said))  # type: ignore[arg-type]


def test_from_the_draft_over_a_change_to_the_next_and_the_number_leads_to_its_rows_as_they_were(
    world: World,
) -> None:
    client, unit = world.client("owner"), world.units["utb"]
    one = act(world, "Byt ut brandväggen")
    place = reverse("situation-unit", args=["utb"])
    begin = reverse("situation-begin", args=["unit", unit.pk])
    assert begin in client.get(place).text
    client.post(begin)
    draft = SituationDraft.everything.get(object_id=unit.pk)
    before = {each["key"]: each["rows"] for each in answer(draft).figures}
    assert str(one.pk) in before["actions.overdue"]
    assert f"Försenade åtgärder vid brytdagen: {len(before['actions.overdue'])}." in answer(draft).text
    assert "första lägesbilden" in answer(draft, "enhet-andrat").text
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    page = client.post(
        reverse("situation-issue", args=[draft.pk]), {"as_of": now, "mark": "leading"}, follow=True
    )
    picture = Situation.everything.get(object_id=unit.pk)
    assert page.status_code == 200
    assert "Byt ut brandväggen" in page.text
    assert reverse("situation-picture", args=[picture.pk]) in client.get(place).text
    update(SYSTEM, one, {"status": "done", "done_on": timezone.localdate(), "result": "Bytt."})
    act(world, "Ny och sen")
    act(world, "Sen också")
    shown = client.get(reverse("situation-picture", args=[picture.pk])).text
    assert "2 nya, 1 borta" in shown
    assert "Byt ut brandväggen" in shown
    number = len(before["actions.overdue"])
    said = answer(drafts.begin(world.access("owner"), unit), "enhet-andrat").text
    assert f"Försenade åtgärder vid brytdagen: {number} förut, {number + 1} nu." in said


def test_the_nämnd_next_door_reads_nothing_and_the_units_below_only_what_is_open_to_them(
    world: World,
) -> None:
    utb, city = world.units["utb"], world.units["stad"]
    below = create(
        SYSTEM,
        Unit,
        {"code": "utb-skola", "name": "Skolan", "kind": "section", "parent": utb, "valid_from": "2020-01-01"},
    )
    rows = [issued(utb, "leading"), issued(utb, "readers"), issued(city, "leading"), issued(city, "readers")]
    found = {
        name: [row in list(Situation.objects.visible(access)) for row in rows]
        for name, access in {
            "city": reads(city.path),
            "own": reads(utb.path),
            "below": reads(below.path),
            "next": reads(world.units["kul"].path),
        }.items()
    }
    assert found == {
        "city": [True, True, True, True],
        "own": [True, True, False, False],
        "below": [False, True, False, False],
        "next": [False, False, False, False],
    }
    assert rows[1].whole_for(reads(utb.path))
    assert not rows[1].whole_for(reads(below.path))
    with pytest.raises(Hidden):
        drafts.begin(reads(utb.path), utb)


def test_a_picture_is_compared_with_any_earlier_one(world: World) -> None:
    unit = world.units["utb"]
    for text in ("Lugnt.", "Oroligt.", "Lugnt."):
        draft = drafts.begin(SYSTEM, unit)
        drafts.save(SYSTEM, answer(draft, "enhet-bedomning"), {"text": text, "confidence": "high"})
        issue(SYSTEM, draft, Issue(as_of=timezone.now(), mark="leading"))
    newest = series(SYSTEM, unit)[0]
    client, url = world.client("owner"), reverse("situation-picture", args=[newest.pk])
    assert "Skillnader mot nr 2" in client.get(url).text
    first = client.get(url, {"med": "1"}).text
    assert "Skillnader mot nr 1" in first
    assert "Oroligt." not in first.partition('id="jamfor"')[2]
    for bad in ("x", "99", "²", "-1"):
        assert "Skillnader mot nr 2" in client.get(url, {"med": bad}).text


def test_the_figures_of_an_answer_with_secret_parts_are_not_shown_to_those_who_read_the_open_version(
    world: World,
) -> None:
    act(world, "Hemligt sen")
    draft = drafts.begin(SYSTEM, world.units["utb"])
    drafts.save(SYSTEM, answer(draft), {"secrecy": "18 kap. 8 b § OSL"})
    picture = issue(SYSTEM, draft, Issue(as_of=timezone.now(), mark="readers"))
    open_to_all = [each.key for each in picture.answers if each.open]
    assert ACTIONS not in open_to_all
    assert "enhet-hotbild" in open_to_all


def test_when_it_is_no_longer_valid_it_waits_for_who_leads_and_an_ended_unit_gets_no_more(
    world: World,
) -> None:
    unit, last = world.units["utb"], timezone.localdate() + timedelta(days=9)
    picture = issued(unit, valid_to=timezone.now() + timedelta(days=7))
    key = f"situation:{picture.pk}"
    assert world.people["owner"].pk in {each.person for each in due_everywhere(last) if each.task == key}
    update(SYSTEM, unit, {"valid_to": timezone.localdate() - timedelta(days=1)})
    assert key not in {each.task for each in due_everywhere(last)}
    page = world.client("owner").get(reverse("situation-unit", args=["utb"]))
    assert reverse("situation-begin", args=["unit", unit.pk]) not in page.text
