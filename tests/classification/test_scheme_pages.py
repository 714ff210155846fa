"""The pages of schemes: read by all with a right, written by those who keep them, published once and for all."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.selectors.schemes import body_of, edition_in_force
from akropolis.shared.classification.services import schemes
from akropolis.shared.classification.services.content import load
from akropolis.shared.classification.web import schemes as pages
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")
FIRST = "/klassning/modeller/grund/1/"
SECOND = "/klassning/modeller/grund/2/"


@pytest.fixture
def first(world: World) -> Scheme:
    """The edition that comes with the system."""
    load(SYSTEM)
    return Scheme.everything.get()


@pytest.fixture
def draft(world: World, first: Scheme) -> Scheme:
    return schemes.new_edition(world.access("ciso"), first)


def values_of(response: Any) -> dict[str, str]:
    """What a form holds as it is shown; an unticked box is not sent."""
    form = response.context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if value is True else str(value)
        for name, value in found.items()
        if value not in (None, False)
    }


def send(client: Client, url: str, **changes: str | None) -> Any:
    """The form at the address with some values changed (None: not sent)."""
    values = values_of(client.get(url)) | changes
    return client.post(url, {name: value for name, value in values.items() if value is not None})


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def test_everyone_with_a_right_reads_the_edition_in_force(world: World, first: Scheme) -> None:
    client = world.client("owner")
    overview = client.get("/klassning/")
    assert "Grundmodell med fem nivåer" in overview.text
    assert "Gäller nu" in overview.text
    page = client.get(FIRST)
    assert "Vad händer om fel person får del av informationen?" in page.text
    assert "Liv, hälsa eller frihet är i fara" in page.text
    assert page.context["edits"] is False
    assert page.context["renews"] is False
    assert world.client("outsider").get(FIRST).status_code == 404


def test_a_page_is_read_in_english_too(world: World, first: Scheme) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["owner"], {"language": "en"})
    page = world.client("owner").get(FIRST)
    assert "What happens if the wrong person gets hold" in page.text


@pytest.mark.parametrize(
    "place", ["redigera/", "redigera/aspekter/", "redigera/nivaer/", "texter/person/", "publicera/", "kasta/"]
)
def test_only_who_keeps_schemes_writes_in_a_draft_and_nobody_in_a_published_edition(
    world: World, draft: Scheme, place: str
) -> None:
    assert world.client("owner").get(SECOND + place).status_code == 404
    assert world.client("ciso").get(SECOND + place).status_code == 200
    assert world.client("ciso").get(FIRST + place).status_code == 404


def test_from_old_edition_to_new_one_in_force(world: World, first: Scheme) -> None:
    client = world.client("ciso")
    made = client.post(f"{FIRST}ny-utgava/", follow=True)
    assert made.redirect_chain[-1][0] == SECOND
    assert "Utkast" in made.text
    assert client.post(f"{FIRST}ny-utgava/", follow=True).redirect_chain[-1][0] == FIRST
    assert send(client, f"{SECOND}redigera/", name="Vår modell", valid_from=tomorrow()).status_code == 302
    assert send(client, f"{SECOND}redigera/aspekter/", authenticity_active="on").status_code == 302
    assert send(client, f"{SECOND}redigera/nivaer/", level3="Mycket allvarlig").status_code == 302
    assert send(client, f"{SECOND}redigera/skador/", harm6="", harm6_en="", harm7="Djur").status_code == 302
    refused = send(client, f"{SECOND}publicera/", sure="on")
    assert refused.status_code == 422
    assert "Djur, nivå 1: skriv vad nivån betyder." in refused.text
    texts = {f"text{level}": f"Djur {level}" for level in (1, 2, 3)}
    assert send(client, f"{SECOND}texter/djur/", **texts).status_code == 302
    before = client.get(f"{SECOND}publicera/")
    assert before.context["otherwise"] == [
        "Autenticitet ingår i frågorna.",
        "Nivå 3 heter Mycket allvarlig.",
        "Djur är en ny typ av skada.",
        "Miljö är inte längre en typ av skada.",
        "Texter som är nya eller ändrade: 7.",
    ]
    assert send(client, f"{SECOND}publicera/").status_code == 422
    assert send(client, f"{SECOND}publicera/", sure="on").status_code == 302
    access, day = world.access("owner"), timezone.localdate()
    assert edition_in_force(access, day) == first
    later = edition_in_force(access, day + timedelta(days=1))
    assert later is not None
    assert str(later) == "Vår modell, version 2"
    assert [a.letter for a in body_of(later).active] == list("KRTSA")
    assert Scheme.everything.get(edition=1).body == first.body


def test_a_published_edition_is_beyond_every_verb(world: World, draft: Scheme) -> None:
    access = world.access("ciso")
    published = schemes.publish(access, draft)
    stored = Scheme.everything.filter(edition=2).values().get()
    for verb in (
        lambda: schemes.publish(access, published),
        lambda: schemes.write(access, published, {"name": "Annat"}, body_of(published)),
        lambda: schemes.write(access, draft, {"valid_from": timezone.localdate()}, body_of(draft)),
        lambda: schemes.discard(access, published),
    ):
        with pytest.raises(Refused):
            verb()
    assert Scheme.everything.filter(edition=2).values().get() == stored


@pytest.mark.parametrize("days", [-1, -1000])
def test_an_edition_is_not_valid_from_a_day_that_is_past(world: World, draft: Scheme, days: int) -> None:
    access = world.access("ciso")
    day = timezone.localdate() + timedelta(days=days)
    schemes.write(access, draft, {"valid_from": day}, body_of(draft))
    with pytest.raises(Invalid) as caught:
        schemes.publish(access, draft)
    assert caught.value.errors == {"valid_from": ["Dagen har passerat. Välj i dag eller en senare dag."]}
    assert Scheme.everything.get(edition=2).published_at is None


def test_two_editions_do_not_begin_on_the_same_day(world: World, draft: Scheme) -> None:
    access = world.access("ciso")
    published = schemes.publish(access, draft)
    third = schemes.new_edition(access, published)
    with pytest.raises(Invalid) as caught:
        schemes.publish(access, third)
    assert list(caught.value.errors) == ["valid_from"]


def test_somebody_elses_change_is_not_gone_over(world: World, draft: Scheme) -> None:
    client = world.client("ciso")
    seen = values_of(client.get(f"{SECOND}redigera/nivaer/"))
    send(client, f"{SECOND}redigera/nivaer/", level1="Lindrig")
    late = client.post(f"{SECOND}redigera/nivaer/", seen | {"level1": "Mild"})
    assert late.status_code == 409
    assert "Mild" in late.text
    assert body_of(Scheme.everything.get(edition=2)).levels[1].label == "Lindrig"


def test_a_draft_is_thrown_away_and_a_published_edition_is_not(world: World, draft: Scheme) -> None:
    client = world.client("ciso")
    assert client.post(f"{SECOND}kasta/").status_code == 302
    assert not Scheme.everything.filter(edition=2).exists()
    with pytest.raises(Refused):
        schemes.discard(world.access("ciso"), Scheme.everything.get())
    assert Scheme.everything.count() == 1


def test_a_draft_that_is_published_meanwhile_is_not_thrown_away(
    world: World, draft: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = pages.draft_of

    def found_and_then_published(*asked: Any) -> Scheme:
        found = find(*asked)
        schemes.publish(world.access("ciso"), draft)
        return found

    monkeypatch.setattr(pages, "draft_of", found_and_then_published)
    answer = world.client("ciso").post(f"{SECOND}kasta/")
    assert (answer.status_code, answer["Location"]) == (302, SECOND)
    assert Scheme.everything.get(edition=2).published_at is not None


def test_a_person_in_a_unit_may_not_change_the_citys_scheme(world: World, first: Scheme) -> None:
    with pytest.raises(Hidden):
        schemes.new_edition(world.access("owner"), first)
    assert world.client("owner").post(f"{FIRST}ny-utgava/").status_code == 404
    assert Scheme.everything.count() == 1


def test_what_is_too_long_is_said_at_its_field(world: World, draft: Scheme) -> None:
    response = send(world.client("ciso"), f"{SECOND}redigera/nivaer/", level1="x" * 81)
    assert response.status_code == 422
    assert response.context["form"].errors["level1"]
