"""What of the domains' own belongs to units, what is over there, and which rights there are in whose words."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.access.models import Token, Unit, User
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.deadlines.tasks import awaited, sources
from akropolis.base.kernel.records.belongings import always, never, registry
from akropolis.base.kernel.records.writer import kind_of, writing
from akropolis.base.kernel.registers.web.redaction import pages
from akropolis.people.organisation.models import Letterhead, RightRequest
from tests.world import SYSTEM, World

KEEPING = ["read läsa", "edit skriva"]


def test_what_no_register_keeps_belongs_to_units_under_its_name_and_goes_along_with_what_it_is_about() -> (
    None
):
    wanted = {
        "letterhead.unit": ("Brevhuvuden", "", "always"),
        "user.unit": ("Servicekonton", "", "sometimes"),
        "rightrequest.unit": ("Begäran om behörighet", "", "sometimes"),
        "ask.unit": ("Frågor i rundfrågor", "", "sometimes"),
        "measureaction.unit": ("Åtgärder mot brister", "action", "sometimes"),
        "fulfilment.unit": ("Bedömda säkerhetsåtgärder", "", "never"),
        "objection.unit": ("Invändningar", "", "sometimes"),
        "gapexception.unit": ("Accepterade gap", "node__record", "sometimes"),
        "gapaction.unit": ("Åtgärder för gap", "action", "sometimes"),
        "question.unit": ("Frågor till driftansvariga", "", "sometimes"),
        "controllership.unit": ("Personuppgiftsansvar", "node__record", "never"),
    }
    ends: dict[Any, str] = {always: "always", never: "never"}
    with override("sv"):
        found = {
            each.key: (str(each.label), each.about, ends.get(each.over, "sometimes")) for each in registry
        }
    assert {key: found[key] for key in wanted} == wanted


def test_an_account_that_is_closed_and_a_request_that_is_answered_stay_with_their_unit(world: World) -> None:
    day = date(2026, 11, 25)
    closed = world.people["chef"]
    User.everything.filter(pk=closed.pk).update(is_active=False)
    assert list(User.everything.filter(registry.get("user.unit").over(day))) == [closed]
    now = timezone.now()
    for who, answered in (("owner", None), ("colleague", now)):
        given: dict[str, Any] = {"asker": world.people[who], "text": who, "asked_at": now}
        place = {"register": "services", "object_id": world.people["owner"].pk, "unit": world.units["utb"]}
        with writing(SYSTEM) as w:
            row = w.create(RightRequest, place | given)
        RightRequest.everything.filter(pk=row.pk).update(answered_at=answered)
    over = RightRequest.everything.filter(registry.get("rightrequest.unit").over(day))
    assert [row.text for row in over] == ["colleague"]


def test_each_right_is_given_in_the_words_of_its_reader() -> None:
    wanted = {
        "organisation:unit": ("Enheter", KEEPING),
        "organisation:reorganisation": ("Omorganisationer", KEEPING),
        "organisation:person": ("Personer", KEEPING),
        "organisation:appointment": ("Uppdrag", KEEPING),
        "organisation:role": ("Roller", KEEPING),
        "organisation:token": ("API-nycklar", KEEPING),
        "history:chain": ("Historiken", ["read läsa", "redact ta bort uppgifter med laga stöd"]),
        "registers:view": ("Sparade vyer", KEEPING),
        "campaigns:answer": ("Svar på rundfrågor", [*KEEPING, "sign underteckna"]),
        "compliance:fulfilment": ("bedömda säkerhetsåtgärder", KEEPING),
    }
    with override("sv"):
        found = {
            each.prefix: (str(each.label), [f"{name} {words}" for name, words in each.actions.items()])
            for each in permissions.resources()
        }
    assert {key: found[key] for key in wanted} == wanted


def test_what_waits_and_what_is_waited_for_is_told_of_each_domain() -> None:
    assert {"rights", "tokens", "campaigns", "questions", "gaps", "objections", "classification"} <= {
        *sources.entries
    }
    assert {*awaited.entries} == {
        "campaigns",
        "classification",
        "documents",
        "incidents",
        "questions",
        "reviews",
        "rights",
        "risks",
    }


@pytest.mark.parametrize(
    ("model", "address"),
    [(User, "/personer/{owner}/"), (Unit, "/organisation/utb/"), (Letterhead, "/organisation/utb/")],
)
def test_the_history_of_what_no_register_keeps_is_read_at_its_own_page(
    world: World, model: Any, address: str
) -> None:
    rows = {
        User: world.people["owner"],
        Unit: world.units["utb"],
        Letterhead: Letterhead(unit=world.units["utb"]),
    }
    assert pages.get(kind_of(model))(rows[model]) == address.format(owner=world.people["owner"].pk)
    assert kind_of(Token) in pages.entries
