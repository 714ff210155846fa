"""Who decides proves anew that it is she, where the city wants it, and nothing that she wrote is lost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.access.errors import Unproved
from akropolis.base.kernel.access.factors import by_city, in_words
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import update, writing
from akropolis.events.incidents.models import Incident, Severity, TrackRegime, TrackState, TrackStep
from akropolis.events.incidents.rules.tracks import OWN
from akropolis.events.incidents.services import tracks
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.services import offers
from akropolis.people.second_factors.models import Factor
from akropolis.people.second_factors.rules.codes import new_secret
from akropolis.people.second_factors.services.sealing import seal_secret
from akropolis.review.review.services import reviews
from akropolis.review.review_text.models import Decision
from akropolis.review.review_text.services import decisions
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.behaviours.tokens import bearer
from tests.factories.reviews import minutes
from tests.offers.test_gap_pages import act, sent
from tests.second_factors.authenticator import Device
from tests.second_factors.people import code
from tests.world import PASSWORD, SYSTEM, World

WORLD = "reviewed"
pytestmark = pytest.mark.django_db
REASON = 'Byts i vår.\r\nAlla tre "delarna" <ska> bytas & testas.'


@pytest.fixture
def form(world: World, nodes: dict[str, Node], settings: Any) -> Callable[[Client], Any]:
    """Sends the form that accepts a gap, from a browser."""
    settings.STEP_UP = timedelta(minutes=5)
    today = timezone.localdate()
    given = {"confidentiality": 2, "integrity": 3, "availability": 2}
    offers.state(world.access("operator"), nodes["journal"], levels=given, evidence="G", stated_on=today)
    url = act(nodes["journal"], "godta")

    def send(client: Client) -> Any:
        values = sent(client.get(url), reason=REASON, until=today, aspects=["confidentiality"])
        return client.post(url, values)

    return send


def go_on(client: Client, answer: Any, **given: str) -> Any:
    """The question's form, sent as the browser has it, with what is given."""
    [form] = html.document_fromstring(answer.content).xpath("//main//form")
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return client.post(
        form.action, {**values, **{name.replace("_", "-"): value for name, value in given.items()}}
    )


def app_of(world: World, who: str) -> str:
    """The secret of an app of that person's."""
    secret, person = new_secret(), world.people[who]
    with writing(SYSTEM) as w:
        values = {"user": person, "kind": "totp", "name": "App", "material": seal_secret(secret, person.pk)}
        w.create(Factor, values)
    return secret


def test_a_decision_waits_for_a_factor_and_goes_on_with_what_was_written(world: World, form: Any) -> None:
    client, before = world.client("chef"), Change.objects.count()
    answer = form(client)
    assert (answer.status_code, GapException.everything.count(), Change.objects.count()) == (403, 0, before)
    assert "Bekräfta att det är du" in answer.content.decode()
    wrong = go_on(client, answer, prove_password="fel")
    assert (wrong.status_code, GapException.everything.count()) == (422, 0)
    done = go_on(client, wrong, prove_password=PASSWORD)
    made = GapException.everything.get()
    assert (done.status_code, made.reason.split(), made.decider_name) == (
        302,
        REASON.split(),
        world.people["chef"].name,
    )
    change = Change.objects.get(object_id=made.pk)
    assert '"factor":"password"' in change.payload


def test_who_has_an_app_gives_its_code_and_not_her_password(world: World, form: Any) -> None:
    secret, client = app_of(world, "chef"), world.client("chef")
    answer = form(client)
    page = answer.content.decode()
    assert ('name="prove-code"' in page, 'name="prove-password"' in page) == (True, False)
    for wrong in ({"prove_password": PASSWORD}, {"prove_code": "000000"}):
        answer = go_on(client, answer, **wrong)
        assert (answer.status_code, GapException.everything.count()) == (422, 0)
    assert go_on(client, answer, prove_code=code(secret)).status_code == 302
    assert '"factor":"totp"' in Change.objects.get(object_id=GapException.everything.get().pk).payload


def test_a_passkey_proves_it_for_its_person_alone(world: World, form: Any) -> None:
    from tests.second_factors.test_passkeys import make

    devices = {}
    for who in ("chef", "owner"):
        client, devices[who] = world.client(who), Device()
        session = client.session
        session["gave_it"] = timezone.now().isoformat()
        session.save()
        assert make(client, devices[who]).status_code == 200
    client = world.client("chef")
    answer = form(client)
    for who, status in (("owner", 422), ("chef", 302)):
        asked = client.post("/logga-in/nyckel/fraga/").json()
        answer = go_on(client, answer, prove_passkey=devices[who].answer(asked))
        assert answer.status_code == status, who
    assert '"factor":"passkey"' in Change.objects.get(object_id=GapException.everything.get().pk).payload


def test_nothing_is_asked_within_the_minutes_or_where_the_city_does_not_want_it(
    world: World, form: Any, settings: Any
) -> None:
    client = world.client("chef")
    session = client.session
    session["proved"] = (timezone.now() - timedelta(minutes=4)).isoformat()
    session.save()
    assert form(client).status_code == 302
    session["proved"] = (timezone.now() - timedelta(minutes=6)).isoformat()
    session.save()
    assert form(client).status_code == 403
    settings.STEP_UP = timedelta()
    assert form(client).status_code == 302


def test_who_came_in_by_the_city_is_sent_there_and_her_password_here_proves_nothing(
    world: World, form: Any
) -> None:
    client = world.client("chef")
    session = client.session
    session["how"] = by_city("loa3", ["pwd", "mfa"])
    session.save()
    answer = form(client)
    page = answer.content.decode()
    assert ("/logga-in/staden/?anew=1" in page, "prove-password" in page) == (True, False)
    assert go_on(client, answer, prove_password=PASSWORD).status_code == 422
    assert GapException.everything.count() == 0
    session["proved"] = timezone.now().isoformat()
    session.save()
    assert go_on(client, answer).status_code == 302
    made = Change.objects.get(object_id=GapException.everything.get().pk)
    assert '"factor":"city acr=loa3 amr=pwd,mfa"' in made.payload


def test_a_token_decides_nothing_where_a_factor_is_wanted(world: World, form: Any) -> None:
    node = Node.everything.get(name="Journalsystem")
    values = {"aspect": "confidentiality", "reason": "x", "until": timezone.localdate().isoformat()}
    client = world.client(**bearer(world, "chef"))
    values |= {"node": str(node.record), "unit": "utb"}
    answer = client.post("/api/v1/accepted-gaps", values, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "factor_needed")
    assert GapException.everything.count() == 0


def test_each_decision_is_stopped_and_what_is_no_decision_goes_on(world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    utb = world.units["utb"]
    review = reviews.move(SYSTEM, world.reviews["utb-ongoing"], "circulate")
    with writing(SYSTEM) as w:
        times = {"occurred_at": w.at - timedelta(hours=5), "aware_at": w.at - timedelta(hours=2)}
        event = w.create(
            Incident,
            {"title": "Larm", "owner_unit": world.units["stad"], "severity": Severity.SERIOUS, **times},
        )
    [track] = tracks.open_tracks(SYSTEM, event, [(utb, TrackRegime.PRIVACY)])
    step = (
        TrackStep.everything.filter(track=track)
        .select_related("track__owner_unit", "track__incident")
        .first()
    )
    assert step is not None
    everything = replace(SYSTEM, unproved=True)
    before = Change.objects.count(), Decision.everything.count()
    for decide in (
        lambda: decisions.decide(everything, review, minutes(utb, 2027)),
        lambda: tracks.file(everything, step, submitted_at=timezone.now(), receipt="IMY-1"),
        lambda: update(everything, track, {"state": TrackState.NOT_REPORTED}, because="Ingen risk"),
    ):
        with pytest.raises(Unproved):
            decide()
    assert (Change.objects.count(), Decision.everything.count()) == before
    asked = tracks.add_step(everything, track, OWN, "Ring IMY", timezone.now())
    tracks.drop(everything, asked, "Behövs inte")
    reviews.move(everything, review, "take_back", because="Fel siffra")


def test_what_a_person_answers_for_is_said_by_the_right() -> None:
    answered = {right for right in registry.all() if registry.answered(right)}
    assert answered == {
        "assets:classification:decide", "assets:gap:accept", "campaigns:answer:sign", "classification:intake:settle",
        "compliance:entity:edit", "deviation:exception:accept", "documents:version:edit", "history:chain:redact",
        "review:privacy:decide", "review:review:decide", "risk:decision:accept",
    }  # fmt: skip


def test_how_it_was_proved_is_said_in_words() -> None:
    assert in_words("password+totp") == "lösenord + engångskod"
    assert in_words(by_city("loa3", ["pwd", "mfa"])) == "stadens inloggning (acr=loa3 amr=pwd,mfa)"
    assert [in_words(how) for how in ("", "token")] == ["", "API-nyckel"]
    assert by_city(None, None) == "city"
    assert len(by_city("x" * 900, ["\n", "a"])) == 200
    assert not re.search(r"[\n\r]", by_city("a\nb", ["\r"]))
