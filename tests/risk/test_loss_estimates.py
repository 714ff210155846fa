"""A risk is estimated in kronor, measures are weighed, and a unit's years are simulated once and for all."""

from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction, LossRun
from akropolis.graph.risk_losses.rules.losses import LossKind, NotAssessable
from akropolis.graph.risk_losses.selectors.losses import latest_estimates, latest_run, read_basis
from akropolis.graph.risk_losses.services import losses
from akropolis.graph.risk_losses.services.losses import (
    EstimateInput,
    estimate,
    reduce_loss,
    remove_reduction,
    run_losses,
)
from tests.factories import graphs
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
R = LossKind.RESPONSE


@pytest.fixture(autouse=True)
def few_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate few years: what is tested here is what goes in and what is kept."""
    monkeypatch.setattr(losses, "YEARS", 2_000)
    graphs.forget()


def a_risk(world: World, unit: str = "utb", title: str = "Utpressning") -> Risk:
    return create(SYSTEM, Risk, {"title": title, "owner_unit": world.units[unit]})


def say(world: World, risk: Risk, who: str = "owner", **given: Any) -> LossEstimate:
    usual: dict[str, Any] = {"frequency": (0.1, 0.4), "losses": {R: (100_000.0, 400_000.0)}}
    seen = given.pop("seen", None)
    return estimate(world.access(who), risk, EstimateInput(**usual | given), seen=seen)


def test_a_later_estimate_replaces_and_none_is_changed(world: World) -> None:
    risk = a_risk(world)
    first = say(world, risk)
    second = say(world, risk, frequency=(1.0, 2.0), seen=str(first.pk))
    assert latest_estimates(world.access("owner"), [risk]) == {risk.pk: second}
    assert LossEstimate.everything.get(pk=first.pk).frequency == [0.1, 0.4]
    assert second.estimated_by == "Nadja Perić"


def test_two_at_once_do_not_overwrite_each_other(world: World) -> None:
    risk = a_risk(world)
    say(world, risk, seen="")
    with pytest.raises(Refused):
        say(world, risk, seen="")
    assert LossEstimate.everything.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"frequency": (0.4, 0.1)}, "often_high"),
        ({"frequency": (0.0, 0.1)}, "often_low"),
        ({"frequency": (None, 0.1)}, "often_low"),
        ({"losses": {R: (1e14, 1e15)}}, "response_high"),
        ({"losses": {R: (-5.0, 1.0)}}, "response_high"),
        ({"losses": {R: (float("nan"), 1.0)}}, "response_high"),
        ({"losses": {LossKind.HANDLING: (10.0, 40.0)}}, "hour_cost"),
    ],
)
def test_a_bad_range_is_refused_at_its_place_and_changes_nothing(
    world: World, given: dict[str, Any], field: str
) -> None:
    risk = a_risk(world)
    before = Change.objects.count()
    with pytest.raises(Invalid) as refused:
        say(world, risk, **given)
    assert list(refused.value.errors) == [field]
    assert (LossEstimate.everything.count(), Change.objects.count()) == (0, before)


@pytest.mark.parametrize("who", ["neighbour", "auditor", "outsider"])
def test_nobody_else_estimates_or_simulates(world: World, who: str) -> None:
    risk = a_risk(world)
    say(world, risk)
    with pytest.raises(Hidden):
        say(world, risk, who)
    with pytest.raises(Hidden):
        run_losses(world.access(who), world.units["utb"])
    assert (LossEstimate.everything.count(), LossRun.everything.count()) == (1, 0)


def test_a_risk_that_has_ended_is_not_estimated_and_not_simulated(world: World) -> None:
    risk, other = a_risk(world), a_risk(world, title="Annan")
    say(world, risk)
    say(world, other)
    update(SYSTEM, risk, {"ended_on": timezone.localdate()})
    with pytest.raises(Refused):
        say(world, risk)
    run = run_losses(world.access("owner"), world.units["utb"])
    assert [one["key"] for one in run.given["risks"]] == [str(other.pk)]
    assert run.given["missing"] == {}


def test_the_run_rests_on_what_can_be_assessed_and_names_the_rest(world: World) -> None:
    whole, often, costs, none = (a_risk(world, title=str(place)) for place in range(4))
    said = say(world, whole, fine_ceiling=5_000, losses={LossKind.FINES: (4_000.0, 9_000.0)}, hour_cost=600)
    say(world, often, losses={})
    say(world, costs, frequency=(None, None))
    run = run_losses(world.access("owner"), world.units["utb"])
    assert [(one["key"], one["estimate"]) for one in run.given["risks"]] == [(str(whole.pk), str(said.pk))]
    assert run.given["risks"][0]["losses"] == {"fines": [4_000, 9_000, 5_000]}
    assert run.given["missing"] == {
        str(often.pk): NotAssessable.NO_LOSS,
        str(costs.pk): NotAssessable.NO_FREQUENCY,
        str(none.pk): NotAssessable.NO_FREQUENCY,
    }
    assert run.result["shared"]["expected"]["value"] > 0
    assert run.result["years"] == 2_000


def test_hours_are_counted_in_kronor(world: World) -> None:
    risk = a_risk(world)
    say(world, risk, losses={LossKind.HANDLING: (10.0, 40.0)}, hour_cost=600)
    found = read_basis(world.access("owner"), world.units["utb"], timezone.localdate()).risks[0]
    assert (found.losses[LossKind.HANDLING].low, found.losses[LossKind.HANDLING].high) == (6_000, 24_000)


def test_what_is_frozen_is_not_run_again_until_something_has_changed(world: World) -> None:
    risk = a_risk(world)
    say(world, risk)
    access, utb = world.access("owner"), world.units["utb"]
    first = run_losses(access, utb)
    with pytest.raises(Refused):
        run_losses(access, utb)
    say(world, risk, frequency=(1.0, 2.0))
    second = run_losses(access, utb)
    assert LossRun.everything.count() == 2
    assert latest_run(access, utb) == second
    assert LossRun.everything.get(pk=first.pk).result == first.result
    assert first.given["seed"] == second.given["seed"]


def test_nothing_estimated_is_refused_in_words(world: World) -> None:
    a_risk(world)
    with pytest.raises(Refused):
        run_losses(world.access("owner"), world.units["utb"])


def test_a_unit_sees_its_own_sum_and_never_the_neighbours(world: World) -> None:
    say(world, a_risk(world))
    say(world, a_risk(world, "kul", "Grannens"), "neighbour")
    own = run_losses(world.access("owner"), world.units["utb"])
    city = run_losses(world.access("ciso"), world.units["stad"])
    assert [one["unit"] for one in own.result["units"]] == ["utb"]
    assert sorted(one["unit"] for one in city.result["units"]) == ["kul", "utb"]
    assert latest_run(world.access("neighbour"), world.units["utb"]) is None
    assert latest_run(world.access("owner"), world.units["stad"]) is None
    assert latest_run(world.access("ciso"), world.units["utb"]) == own


def a_chain(world: World) -> tuple[Node, Node]:
    """A service that depends on another."""
    with writing(SYSTEM) as w:
        above = graphs.service(w, world.units["hamn"], "Delad drift", shared=True)
        below = graphs.service(w, world.units["utb"], "Journal")
        graphs.depend(w, below, above)
    graphs.forget()
    return below, above


def test_one_event_hits_all_dependents_along_the_graph(world: World) -> None:
    below, above = a_chain(world)
    say(world, a_risk(world), cause=below)
    say(world, a_risk(world, "kul", "Grannens"), "neighbour", cause=above)
    city = read_basis(world.access("ciso"), world.units["stad"], timezone.localdate())
    assert {one.cause for one in city.risks} == {str(above.pk)}
    own = read_basis(world.access("owner"), world.units["utb"], timezone.localdate())
    assert {one.cause for one in own.risks} == {str(below.pk)}, "another's risk is no cause of one's own"


def test_a_measure_is_weighed_and_removed(world: World) -> None:
    risk = a_risk(world)
    say(world, risk)
    access = world.access("owner")
    made = reduce_loss(access, risk, "Flerfaktor", 10_000, 3, {"frequency": (0.2, 0.6), "loss": (None, None)})
    assert (made.frequency, made.loss) == ([0.4, 0.8], [1, 1])
    run = run_losses(access, world.units["utb"])
    assert [one["measure"] for one in run.result["measures"]] == [str(made.pk)]
    assert remove_reduction(access, made) == risk
    assert LossReduction.everything.count() == 0


@pytest.mark.parametrize(
    ("cost", "less", "field"),
    [
        (10, {"frequency": (None, None), "loss": (None, None)}, "frequency_high"),
        (10, {"frequency": (0.5, 1.2), "loss": (None, None)}, "frequency_high"),
        (10, {"frequency": (0.5, 0.2), "loss": (None, None)}, "frequency_high"),
        (10, {"frequency": (0.5, None), "loss": (None, None)}, "frequency_high"),
        (0, {"frequency": (0.5, 0.6), "loss": (None, None)}, "cost"),
    ],
)
def test_a_measure_that_takes_nothing_away_is_refused(
    world: World, cost: int, less: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reduce_loss(world.access("owner"), a_risk(world), "X", cost, 1, less)
    assert list(refused.value.errors) == [field]
    assert LossReduction.everything.count() == 0
