"""What the head of a review's document says of whose it is."""

from datetime import date

import pytest

from akropolis.chapters.models import Chapter
from akropolis.chapters.selectors.documents import document_of
from akropolis.chapters.services import chapters
from akropolis.chapters.services.openings import open_review
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import writing
from akropolis.kernel.reporting.prepared import prepare
from akropolis.lib.document import Figure, from_json, mask, plain_text, to_json
from akropolis.packs.services import packs
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


def test_a_figure_alone_in_a_paragraph_is_drawn_over_the_years_that_have_it() -> None:
    owner = world.city("soc")["soc"]
    reviews = {year: open_review(SYSTEM, owner, year) for year in (2021, 2025, 2026, 2027)}
    for year, incidents in ((2021, 1), (2025, 2), (2026, 0), (2027, 3)):
        for _ in range(incidents):
            world.incident(owner, date(year - 1, 3, 1))
        packs.gather(SYSTEM, reviews[year])
    row = Chapter.everything.get(review=reviews[2027], key="state")
    text = "{figure:incidents.total|diagram}\n\nI text {figure:incidents.total|diagram}."
    chapters.save(SYSTEM, row, text=text, figures={})
    (chart,) = [block for block in document_of(SYSTEM, reviews[2027]).blocks if isinstance(block, Figure)]
    assert [(bar.label, bar.text) for bar in chart.bars] == [("2025", "2"), ("2026", "0"), ("2027", "3")]
    assert chart.alt == "Incidenter: 2 för 2025, 0 för 2026 och 3 för 2027."
    assert from_json(to_json(document_of(SYSTEM, reviews[2027]))) == document_of(SYSTEM, reviews[2027])


def test_a_figure_of_a_single_year_stands_in_words() -> None:
    review = open_review(SYSTEM, world.city("soc")["soc"], 2027)
    packs.gather(SYSTEM, review)
    row = Chapter.everything.get(review=review, key="state")
    chapters.save(SYSTEM, row, text="{figure:incidents.total|diagram}", figures={})
    assert "Incidenter: 0" in plain_text(document_of(SYSTEM, review))


def test_a_chart_of_what_is_secret_is_masked_wherever_it_stands() -> None:
    owner = world.city("soc")["soc"]
    reviews = [open_review(SYSTEM, owner, year) for year in (2026, 2027)]
    for review in reviews:
        packs.gather(SYSTEM, review)
    row = Chapter.everything.get(review=reviews[1], key="state")
    text = "{secret 18 kap. 8 § OSL}\n\n{figure:incidents.total|diagram}\n\n{/secret}\n\n{figure:actions.total|diagram}"
    chapters.save(SYSTEM, row, text=text, figures={})
    masked = mask(document_of(SYSTEM, reviews[1]))
    assert [block.key for block in masked.blocks if isinstance(block, Figure)] == ["actions.total"]
    keys = {row.key for row in masked.figures}
    assert ("actions.total" in keys, "incidents.total" in keys) == (True, False)
