"""A review is sent for comment to units, functions and people, until a day; who is asked is told, and answers once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message, Reminder
from akropolis.people.organisation.models import HandoverKind
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from akropolis.review.review.models import Recipient, Remark, Review
from akropolis.review.review.selectors.recipients import candidates, recipients_of, standings
from akropolis.review.review.services import remarks
from akropolis.review.review.services.recipients import send
from tests.factories import reviews
from tests.gate.cast import newcomer
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
URL = "/genomgangar/2027/utb/"


@pytest.fixture
def review(world: World) -> Review:
    """Of utb, being written."""
    newcomer(world, "ombud", "dso", "stad")
    newcomer(world, "jurist", "specialist", "utb")
    newcomer(world, "controller", "specialist", "utbf")
    return reviews.ongoing(SYSTEM, world.units["utb"], 2027)


def soon() -> date:
    return timezone.localdate() + timedelta(days=10)


def key(world: World, who: str, unit: str) -> str:
    return f"{unit}:person:{world.people[who].pk}"


def sent(world: World, review: Review) -> list[Recipient]:
    """To a unit, a function and a person, by who writes it."""
    send(world.access("owner"), review, ["kul", "stad:role:dso", key(world, "jurist", "utb")], soon())
    return list(Recipient.everything.filter(review=review))


def told() -> dict[str, str]:
    rows = Message.objects.filter(key__startswith="remiss:").select_related("user")
    return {row.user.username: row.text for row in rows}


def waits(world: World, who: str) -> list[str]:
    page = world.client(who).get("/").context["groups"]
    return [task.title for _title, tasks in page for task in tasks if "remissen" in task.title]


def test_units_functions_and_people_that_may_read_and_remark_can_be_chosen(
    world: World, review: Review
) -> None:
    names: dict[str, list[str]] = {}
    for each in candidates(world.access("owner"), review, timezone.localdate()).values():
        names.setdefault(each.group, []).append(each.label)
    near = ["Utbildningsnämnden", "Mälarstad", "Mälarstad", "Utbildningsnämnden"]
    people = [world.people[who].name for who in ("jurist", "ciso", "ombud", "chef")]
    assert names == {
        "units": ["Kulturnämnden", "Mälarstad", "Mälarstads Hamn AB", "Utbildningsförvaltningen"],
        "functions": [
            "Informationssäkerhetschef, Mälarstad",
            "Dataskyddsombud, Mälarstad",
            "Stadsdirektör, förvaltningschef eller vd, Utbildningsnämnden",
            "Jurist, kommunikatör, upphandlare eller HR, Utbildningsnämnden",
        ],
        "people": [f"{name}, {unit}" for name, unit in zip(people, near, strict=True)],
    }


def test_those_asked_are_told_once_and_find_it_among_what_waits(world: World, review: Review) -> None:
    sent(world, review)
    asked = {
        "neighbour": "Kulturnämnden",
        "ombud": "Dataskyddsombud, Mälarstad",
        "jurist": str(world.people["jurist"]),
    }
    assert {who: f"ber dig svara för {name}" in told()[who] for who, name in asked.items()} == {
        "neighbour": True,
        "ombud": True,
        "jurist": False,
    }
    assert told()["jurist"].startswith(f"{world.people['owner'].name} ber dig svara senast den")
    assert set(told()) == set(asked)
    title = "Svara på remissen av genomgången 2027, Utbildningsnämnden"
    assert {who: waits(world, who) for who in world.people if waits(world, who)} == {
        who: [title] for who in asked
    }


def test_a_unit_next_door_reads_it_from_then_on_and_no_other(world: World, review: Review) -> None:
    assert world.client("neighbour").get(URL).status_code == 404
    sent(world, review)
    assert world.client("neighbour").get(f"{URL}remiss/").status_code == 200
    newcomer(world, "stranger", "samordnare", "hamn")
    for page in ("", "remiss/", "kapitel/state/", "forhandsgranska/"):
        assert world.client("stranger").get(f"{URL}{page}").status_code == 404


def test_each_review_has_recipients_of_its_own(world: World, review: Review) -> None:
    sent(world, review)
    other = reviews.ongoing(SYSTEM, world.units["kul"], 2027)
    send(SYSTEM, other, ["utb"], soon())
    found = recipients_of(SYSTEM, [other])
    assert {pk: [str(row) for row in rows] for pk, rows in found.items()} == {
        other.pk: ["Utbildningsnämnden"]
    }


def test_each_answers_as_whom_it_was_asked_and_by_chapter(world: World, review: Review) -> None:
    sent(world, review)
    ombud, url = world.client("ombud"), f"{URL}remiss/"
    form = ombud.get(url).context["form"]
    assert (form["unit"].is_hidden, form.speaker) == (True, "Dataskyddsombud, Mälarstad")
    answer = {"unit": form["unit"].value(), "about": "state", "place": "stycke 2", "text": "Nämn artikel 33."}
    assert ombud.post(url, answer).status_code == 302
    row = Remark.everything.get(review=review)
    assert (row.who, row.unit.code, row.about) == ("Dataskyddsombud, Mälarstad", "stad", "state")
    assert waits(world, "ombud") == []
    assert len(waits(world, "jurist")) == 1
    page = world.client("owner").get(url).text
    assert "Nämn artikel 33." in page
    assert "1 av 3 tillfrågade har svarat." in page
    assert "Nämn artikel 33." not in world.client("neighbour").get(url).text


def test_nobody_answers_as_another(world: World, review: Review) -> None:
    function = next(row for row in sent(world, review) if row.role_id)
    before = Remark.everything.count()
    sneaky = {"unit": str(function.pk), "text": "Som ombudet."}
    assert world.client("neighbour").post(f"{URL}remiss/", sneaky).status_code == 422
    with pytest.raises(Hidden):
        remarks.remark(world.access("chef"), review, function.unit, "Som ombudet.", recipient=function)
    assert Remark.everything.count() == before


def test_nothing_to_add_is_an_answer_that_needs_no_treatment(world: World, review: Review) -> None:
    sent(world, review)
    client, url = world.client("neighbour"), f"{URL}remiss/"
    form = {"unit": str(world.units["kul"].pk), "text": " ", "agrees": "1"}
    assert client.post(url, form).status_code == 302
    assert "Har inget att erinra." in world.client("owner").get(url).text
    assert waits(world, "neighbour") == []
    assert remaining(world) == ["2 av de tillfrågade har inte svarat"]


def remaining(world: World) -> list[str]:
    page = world.client("chef").get(f"{URL}besluta/")
    return [each["words"] for each in page.context["again"] if each["chapter"] == "Remissvar"]


def test_who_has_not_answered_is_reminded_once_a_day_and_who_has_is_not(world: World, review: Review) -> None:
    sent(world, review)
    remarks.remark(world.access("neighbour"), review, world.units["kul"], "Bra.")
    client, url = world.client("owner"), f"{URL}remiss/paminn/"
    units = [str(world.units[code].pk) for code in ("stad", "utb")]
    assert client.post(url, {"units": [*units, str(world.units["kul"].pk)]}).status_code == 422
    for _again in range(3):
        client.post(url, {"units": units, "text": "Vi behöver ert svar."})
    rows = Message.objects.filter(key__startswith="reminder:").values_list("user__username", flat=True)
    assert sorted(rows) == ["jurist", "ombud"]
    assert Reminder.everything.count() == 2
    for who in ("neighbour", "chef", "auditor"):
        assert world.client(who).get(url).status_code == 404


@pytest.mark.parametrize(("to", "by"), [(["hem"], 10), (["kul"], -1), (["kul"], None)])
def test_an_unknown_recipient_and_a_day_that_has_passed_are_refused(
    world: World, review: Review, to: list[str], by: int | None
) -> None:
    day = None if by is None else timezone.localdate() + timedelta(days=by)
    before = Change.objects.count()
    with pytest.raises(Invalid):
        send(world.access("owner"), review, to, day)
    form: dict[str, Any] = {"units": to, "answer_by": day or ""}
    assert world.client("owner").post(f"{URL}steg/circulate/", form).status_code == 422
    assert (Change.objects.count(), Recipient.everything.count()) == (before, 0)
    assert Review.everything.get(pk=review.pk).state == "ongoing"


def test_recipients_are_changed_while_it_is_out_and_who_has_answered_stays(
    world: World, review: Review
) -> None:
    sent(world, review)
    remarks.remark(world.access("neighbour"), review, world.units["kul"], "Bra.")
    later, client = soon() + timedelta(days=5), world.client("owner")
    form = {"units": ["hamn"], "functions": ["stad:role:dso"], "answer_by": later}
    assert client.post(f"{URL}remiss/mottagare/", form).status_code == 302
    rows = {row.key: row.answer_by for row in Recipient.everything.filter(review=review)}
    assert rows == {"kul": soon(), "hamn": later, "stad:role:dso": later}
    assert waits(world, "jurist") == []
    assert len(told()) == 3  # who was asked before is not told again
    for who in ("neighbour", "chef", "auditor"):
        assert world.client(who).get(f"{URL}remiss/mottagare/").status_code == 404


def test_it_is_said_that_somebody_has_left_and_that_a_unit_has_ended(world: World, review: Review) -> None:
    sent(world, review)
    today = timezone.localdate()
    User.everything.filter(username="jurist").update(is_active=False)
    Appointment.everything.filter(user__username="ombud").update(valid_to=today - timedelta(days=1))
    type(world.units["kul"]).everything.filter(code="kul").update(valid_to=today - timedelta(days=1))
    found = {
        str(one.recipient): (one.lost, one.ended) for one in standings(world.access("owner"), review, today)
    }
    assert found == {
        "Kulturnämnden": (True, True),
        "Dataskyddsombud, Mälarstad": (True, False),
        str(world.people["jurist"]): (True, False),
    }
    page = world.client("owner").get(f"{URL}remiss/").text
    assert page.count("Ingen finns kvar som kan svara.") == 2
    assert page.count("Enheten har upphört.") == 1
    assert waits(world, "neighbour") == []
    gone = world.client("owner").get(f"{URL}remiss/mottagare/").context["form"]
    assert str(world.people["jurist"]) in [name for _key, name in gone.fields["people"].choices]


def test_what_is_not_answered_goes_to_the_unit_that_takes_over(world: World, review: Review) -> None:
    send(world.access("owner"), review, ["kul", "hamn"], soon())
    remarks.remark(SYSTEM, review, world.units["hamn"], "Bra.")
    today = timezone.localdate()
    units = [world.units["kul"], world.units["hamn"]]
    new = {
        "code": "kultur",
        "name": "Kultur- och hamnnämnden",
        "kind": "committee",
        "parent": world.units["stad"],
    }
    carry_out(SYSTEM, Wish(HandoverKind.MERGE, units, today, "Slås ihop.", into=[new]))
    rows = {row.unit.code for row in Recipient.everything.filter(review=review)}
    assert rows == {"kultur", "hamn"}
