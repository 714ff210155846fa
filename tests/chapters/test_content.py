"""What the head of a review's document says of whose it is."""

import pytest

from akropolis.chapters.models import Chapter
from akropolis.chapters.selectors.documents import document_of
from akropolis.chapters.services import chapters
from akropolis.chapters.services.openings import open_review
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import writing
from akropolis.kernel.reporting.prepared import prepare
from akropolis.lib.document import mask
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


def test_an_administrations_review_is_headed_by_the_nämnd_that_it_works_for() -> None:
    units = world.city("soc")
    with writing(SYSTEM) as w:
        names = {
            "name": "Socialförvaltningen",
            "kind": "administration",
            "valid_from": units["soc"].valid_from,
        }
        office = w.create(Unit, {"code": "socf", "parent": units["soc"], "reviews": True, **names})
    meta = document_of(SYSTEM, world.review(office)).meta
    assert (meta.authority, meta.administration) == (units["soc"].name, "Socialförvaltningen")
    meta = document_of(SYSTEM, world.review(units["soc"])).meta
    assert (meta.authority, meta.administration) == (units["soc"].name, "Socialförvaltningen")


def test_a_mark_of_secrecy_stands_in_the_head_of_what_holds_secrets_and_of_nothing_else() -> None:
    review = open_review(SYSTEM, world.city("soc")["soc"], 2027)
    marked = "Sekretessmarkering"
    assert marked not in dict(prepare(document_of(SYSTEM, review)).meta_rows())
    row = Chapter.everything.get(review=review, key="state")
    chapters.save(
        SYSTEM, row, text="{secret:18 kap. 8 § OSL|Hemligt} och {secret:21 kap. 7 § OSL|mer}.", figures={}
    )
    document = document_of(SYSTEM, review)
    head = (f"18 kap. 8 § OSL, 21 kap. 7 § OSL, {review.owner_unit.name}, {review.cutoff}",)
    assert (dict(prepare(document).meta_rows())[marked],) == head
    assert marked not in dict(prepare(mask(document)).meta_rows())
