"""The pages of what risks may cost: the estimate, the panel, the sum, its budget, and who sees which."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.records.writer import create
from akropolis.graph.risk.models import CostAnchor, Risk
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction, LossRun
from akropolis.graph.risk_losses.reports.loss_words import about_kr
from akropolis.graph.risk_losses.rules.losses import LossKind
from akropolis.graph.risk_losses.services import losses
from akropolis.graph.risk_losses.services.losses import EstimateInput, estimate, reduce_loss, run_losses
from tests.behaviours import parameters
from tests.factories import graphs
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
CANARY = "Havsörn"
EMPTY = {f"{kind}_{end}": "" for kind in LossKind for end in ("low", "high")}
FILLED = EMPTY | {
    "often_low": "1",
    "often_high": "3",
    "period": "10",
    "response_low": "100 tkr",
    "response_high": "1 Mkr",
    "handling_low": "40",
    "handling_high": "200 h",
    "hour_cost": "600",
    "basis": "Händelsen i mars.",
}


@pytest.fixture(autouse=True)
def few_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate few years: what is tested here is what is shown."""
    monkeypatch.setattr(losses, "YEARS", 2_000)
    graphs.forget()


def a_risk(world: World, unit: str = "utb", title: str = CANARY, *, estimated: bool = True) -> Risk:
    risk = create(SYSTEM, Risk, {"title": title, "owner_unit": world.units[unit]})
    if estimated:
        estimate(SYSTEM, risk, EstimateInput((0.1, 0.4), {LossKind.RESPONSE: (100_000.0, 400_000.0)}))
    return risk


def post(world: World, address: str, values: dict[str, Any], who: str = "owner") -> Any:
    return world.client(who).post(address, values)


def test_an_estimate_is_written_as_people_write(world: World) -> None:
    risk = a_risk(world, estimated=False)
    address = reverse("risk-estimate", args=[risk.pk])
    assert "nio kronor mot en" in world.client("owner").get(address).content.decode()
    assert post(world, address, FILLED).status_code == 302
    made = LossEstimate.everything.get()
    assert made.frequency == [0.1, 0.3]
    assert made.losses == {"handling": [40, 200], "response": [100_000, 1_000_000]}
    assert (made.hour_cost, made.fine_ceiling) == (600, None)
    page = world.client("owner").get(address).content.decode()
    for written in ("1", "3", "1\u00a0000\u00a0000", "200"):
        assert f'value="{written}"' in page
    panel = world.client("owner").get(reverse("risks-detail", args=[risk.pk])).content.decode()
    assert "1–3 gånger på 10 år" in panel
    assert "24 000–120 000 kr".replace(" 000", "\u00a0000") in panel


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"response_low": "2 Mkr"}, "response_high", "byta plats"),
        ({"response_low": "10 h"}, "response_low", "samma enhet"),
        ({"response_low": "1"}, "response_low", "samma enhet"),
        ({"response_high": "1000000000000000 kr"}, "response_high", "för stort"),
        ({"often_low": "-1"}, "often_high", "under noll"),
        ({"hour_cost": ""}, "hour_cost", "vad en timme kostar"),
    ],
)
def test_bad_input_is_said_at_its_place_and_nothing_is_lost(
    world: World, values: dict[str, str], field: str, sentence: str
) -> None:
    risk = a_risk(world, estimated=False)
    answer = post(world, reverse("risk-estimate", args=[risk.pk]), FILLED | values)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sentence in " ".join(form.errors[field])
    assert "Händelsen i mars." in answer.content.decode()
    assert LossEstimate.everything.count() == 0


def test_known_costs_and_the_highest_fee_of_the_legal_entity_are_proposed(world: World) -> None:
    for code, kind, amount, applies in (
        ("kalix", "", 2_265_300, ""),
        ("hour", "handling", 650, ""),
        ("fee", "fines", 10_000_000, "city"),
        ("company", "fines", 50_000_000, "company"),
    ):
        values = {"code": f"test-{code}", "name": code, "kind": kind, "amount": amount, "applies_to": applies}
        create(SYSTEM, CostAnchor, values | {"valid_from": date(2026, 1, 1)})
    risk = a_risk(world, estimated=False)
    page = world.client("owner").get(reverse("risk-estimate", args=[risk.pk]))
    form = page.context["form"]
    assert form.initial["fine_ceiling"].replace("\u00a0", "") == "10000000"
    assert "kalix" in page.content.decode()


@pytest.mark.parametrize("who", ["neighbour", "outsider", "auditor"])
def test_the_pages_of_anothers_risk_are_missing(world: World, who: str) -> None:
    risk = a_risk(world)
    measure = reduce_loss(SYSTEM, risk, "M", 10, 1, {"frequency": (0.1, 0.2), "loss": (None, None)})
    for name, pk in (("risk-estimate", risk.pk), ("risk-reduction", risk.pk)):
        assert world.client(who).get(reverse(name, args=[pk])).status_code == 404
    assert post(world, reverse("risk-reduction-remove", args=[measure.pk]), {}, who).status_code == 404
    assert LossReduction.everything.count() == 1


def test_a_measure_is_weighed_compared_and_bought(world: World) -> None:
    risk = a_risk(world)
    address = reverse("risk-reduction", args=[risk.pk])
    values = {
        "name": "Flerfaktor",
        "cost": "10000",
        "years": "3",
        "frequency_low": "20",
        "frequency_high": "60",
        "loss_low": "",
        "loss_high": "",
    }
    assert post(world, address, values | {"frequency_high": "160"}).status_code == 422
    assert post(world, address, values).status_code == 302
    assert LossReduction.everything.get().frequency == [0.4, 0.8]
    assert post(world, reverse("risk-losses-run", args=["utb"]), {}).status_code == 302
    client = world.client("owner")
    page = client.get(reverse("risk-losses"), {"budget": "20 tkr"})
    assert page.context["bought"] == ["Flerfaktor"]
    assert "jämförts eller kunnat uteslutas" in page.content.decode()
    assert "Ingen åtgärd ryms" in client.get(reverse("risk-losses"), {"budget": "5 tkr"}).content.decode()
    assert "samma enhet" in client.get(reverse("risk-losses"), {"budget": "5 h"}).content.decode()


def test_no_budget_and_no_simulation_that_is_asked_for_breaks_the_page(world: World) -> None:
    risk = a_risk(world)
    reduce_loss(SYSTEM, risk, "M", 10, 1, {"frequency": (0.1, 0.2), "loss": (None, None)})
    run = run_losses(world.access("owner"), world.units["utb"])
    client = world.client("owner")
    for value in parameters.VALUES:
        for name, shown in (("budget", run), ("run", None)):
            page = client.get(reverse("risk-losses") + parameters.query({name: value}))
            assert (page.status_code, page.context["run"]) == (200, shown)


def test_the_page_says_what_the_sum_rests_on(world: World) -> None:
    a_risk(world, title="Uppskattad")
    unknown = a_risk(world, title="Okänd", estimated=False)
    run = run_losses(world.access("owner"), world.units["utb"])
    page = world.client("owner").get(reverse("risk-losses"))
    text = page.content.decode()
    assert page.context["run"] == run
    assert "Det bygger på 1 av 2 risker." in text
    assert reverse("risks-detail", args=[unknown.pk]) in text
    assert str(run.result["seed"]) in text


def test_an_earlier_simulation_is_shown_as_it_was(world: World) -> None:
    risk = a_risk(world)
    first = run_losses(world.access("owner"), world.units["utb"])
    estimate(SYSTEM, risk, EstimateInput((9.0, 9.0), {LossKind.RESPONSE: (1e6, 1e6)}))
    client = world.client("owner")
    assert client.get(reverse("risk-losses")).context["newer"] == 1
    run_losses(world.access("owner"), world.units["utb"])
    page = client.get(reverse("risk-losses"), {"run": str(first.pk)})
    assert page.context["run"] == first
    second = LossRun.everything.exclude(pk=first.pk).get()
    assert [one["pk"] for one in page.context["earlier"]] == [second.pk]
    assert about_kr(second.result["shared"]["expected"]["value"]) in page.content.decode()


def test_the_sum_is_read_in_ones_own_unit_alone(world: World) -> None:
    a_risk(world)
    run_losses(SYSTEM, world.units["utb"])
    run_losses(SYSTEM, world.units["stad"])
    assert LossRun.everything.count() == 2
    address = reverse("risk-losses")
    for unit in ("utb", "stad"):
        assert world.client("neighbour").get(address, {"unit": unit}).status_code == 404
    own = world.client("neighbour").get(address)
    assert own.context["run"] is None
    assert CANARY not in own.content.decode()
    assert world.client("owner").get(address, {"unit": "stad"}).status_code == 404
    city = world.client("ciso").get(address)
    assert city.context["unit"] == world.units["stad"]
    assert CANARY in city.content.decode()
    for who in ("outsider", "colleague"):
        assert world.client(who).get(address).status_code == 404
    assert post(world, reverse("risk-losses-run", args=["utb"]), {}, "neighbour").status_code == 404


def test_a_unit_with_nothing_estimated_is_told_how_to_begin(world: World) -> None:
    page = world.client("owner").get(reverse("risk-losses"))
    assert page.status_code == 200
    assert reverse("risks-list") in page.content.decode()
    answer = world.client("owner").post(reverse("risk-losses-run", args=["utb"]), follow=True)
    assert "Börja med en risk" in answer.content.decode()
