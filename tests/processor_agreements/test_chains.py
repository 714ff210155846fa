"""A chain of processors that comes back to itself is refused from both ends."""

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import update
from akropolis.privacy.processor_agreements.models import DataProcessingAgreement, SubProcessor
from tests.processor_agreements.test_agreements import agreed, engaged, supplier
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def test_neither_a_step_above_nor_the_processor_may_become_one_further_down(world: World) -> None:
    first, last = supplier(world), supplier(world, "Molnlager")
    agreement = agreed(world, first)
    top = engaged(agreement, "Drift AB")
    engaged(agreement, "", supplier=last, parent=engaged(agreement, "Mellanled", parent=top))
    for row in (top, agreement):
        with pytest.raises(Invalid) as refused:
            update(SYSTEM, row, {"supplier": last})
        assert set(refused.value.errors) == {"supplier"}
    assert DataProcessingAgreement.everything.get().supplier == first
    assert SubProcessor.everything.get(pk=top.pk).supplier is None
