"""What the head of a review's document says of whose it is."""

import pytest

from akropolis.chapters.selectors.documents import document_of
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import writing
from akropolis.review.models import Review
from tests.packs import packing as world
from tests.packs.packing import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_legal_entity_behind_a_nämnd_is_named_with_its_number_when_that_is_known() -> None:
    units = world.city("soc")
    review = world.review(units["soc"])
    assert _entity(review) == ""
    with writing(SYSTEM) as w:
        w.update(Unit.everything.get(pk=units["stad"].pk), {"organisation_number": "212000-0142"})
    assert _entity(review) == f"{units['stad'].name}, 212000-0142"


def _entity(review: Review) -> str:
    return document_of(SYSTEM, review).meta.entity
