"""What is over stays with the unit that it was said in when another takes over: objections, questions, acceptances."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.belongings import registry
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models import Objection
from akropolis.graph.offers.models import GapException, Question
from akropolis.people.organisation.selectors.belonging import lot
from tests.compliance.measures import measure
from tests.factories.graphs import MOMENT, service
from tests.world import START, SYSTEM, TODAY, World

pytestmark = pytest.mark.usefixtures("stage")
DAY = timedelta(days=1)
DECIDED = {"reason": "Byts", "decider_name": "Åke Ström", "decider_role": "Chef", "decided_on": START}


@pytest.mark.parametrize(
    ("key", "model", "said", "goes", "stays"),
    [
        (
            "objection.unit",
            Objection,
            {"reasons": "Nej", "objected_by": "Nadja", "objected_at": MOMENT},
            [{}, {"answered_at": MOMENT, "kept_at": MOMENT}],
            [{"withdrawn_at": MOMENT}],
        ),
        (
            "question.unit",
            Question,
            {"text": "Loggas det?", "asked_by": "Nadja", "asked_at": MOMENT},
            [{}],
            [{"answered_at": MOMENT, "answer": "Ja", "answered_by": "Signe"}],
        ),
        (
            "gapexception.unit",
            GapException,
            {**DECIDED, "aspect": "integrity", "demanded": 3},
            [{"valid_to": TODAY}, {"valid_to": TODAY + DAY}],
            [{"valid_to": TODAY - DAY}],
        ),
    ],
)
def test_what_is_over_is_counted_and_does_not_go(
    world: World, key: str, model: type[Any], said: dict[str, Any], goes: list[Any], stays: list[Any]
) -> None:
    made = {}
    with writing(SYSTEM) as w:
        for number, more in enumerate((*goes, *stays)):
            place = {"node": service(w, world.units["hamn"], f"Tjänst {number}"), "unit": world.units["utb"]}
            control = {"control": measure(w, f"Åtgärd {number}")} if model is Objection else {}
            made[number] = w.create(model, {**place, **control, **said, **more})
    found = lot(registry.get(key), [world.units["utb"]], TODAY)
    assert (found.total, {row.pk for row in found.rows}) == (
        len(made),
        {made[number].pk for number in range(len(goes))},
    )
    assert lot(registry.get(key), [world.units["kul"]], timezone.localdate()).total == 0
