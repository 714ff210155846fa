"""What a new installation needs before its first review: in order, done by facts, for those who keep the accounts."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone, translation

from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.records.writer import writing
from akropolis.people.organisation.services.people import add_without_password
from akropolis.review.review.models import Review
from akropolis.shell.home.selectors import setup
from akropolis.shell.home.selectors.setup import SetupStep, count_left, is_new, setup_steps
from akropolis.shell.home.web.start import setup_text
from tests.factories import reviews
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
TODAY = date(2026, 11, 25)
PAGE = "/kom-igang/kommunen/"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def steps(world: World, who: str = "admin") -> dict[str, SetupStep]:
    return {step.title: step for step in setup_steps(world.access(who), TODAY)}


def test_the_start_page_shows_the_list_instead_of_nothing_to_who_keeps_the_accounts(world: World) -> None:
    Unit.everything.filter(kind="company").update(reviews=True)
    start = world.client("admin").get("/")
    assert start.context["steps"] == setup_steps(world.access("admin"), timezone.localdate())
    assert "Inget väntar på dig just nu." not in start.content.decode()
    for who in ("owner", "ciso", "chef"):
        client = world.client(who)
        assert (client.get("/").context["steps"], client.get(PAGE).status_code) == ([], 404)


def test_every_step_has_a_page_and_the_first_that_remains_is_the_next(world: World) -> None:
    client, found = world.client("admin"), steps(world)
    for step in found.values():
        assert client.get(step.url, follow=True).status_code == 200, step
    left = [step for step in found.values() if not step.done and not step.optional]
    assert [step for step in found.values() if step.is_next] == left[:1]
    assert count_left(list(found.values())) == len(left)
    page = client.get(PAGE).content.decode()
    assert page.count('<a class="ds-button" href') == 1


def test_the_steps_that_are_left_are_counted_in_a_sentence(world: World) -> None:
    left = [step for step in steps(world).values() if not step.done and not step.optional]
    with translation.override("sv"):
        assert setup_text(left[:1]) == "Ett steg är kvar tills er första genomgång är beslutad."
        assert setup_text(left[:2]) == "Två steg är kvar tills er första genomgång är beslutad."
        assert setup_text([]) == "Allt är klart."


def test_units_without_somebody_who_writes_or_decides_are_named(world: World) -> None:
    Unit.everything.filter(code__in=("utb", "kul", "hamn")).update(reviews=True)
    assert steps(world)["Ge rollerna"].state == (
        "Ingen skriver för Mälarstads Hamn AB. Ingen beslutar för Kulturnämnden och Mälarstads Hamn AB."
    )
    with writing(SYSTEM) as w:
        world.add(w, "vd", "Vera Dahl", "chef", "hamn")
        world.add(w, "sam", "Sam Hamn", "samordnare", "hamn")
        world.add(
            w, "kulturchef", "Kim Ulv", "chef", "kulf"
        )  # sits in the administration below the committee
    assert steps(world)["Ge rollerna"].done
    Appointment.everything.filter(user__username="vd").update(valid_to=TODAY - timedelta(days=1))
    User.everything.filter(username="kulturchef").update(is_active=False)
    assert steps(world)["Ge rollerna"].state == "Ingen beslutar för Kulturnämnden och Mälarstads Hamn AB."


def test_what_is_done_is_read_from_what_is_stored(world: World, settings: LazySettings) -> None:
    def done() -> list[str]:
        return [title for title, step in steps(world).items() if step.done]

    Unit.everything.update(reviews=False)
    Unit.everything.filter(code="utb").update(reviews=True)
    before = done()
    assert before == ["Lägg upp enheterna", "Lägg till personerna", "Ge rollerna", "Ge personerna inloggning"]
    with writing(SYSTEM) as w:
        add_without_password(w, {"username": "siv", "name": "Siv Sand"})
    assert steps(world)["Ge personerna inloggning"].state == "1 person har inget lösenord."
    settings.OIDC_ISSUER = "https://id.stad.example"
    assert steps(world)["Ge personerna inloggning"].url == reverse("provider-page")
    settings.MAILERS, settings.CSRF_TRUSTED_ORIGINS = MAILERS, ["https://lis.example"]
    with writing(SYSTEM) as w:
        other = w.create(User, {"username": "ulf", "name": "Ulf Ulv"})
        held = Appointment.everything.get(user=world.people["admin"])
        for person in (other, world.people["admin"]):
            values = {"user": person, "role": held.role, "valid_from": TODAY}
            w.create(Appointment, values)
    reviews.ongoing(SYSTEM, world.units["utb"], 2027)
    assert set(done()) - set(before) == {
        "Utse någon mer som förvaltar systemet",
        "Skicka e-post",
        "Öppna genomgången för alla enheter",
    }


def test_a_decision_made_here_ends_the_list_and_one_read_in_from_an_earlier_year_does_not(
    world: World,
) -> None:
    admin = world.access("admin")
    reviews.decided(SYSTEM, world.units["utb"], 2026)
    Review.everything.update(
        created_at=timezone.now() + timedelta(days=400)
    )  # decided long before it came here
    assert (is_new(admin), is_new(world.access("ciso"))) == (True, False)
    reviews.decided(SYSTEM, world.units["kul"], 2027)
    assert not is_new(admin)
    assert world.client("admin").get("/").context["steps"] == []
    assert world.client("admin").get(PAGE).status_code == 200


def test_a_demo_is_no_new_installation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "is_demo", lambda: True)
    assert not is_new(world.access("admin"))
