"""What is decided reaches the registry and the secretary of the unit, or who is nearest to it, until it is done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.history.models import Change
from akropolis.review.review.models import Review
from akropolis.review.review.services import reviews
from akropolis.review.review_text.models import Decision, MinutesEntry, RegistryEntry
from akropolis.review.review_text.services import decisions
from tests.factories import reviews as made
from tests.gate.cast import newcomer
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/"
REGISTER, MINUTES = "Ta hand om handlingarna", "För in § och datum"
pytestmark = pytest.mark.django_db


@pytest.fixture
def review(world: World) -> Review:
    """Of utb, out for comment, with nobody to register it."""
    found = Review.everything.get(pk=world.reviews["utb-ongoing"].pk)
    return reviews.move(SYSTEM, found, "circulate")


def decide(review: Review, **given: object) -> None:
    unit = review.owner_unit
    minutes = made.minutes(unit, review.year)
    values = {name: getattr(minutes, name) for name in minutes.__dataclass_fields__}
    decisions.decide(SYSTEM, review, decisions.Minutes(**values | given), complete=False)


def waits(world: World, who: str) -> list[str]:
    """What the review asks of the registry and the secretary, among what waits for somebody."""
    groups = world.client(who).get("/").context["groups"]
    tasks = [task.title for _title, found in groups for task in found]
    return sorted(title for title in tasks if title.startswith((REGISTER, MINUTES)) and "2027, Utb" in title)


def test_the_task_comes_with_the_decision_to_the_units_own_and_goes_when_it_is_done(
    world: World, review: Review
) -> None:
    for who, role, unit in (
        ("registrator", "registrator", "utb"),
        ("sekreterare", "namndsekreterare", "utb"),
        ("grannens", "registrator", "kul"),
        ("grannsekr", "namndsekreterare", "kul"),
        ("stadens", "registrator", "stad"),
    ):
        newcomer(world, who, role, unit)
    names = (
        "registrator",
        "sekreterare",
        "grannens",
        "grannsekr",
        "stadens",
        "owner",
        "chef",
        "ciso",
        "admin",
    )
    assert [waits(world, who) for who in names] == [[] for _name in names]
    decide(review)
    registers = f"{REGISTER}: genomgången 2027, Utbildningsnämnden"
    enters = f"{MINUTES}: genomgången 2027, Utbildningsnämnden"
    assert {who: waits(world, who) for who in names} == {
        **{who: [] for who in names},
        "registrator": [registers],
        "sekreterare": [enters],
    }

    registrar = world.client("registrator")
    page = registrar.get(f"{URL}beslut/")
    assert (page.context["may_read_whole"], page.context["minutes_url"]) == (True, "")
    url = page.context["register_url"]
    done = registrar.post(url)
    assert done["Location"] == f"{URL}beslut/?utgava=1"
    row = RegistryEntry.everything.get(review=review)
    assert (row.registered_by, row.registered_on) == (world.people["registrator"].name, timezone.localdate())
    assert waits(world, "registrator") == []
    end = Change.objects.count()
    assert registrar.post(url).status_code == 302
    assert (Change.objects.count(), RegistryEntry.everything.count()) == (end, 1)

    secretary, url = world.client("sekreterare"), f"/genomgangar/protokoll/{review.pk}/"
    assert (
        secretary.get(url).context["form"].initial["held_on"]
        == Decision.everything.get(review=review).decided_on
    )
    later = timezone.localdate() + timedelta(days=1)
    refused = secretary.post(url, {"paragraph": "45", "held_on": later})
    assert (refused.status_code, MinutesEntry.everything.count()) == (422, 0)
    assert secretary.post(url, {"paragraph": "45", "held_on": timezone.localdate()}).status_code == 302
    entry = MinutesEntry.everything.get(review=review)
    assert (entry.paragraph, entry.entered_by) == ("§ 45", world.people["sekreterare"].name)
    assert waits(world, "sekreterare") == []
    assert "§ 45" in world.client("owner").get(f"{URL}beslut/").text


def test_a_decision_with_its_paragraph_asks_nothing_of_the_secretary(world: World, review: Review) -> None:
    newcomer(world, "sekreterare", "namndsekreterare", "utb")
    decide(review, paragraph="45")
    assert waits(world, "sekreterare") == []
    assert world.client("sekreterare").get(f"{URL}beslut/").context["minutes_wanted"] is False


def test_where_nobody_is_it_falls_to_the_administration_below_and_else_to_who_is_above(
    world: World, review: Review
) -> None:
    newcomer(world, "stadens", "registrator", "stad")
    decide(review)
    title = [f"{REGISTER}: genomgången 2027, Utbildningsnämnden"]
    assert waits(world, "stadens") == title
    newcomer(world, "nedan", "registrator", "utbf")
    assert (waits(world, "stadens"), waits(world, "nedan")) == ([], title)
    # She reads that decided review, whole, and no other of the nämnd.
    made.ongoing(SYSTEM, world.units["utb"], 2028)
    client = world.client("nedan")
    assert client.get(f"{URL}beslut/").context["may_read_whole"] is True
    assert made.SECRET in client.get(f"{URL}forhandsgranska/").text
    assert client.get("/genomgangar/2028/utb/forhandsgranska/").status_code == 404
    assert client.post(f"/genomgangar/registrering/{review.pk}/").status_code == 302
    assert waits(world, "nedan") == []
    newcomer(world, "egen", "registrator", "utb")
    assert client.get(f"{URL}beslut/").status_code == 404


def test_nobody_else_registers_or_enters_and_nothing_before_the_decision(
    world: World, review: Review
) -> None:
    for who, role, unit in (
        ("registrator", "registrator", "utb"),
        ("sekreterare", "namndsekreterare", "utb"),
        ("grannens", "registrator", "kul"),
    ):
        newcomer(world, who, role, unit)
    register, enter = f"/genomgangar/registrering/{review.pk}/", f"/genomgangar/protokoll/{review.pk}/"
    given = {"paragraph": "45", "held_on": timezone.localdate()}
    end = Change.objects.count()
    assert world.client("sekreterare").post(enter, given).status_code == 422
    assert world.client("registrator").post(register, follow=True).status_code in (200, 404)
    decide(review)
    end = Change.objects.count()
    for who in ("grannens", "owner", "chef", "ciso", "admin", "auditor", "colleague", "sekreterare"):
        assert world.client(who).post(register).status_code == 404
    for who in ("grannens", "owner", "chef", "ciso", "admin", "auditor", "colleague", "registrator"):
        assert world.client(who).post(enter, given).status_code == 404
    assert (Change.objects.count(), RegistryEntry.everything.count(), MinutesEntry.everything.count()) == (
        end,
        0,
        0,
    )


def test_an_ended_appointment_leaves_no_desk(world: World, review: Review) -> None:
    newcomer(world, "registrator", "registrator", "utb")
    decide(review)
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.everything.filter(user=world.people["registrator"]).update(valid_to=yesterday)
    assert waits(world, "registrator") == []
