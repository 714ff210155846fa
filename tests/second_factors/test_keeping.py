"""Factors added, used and taken away, without a page: what is stored, who is told, and what a reason is needed for."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.utils import timezone
from webauthn.helpers import bytes_to_base64url

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Session
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update
from akropolis.people.second_factors.models import Factor, RecoveryCode
from akropolis.people.second_factors.rules.codes import STEP, in_groups, step_of
from akropolis.people.second_factors.selectors.factors import Means, codes_left, factors_of, means_of
from akropolis.people.second_factors.services import keeping
from akropolis.people.second_factors.services.proving import PasskeyOrigin, by_code
from akropolis.people.second_factors.services.sealing import digest, seal_secret
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def code(at: datetime | None = None) -> str:
    return pyotp.TOTP(SECRET).at(at or timezone.now())


def add(world: World, who: str = "chef", name: str = "Appen") -> keeping.NewFactor:
    person = world.people[who]
    made = keeping.add_app(world.access(who), person, seal_secret(SECRET, person.pk), code(), name)
    Factor.everything.filter(pk=made.factor.pk).update(counter=0)
    return made


def told() -> list[tuple[str, str, str, bool]]:
    rows = Message.objects.select_related("user").order_by("created_at", "id")
    return [(row.user.username, row.subject, row.url, row.at_once) for row in rows]


def test_the_first_app_comes_with_ten_codes_and_the_next_without(world: World) -> None:
    first, second = add(world), add(world, name="Läsplattan")
    assert (len(first.codes), second.codes) == (10, ())
    rows = Factor.everything.order_by("created_at")
    assert [(row.user, row.kind, row.name, row.credential) for row in rows] == [
        (world.people["chef"], "totp", name, "") for name in ("Appen", "Läsplattan")
    ]
    assert all(row.used_at is not None for row in rows)
    assert means_of(world.people["chef"]) == Means(codes=True, passkeys=False)
    assert codes_left(world.access("chef"), world.people["chef"]) == 10
    assert [(who, url, at_once) for who, _subject, url, at_once in told()] == [("chef", "/konto/", True)] * 2


def test_an_app_that_shows_another_code_is_not_added(world: World) -> None:
    person = world.people["chef"]
    late = code(timezone.now() - timedelta(seconds=5 * STEP))
    for written in (late, "", "x"):
        with pytest.raises(Invalid) as refusal:
            keeping.add_app(world.access("chef"), person, seal_secret(SECRET, person.pk), written, "Appen")
        assert list(refusal.value.errors) == ["code"]
    assert (Factor.everything.count(), told()) == (0, [])


def test_nobody_adds_or_renews_for_another(world: World) -> None:
    person, admin = world.people["chef"], world.access("admin")
    add(world)
    before = Change.objects.count()
    with pytest.raises(Hidden):
        keeping.add_app(admin, person, seal_secret(SECRET, person.pk), code(), "Min")
    with pytest.raises(Hidden):
        keeping.renew_codes(admin, person)
    with pytest.raises(Hidden):
        keeping.add_passkey(admin, person, "{}", b"x", PasskeyOrigin("localhost", "http://localhost"), "Min")
    assert Change.objects.count() == before


def test_new_codes_take_the_place_of_the_earlier(world: World) -> None:
    person, first = world.people["chef"], add(world)
    other = add(world, "owner")
    second = keeping.renew_codes(world.access("chef"), person)
    kept = {row.digest for row in RecoveryCode.everything.filter(user=person)}
    assert kept == {digest(each.replace("-", ""), person.pk) for each in second}
    assert not {*second} & {*first.codes}
    assert RecoveryCode.everything.filter(user=world.people["owner"]).count() == len(other.codes) == 10


def test_a_code_counts_once_for_its_person_and_not_before_the_last(world: World) -> None:
    person, other = world.people["chef"], world.people["owner"]
    made = add(world)
    now = timezone.now()
    here = code(now)
    assert [by_code(other, here, now), by_code(person, here, now), by_code(person, here, now)] == [
        "",
        "totp",
        "",
    ]
    stored = Factor.everything.get()
    assert (stored.counter, stored.used_at) == (int(now.timestamp() // STEP), now)
    assert by_code(person, code(now - timedelta(seconds=STEP)), now) == "", "an earlier one"
    assert by_code(person, code(now + timedelta(seconds=STEP)), now) == "totp", "the next one"
    written = made.codes[0].upper().replace("-", " ")
    assert [by_code(each, written, now) for each in (other, person, person)] == ["", "recovery", ""]
    assert codes_left(world.access("chef"), person) == 9


def test_a_factor_goes_by_its_person_or_for_a_reason_and_the_codes_with_the_last(world: World) -> None:
    first, second = add(world).factor, add(world, name="Läsplattan").factor
    for who in ("owner", "ciso"):
        with pytest.raises(Hidden):
            keeping.remove(world.access(who), first, because="Prov")
    with pytest.raises(Invalid) as refusal:
        keeping.remove(world.access("admin"), first, because=" ")
    assert refusal.value.errors == {"because": ["Skriv varför. Skälet står i historiken."]}
    keeping.remove(world.access("chef"), first, because="")
    assert (factors_of(world.access("chef"), world.people["chef"]), RecoveryCode.everything.count()) == (
        [second],
        10,
    )
    add(world, "owner")
    keeping.remove(world.access("admin"), second, because="Förlorad telefon")
    assert [row.user.username for row in Factor.everything.all()] == ["owner"]
    assert {row.user.username for row in RecoveryCode.everything.all()} == {"owner"}
    assert [who for who, *_said in told()] == ["chef", "chef", "chef", "owner", "chef"]


def test_all_of_one_who_is_locked_out_goes_with_her_sign_ins(world: World) -> None:
    person = world.people["chef"]
    add(world), add(world, name="Läsplattan"), add(world, "owner")
    world.client("chef"), world.client("owner")
    for who, error in (("ciso", Hidden), ("chef", Hidden), ("admin", Invalid)):
        with pytest.raises(error):
            keeping.remove_all(world.access(who), person, because="x" if error is Hidden else "  ")
    before = len(told())
    assert keeping.remove_all(world.access("admin"), person, because="Utelåst") == 2
    assert {row.user.username for row in Factor.everything.all()} == {"owner"}
    assert {row.user.username for row in RecoveryCode.everything.all()} == {"owner"}
    assert {row.user_id for row in Session.objects.all()} == {world.people["owner"].pk}
    assert [who for who, *_said in told()[before:]] == ["chef"]
    assert keeping.remove_all(world.access("admin"), person, because="Igen") == 0
    assert len(told()) == before + 1, "there was nothing to tell"


@pytest.mark.parametrize(
    ("language", "added", "removed"),
    [
        ("en", "You have a new way to prove who you are", "A second factor of yours is removed"),
        ("sv", "Ditt konto har fått en ny andra faktor", "En av dina andra faktorer är borttagen"),
    ],
)
def test_she_is_told_in_her_own_language(world: World, language: str, added: str, removed: str) -> None:
    update(SYSTEM, world.people["chef"], {"language": language})
    made = add(world)
    keeping.remove(world.access("chef"), made.factor, because="")
    subjects = [subject for _who, subject, _url, _at_once in told()]
    assert [
        subject.startswith(begins) for subject, begins in zip(subjects, (added, removed), strict=True)
    ] == [True, True]


def test_a_browser_is_asked_for_a_passkey_that_knows_its_person_and_is_none_of_hers(world: World) -> None:
    person = world.people["chef"]
    for who, credential in (("chef", b"one"), ("owner", b"two")):
        values = {
            "kind": "passkey",
            "name": who,
            "material": "x",
            "credential": bytes_to_base64url(credential),
        }
        create(SYSTEM, Factor, {"user": world.people[who], **values})
    add(world)
    said: dict[str, Any] = json.loads(keeping.passkey_options(person, "lis.example", b"challenge"))
    assert {name: said[name] for name in ("rp", "user", "challenge", "excludeCredentials")} == {
        "rp": {"id": "lis.example", "name": "akropoLIS"},
        "user": {"id": bytes_to_base64url(person.pk.bytes), "name": "chef", "displayName": "Åke Ström"},
        "challenge": bytes_to_base64url(b"challenge"),
        "excludeCredentials": [{"id": bytes_to_base64url(b"one"), "type": "public-key"}],
    }
    chosen = said["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")


@pytest.mark.parametrize(("after", "step"), [(0, 1), (1, None), (2, None)])
def test_of_two_steps_that_a_code_could_be_of_the_earliest_later_one_counts(
    after: int, step: int | None
) -> None:
    assert step_of(SECRET, "287082", 59, after) == step
    assert step_of(SECRET, "287082", 89.9, after) == step
    assert step_of(SECRET, "287082", 90, after) is None
    assert in_groups("ABCDEFGHI") == "ABCD EFGH I"
