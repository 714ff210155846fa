"""An observation of the outside world raises a risk, or asks that one be judged again."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.risk.models import Risk, RiskObservation, RiskThreat
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk_sources.web.observations import pending_renewals
from akropolis.shared.horizon.models import Observation, ObservationThreat
from akropolis.shared.threats.models import Threat
from tests.risk.matrices import use_matrix
from tests.world import START, SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
CANARY = "Strömstare"


def observed(world: World, **given: Any) -> Observation:
    """An observation that every unit may read."""
    values = {
        "title": "Ny våg av utpressning",
        "theme": "threats",
        "observed_on": timezone.localdate(),
        "text": "Flera kommuner har drabbats.",
        "owner_unit": world.units["stad"],
        "shared": True,
    }
    return create(SYSTEM, Observation, values | given)


def test_a_risk_is_raised_with_the_observations_texts_and_threats(world: World) -> None:
    observation = observed(world)
    with writing(SYSTEM) as w:
        threat = w.create(
            Threat,
            {"name": "Påhittat hot", "kind": "hostile", "description": "x", "mark": "O", "valid_from": START},
        )
        w.create(ObservationThreat, {"observation": observation, "threat": threat})
    address = reverse("observation-new-risk", args=[observation.pk])
    assert world.client("owner").post(address, {"unit": world.units["kul"].pk}).status_code == 422
    assert Risk.everything.count() == 0
    sent = {"unit": world.units["utb"].pk, "owner": world.people["chef"].pk}
    answer = world.client("owner").post(address, sent)
    risk = Risk.everything.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("risks-detail", args=[risk.pk]))
    assert (risk.title, risk.description, risk.owner) == (
        observation.title,
        observation.text,
        world.people["chef"],
    )
    assert [*RiskThreat.everything.values_list("threat__name", flat=True)] == ["Påhittat hot"]
    tasks = tasks_for(world.access("chef"), timezone.localdate(), [pending_renewals])
    assert [task.title for task in tasks] == [f"Bedöm risken ”{observation.title}” på nytt"]


def test_an_observation_asks_again_until_the_risk_is_judged(world: World) -> None:
    use_matrix()
    observation, today = observed(world), timezone.localdate()
    risk = create(SYSTEM, Risk, {"title": CANARY, "owner_unit": world.units["utb"]})
    judge(SYSTEM, risk, "current", 2, {"person": 1})
    address = reverse("observation-renew-risk", args=[observation.pk])
    for _again in range(2):
        assert world.client("owner").post(address, {"risk": risk.pk}).status_code == 302
        found = {
            who: len(tasks_for(world.access(who), today, [pending_renewals]))
            for who in ("owner", "neighbour")
        }
        assert found == {"owner": 1, "neighbour": 0}
        judge(SYSTEM, risk, "current", 3, {"person": 1})
        assert tasks_for(world.access("owner"), today, [pending_renewals]) == []
    assert RiskObservation.everything.count() == 1


def test_the_observations_readers_learn_of_no_other_units_risk(world: World) -> None:
    observation = observed(world)
    risk = create(SYSTEM, Risk, {"title": CANARY, "owner_unit": world.units["utb"]})
    create(SYSTEM, RiskObservation, {"risk": risk, "observation": observation})
    page = reverse("observations-detail", args=[observation.pk])
    seen = {
        who: CANARY in world.client(who).get(page).content.decode()
        for who in ("owner", "auditor", "neighbour")
    }
    assert seen == {"owner": True, "auditor": True, "neighbour": False}
    address = reverse("observation-renew-risk", args=[observation.pk])
    assert CANARY not in world.client("neighbour").get(address).content.decode()
    assert world.client("neighbour").post(address, {"risk": risk.pk}).status_code == 422
    assert world.client("colleague").get(address).status_code in (403, 404)


def test_the_risks_readers_learn_of_no_other_units_observation(world: World) -> None:
    observation = observed(world, title=f"{WORD} notis", owner_unit=world.units["kul"], shared=False)
    risk = create(SYSTEM, Risk, {"title": CANARY, "owner_unit": world.units["utb"]})
    create(SYSTEM, RiskObservation, {"risk": risk, "observation": observation})
    page = reverse("risks-detail", args=[risk.pk])
    seen = {
        who: observation.title in world.client(who).get(page).content.decode() for who in ("auditor", "owner")
    }
    assert seen == {"auditor": True, "owner": False}
