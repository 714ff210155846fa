"""Actions against what is missing: one or one each, never twice for the same, and nothing to the unit next door."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import update, writing
from akropolis.graph.compliance.models import MeasureAction, MeasureBearer
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.selectors.causes import causes_of, find_origin
from akropolis.shared.actions.services.causes import raise_from
from tests.behaviours.tokens import bearer
from tests.compliance.measures import measure
from tests.factories.graphs import service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world: World) -> dict[str, Any]:
    """Three measures of `utb` of which one is met, and a service that it shares."""
    with writing(SYSTEM) as w:
        made = {name: measure(w, f"Åtgärd {name}", MeasureBearer.UNIT) for name in ("ett", "två", "tre")}
        made |= {"service": measure(w, "Loggning")}
        node = service(w, world.units["utb"], "Journal", shared=True)
    assess(SYSTEM, [AssessmentInput(made["tre"], world.units["utb"], "met")])
    return {**made, "node": node}


RAISE = "/atgarder/ny/measure/utb/"


def sent(world: World, *parts: str, client: Any = None, word: str = "", **given: str) -> Any:
    """The form as the coordinator sends it."""
    person, unit = world.people["owner"], world.units["utb"]
    due = timezone.localdate() + timedelta(days=30)
    values = {"title": "Åtgärda", "owner_unit": unit.pk, "responsible": person.pk, "due_on": due.isoformat()}
    form = {**values, "parts": parts, "apart": "one", "csrfmiddlewaretoken": word, **given}
    return (client or world.client("owner")).post(RAISE, {k: v for k, v in form.items() if v})


def ties() -> list[tuple[str, str]]:
    """Measure and number of each."""
    rows = MeasureAction.everything.order_by("action__number", "control__position", "control__name")
    return [(row.control.code, row.action.number) for row in rows]


def test_only_what_is_missing_can_be_chosen_and_what_was_chosen_is_filled_in(
    world: World, place: dict[str, Any]
) -> None:
    client = world.client("owner")
    text = client.get(reverse("compliance-unit", args=["utb"])).text
    assert [
        f'name="row" value="{code}"' in text for code in [place[each].code for each in ("ett", "två", "tre")]
    ] == [True, True, False]
    form = client.get(f"{RAISE}?row={place['ett'].code}&row={place['tre'].code}").context["form"]
    assert form.fields["parts"].choices == [(place["ett"].code, "Åtgärd ett")]
    assert form["parts"].value() == [place["ett"].code]
    assert form["due_on"].value() == timezone.localdate() + timedelta(days=90)
    assert form["responsible"].value() == world.people["owner"].pk


def test_one_action_for_all_that_is_chosen(world: World, place: dict[str, Any]) -> None:
    answer = sent(world, place["ett"].code, place["två"].code)
    action = Action.everything.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("compliance-unit", args=["utb"]))
    assert (action.title, action.cause, action.responsible) == (
        "Åtgärda",
        "measures",
        world.people["owner"],
    )
    assert action.cause_note == "Utbildningsnämnden: Åtgärd ett; Åtgärd två"
    assert {code for code, _number in ties()} == {place["ett"].code, place["två"].code}


def test_one_action_for_each(world: World, place: dict[str, Any]) -> None:
    sent(world, place["ett"].code, place["två"].code, apart="each")
    assert set(Action.everything.values_list("title", flat=True)) == {
        "Åtgärd ett: Utbildningsnämnden",
        "Åtgärd två: Utbildningsnämnden",
    }
    assert len({number for _code, number in ties()}) == 2


def test_sent_twice_it_is_made_once(world: World, place: dict[str, Any]) -> None:
    client = world.client("owner")
    every = (place["ett"].code, place["två"].code)
    answers = [sent(world, *every, client=client, word="a" * 64) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Action.everything.count() == 1


def test_what_has_an_open_action_is_not_offered_and_is_refused(world: World, place: dict[str, Any]) -> None:
    one, other = place["ett"].code, place["två"].code
    sent(world, one)
    action, end = Action.everything.get(), Change.objects.count()
    text = world.client("owner").get(reverse("compliance-unit", args=["utb"])).text
    assert (f'value="{one}"' in text, f'value="{other}"' in text) == (False, True)
    assert reverse("actions-detail", args=[action.pk]) in text
    refused = sent(world, one, other)
    assert (refused.status_code, "har ändrats" in refused.text) == (422, True)
    assert (ties(), Change.objects.count()) == ([(one, action.number)], end)


def test_of_two_at_the_same_time_the_second_is_refused_and_leaves_nothing(
    world: World, place: dict[str, Any]
) -> None:
    access = world.access("owner")
    kind, origin = find_origin(access, "measure", "utb")
    values = {"title": "Åtgärda", "owner_unit": world.units["utb"]}
    raise_from(access, kind, origin, values, parts=[place["ett"].code])
    end = Change.objects.count()
    with pytest.raises(Invalid, match="finns redan en öppen åtgärd"):
        raise_from(access, kind, origin, values, parts=[place["två"].code, place["ett"].code], apart=True)
    assert (Action.everything.count(), Change.objects.count()) == (1, end)


@pytest.mark.parametrize("status", [ActionStatus.DONE, ActionStatus.CANCELLED])
def test_a_closed_action_allows_a_new_one(world: World, place: dict[str, Any], status: str) -> None:
    one = place["ett"].code
    sent(world, one)
    first = Action.everything.get()
    done = {"done_on": timezone.localdate(), "result": "Gjort"} if status == ActionStatus.DONE else {}
    update(SYSTEM, first, {"status": status, **done}, version=first.version, because="Klart")
    page = world.client("owner").get(reverse("compliance-unit-control", args=["utb", one])).text
    assert (first.number in page, f"{RAISE}?row={one}" in page) == (True, True)
    sent(world, one, title="Igen")
    assert [code for code, _number in ties()] == [one, one]


def test_action_and_measure_lead_to_each_other(world: World, place: dict[str, Any]) -> None:
    one = place["ett"].code
    sent(world, one)
    action, client = Action.everything.get(), world.client("owner")
    page = reverse("compliance-unit-control", args=["utb", one])
    shown = client.get(page).text
    assert (action.label() in shown, f"Planerad, klar senast {action.due_on}" in shown) == (True, True)
    assert page in client.get(reverse("actions-detail", args=[action.pk])).text


def test_the_api_raises_and_tells(world: World, place: dict[str, Any]) -> None:
    api = world.client(**bearer(world, "owner"))
    body = {"title": "Logga", "owner_unit": "utb", "parts": [place["service"].code]}
    url = f"/api/v1/causes/measure/{place['node'].record}/actions"
    answers = [api.post(url, body, content_type="application/json").status_code for _ in range(2)]
    assert (answers, Action.everything.count()) == ([201, 404], 1)
    listed = world.client("owner").get(f"/atgarder/?raised_by=measure:{place['node'].record}")
    assert [row.number for row in listed.context["page"].rows] == [Action.everything.get().number]


def test_who_only_shares_the_service_sees_nothing_of_its_actions(world: World, place: dict[str, Any]) -> None:
    access = world.access("owner")
    kind, origin = find_origin(access, "measure", str(place["node"].record))
    values = {"title": WORD, "owner_unit": world.units["utb"]}
    action = raise_from(access, kind, origin, values, parts=[place["service"].code])
    client = world.client("neighbour")
    pages = [
        reverse("compliance-service", args=[place["node"].record]),
        reverse("compliance-service-control", args=[place["node"].record, place["service"].code]),
    ]
    texts = [client.get(page) for page in pages]
    assert [answer.status_code for answer in texts] == [200, 200]
    assert not any(said in answer.text for answer in texts for said in (WORD, action.number, "Pågår"))
    assert causes_of(world.access("neighbour"), action).told == []


@pytest.mark.parametrize(
    ("who", "key"), [("neighbour", "utb"), ("outsider", "utb"), ("auditor", "utb"), ("owner", "x")]
)
def test_others_raise_nothing(world: World, place: dict[str, Any], who: str, key: str) -> None:
    client, end = world.client(who), Change.objects.count()
    url = f"/atgarder/ny/measure/{key}/"
    assert {client.get(url).status_code, client.post(url, {"parts": place["ett"].code}).status_code} <= {
        403,
        404,
    }
    assert Change.objects.count() == end


def test_a_service_of_others_cannot_be_acted_on(world: World, place: dict[str, Any]) -> None:
    access = world.access("neighbour")
    kind, origin = find_origin(access, "measure", str(place["node"].record))
    values = {"title": "Nej", "owner_unit": world.units["kul"]}
    with pytest.raises(Hidden):
        raise_from(access, kind, origin, values, parts=[place["service"].code])
    assert Action.everything.count() == 0
