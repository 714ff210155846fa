"""Manual indicators by campaign and by the API: the same measurement as on the page, or a sentence at its place."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import create
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.selectors.campaigns import candidates
from akropolis.shared.campaigns.services import campaigns
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, MeasuredBy
from tests.behaviours.tokens import bearer
from tests.indicators.test_measuring import indicator
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()
BEGAN = date(NOW.year - 1, 1, 1)
PART = "/api/v1/indicator-measurements"


def asked(world: World, of: Indicator) -> Ask:
    """What `utb` is asked of the indicator, in a campaign that was sent today to `utb` and `kul`."""
    values = {"title": "Årets siffror", "kind": "indicators", "text": "Till genomgången."}
    last = {"last_on": NOW, "owner_unit": world.units["stad"]}
    campaign = create(SYSTEM, Campaign, values | last)
    ciso = world.access("ciso", NOW)
    found = [
        each for each in candidates(ciso, campaign.of_kind, NOW) if each.object_id == of.pk and each.wanted
    ]
    assert {each.unit.code for each in found} == {"stad", "utb", "kul", "hamn"}
    campaigns.send(ciso, campaign, [each.key for each in found if each.unit.code in ("utb", "kul")])
    rows = Ask.everything.select_related("campaign__owner_unit", "unit")
    return rows.get(campaign=campaign.pk, unit__code="utb")


def send(world: World, row: Ask, who: str = "owner", **said: str) -> Any:
    row.refresh_from_db()
    fields = {f"{row.pk}-{name}": said.get(name, "") for name in ("value", "denominator", "comment")}
    address = reverse("campaign-answer", args=[row.campaign_id])
    return world.client(who).post(address, {**fields, f"{row.pk}-version": str(row.version), "send": "1"})


def stored(of: Indicator) -> list[tuple[Any, ...]]:
    """The measurements of the indicator, the first made first."""
    rows = IndicatorMeasurement.everything.filter(indicator=of).order_by("created_at", "pk")
    return list(rows.values_list("unit__code", "first_on", "value", "how", "reason"))


def test_a_unit_answers_for_the_period_that_has_ended_and_an_answer_sent_again_corrects(world: World) -> None:
    of = indicator()
    row = asked(world, of)
    page = world.client("owner").get(reverse("campaign-answer", args=[row.campaign_id])).text
    assert f"Går det? Frågan gäller {BEGAN.year}." in page
    assert send(world, row, value="15", denominator="20").status_code == 302
    first = ("utb", BEGAN, Decimal(75), MeasuredBy.CAMPAIGN, "")
    assert stored(of) == [first]
    assert send(world, row, value="16", denominator="20").status_code == 302
    (before, after) = stored(of)
    assert (before, after[2]) == (first, Decimal(80))
    assert after[4].startswith("Svaret i ")
    send(world, row, value="16", denominator="20", comment="")
    assert len(stored(of)) == 2  # the same numbers correct nothing


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("share", {"value": "21", "denominator": "20"}, "större än"),
        ("share", {"value": "en halv", "denominator": "20"}, "heltal"),
        ("count", {"value": "2,5"}, "Skriv ett heltal som inte är under noll."),
        ("count", {"value": "-1"}, "Skriv ett heltal som inte är under noll."),
        ("level", {}, "Skriv värdet, eller säg i kommentaren"),
    ],
)
def test_what_is_no_measurement_is_said_and_nothing_is_stored_or_lost(
    world: World, kind: str, said: dict[str, str], sentence: str
) -> None:
    of = indicator(kind=kind)
    row = asked(world, of)
    page = send(world, row, **(said or {"denominator": "7"}))
    assert (page.status_code, stored(of)) == (422, [])
    assert sentence in page.text
    assert all(f'value="{value}"' in page.text for value in said.values())


def test_an_indicator_that_the_registers_have_begun_to_count_is_not_answered(world: World) -> None:
    of = indicator()
    row = asked(world, of)
    Indicator.everything.filter(pk=of.pk).update(figure="actions.on_time", of_figure="actions.due")
    page = send(world, row, value="1", denominator="2")
    assert (page.status_code, stored(of)) == (422, [])
    assert "Den här indikatorn mäts i registren" in page.text


def test_no_other_unit_is_shown_or_answers_what_a_unit_is_asked(world: World) -> None:
    of = indicator()
    row = asked(world, of)
    send(world, row, "neighbour", value="1", denominator="2")
    assert ("utb" in {unit for unit, *_rest in stored(of)}) is False
    send(world, row, value="13", denominator="20", comment="Havsörn")
    for who in ("neighbour", "outsider"):
        assert "Havsörn" not in world.client(who).get(reverse("campaign-answers")).text


def test_a_system_measures_and_corrects_by_the_api(world: World) -> None:
    of = indicator()
    client = world.client(**bearer(world, "owner"))
    body: dict[str, object] = {"indicator": of.code, "unit": "utb", "first_on": BEGAN.isoformat()}
    numbers: dict[str, object] = {"numerator": 15, "denominator": 20}

    def post(address: str, sent: dict[str, object]) -> Any:
        return client.post(address, sent, content_type="application/json")

    made = post(PART, body | numbers)
    assert (made.status_code, made.json()["how"]) == (201, "api")
    assert stored(of) == [("utb", BEGAN, Decimal(75), MeasuredBy.API, "")]
    wrong: tuple[tuple[dict[str, object], int], ...] = (
        (body | numbers, 422),
        (body | numbers | {"unit": "kul"}, 404),
        (body | numbers | {"unit": "utbf"}, 409),
        (body | numbers | {"first_on": NOW.replace(month=1, day=1).isoformat()}, 422),
        (body | {"numerator": -1, "denominator": 2}, 422),
        (body | numbers | {"indicator": ""}, 422),
    )
    for sent, status in wrong:
        assert post(PART, sent).status_code == status, (sent, post(PART, sent).content)
    own = f"{PART}/{made.json()['id']}/correct"
    assert post(own, {"numerator": 16, "denominator": 20}).status_code == 422
    right = post(own, {"numerator": 16, "denominator": 20, "reason": "En saknades"})
    assert (right.status_code, right.json()["corrects"]["id"]) == (200, made.json()["id"])
    assert len(stored(of)) == 2
