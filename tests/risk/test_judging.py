"""A risk is judged by the matrix in use, and the risk repeats what was judged last."""

import pytest

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.records.writer import create
from akropolis.graph.risk.models import Risk, RiskJudgement
from akropolis.graph.risk.services.judging import judge
from tests.risk.matrices import use_matrix
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def a_risk(world: World) -> Risk:
    return create(SYSTEM, Risk, {"title": "Utpressning", "owner_unit": world.units["utb"]})


def test_the_highest_consequence_decides_and_is_repeated_on_the_risk(world: World) -> None:
    use_matrix()
    risk = a_risk(world)
    made = judge(SYSTEM, risk, "current", 3, {"person": 2, "economy": 3}, reasons="Så")
    stored = Risk.everything.get(pk=risk.pk)
    assert (made.consequence, made.level) == (3, 3)
    assert (stored.likelihood, stored.consequence, stored.level) == (3, 3, 3)
    assert stored.treat_by is not None
    assert (stored.treat_by - made.judged_on).days == 90


def test_what_the_matrix_does_not_have_is_refused_and_nothing_is_stored(world: World) -> None:
    risk = a_risk(world)
    with pytest.raises(Refused):
        judge(SYSTEM, risk, "current", 3, {"person": 2})
    use_matrix()
    for likelihood, harm in ((9, {"person": 2}), (1, {}), (1, {"person": 7})):
        with pytest.raises(Invalid):
            judge(SYSTEM, risk, "current", likelihood, harm)
    assert (RiskJudgement.everything.count(), Risk.everything.get(pk=risk.pk).level) == (0, None)
