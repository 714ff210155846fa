"""The review's letter f and its chapter on risk are written from the register of risks, decided and frozen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.lib.document import plain_text
from akropolis.graph.risk.models import Risk, RiskMatrix
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.drafts import draft
from akropolis.review.review_inputs.rules.figures import Input, PackContent
from akropolis.review.review_inputs.selectors.gathering import gather
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, FrozenReview
from akropolis.review.review_text.services import chapters, documents
from tests.factories.reviews import finish, ongoing
from tests.review_inputs import packing
from tests.risk.matrices import use_matrix
from tests.risk.pictured import judged
from tests.world import SYSTEM

pytestmark = pytest.mark.django_db
LEFT = "Riskregister finns ännu inte i systemet: underlag saknas."


@pytest.fixture
def units() -> dict[str, Unit]:
    """A city whose committee `utb` has risks in every state."""
    units, matrix, today = packing.city("utb", "kul"), use_matrix(), timezone.localdate()
    with writing(SYSTEM) as w:

        def risk(title: str, *cell: int, **more: object) -> Risk:
            made = w.create(Risk, {"title": title, "owner_unit": units["utb"]})
            if cell:
                judged(w, made, RiskMatrix.everything.get(pk=matrix.pk), cell[0], cell[1], today)
            w.update(made, {"treat_by": today + timedelta(days=30) if cell else None, **more})
            return made

        risk("inte bedömd")
        risk("röd, utan åtgärd", 4, 3)
        risk("gul, försenad", 3, 2, treatment="reduce", treat_by=today - timedelta(days=200))
        risk("grön, accepterad", 1, 1, accepted_until=today + timedelta(days=300))
        risk("avslutad", 4, 3, ended_on=today - timedelta(days=200))
    return units


EXPECTED = {
    "total": 4, "not_judged": 1, "very_high": 1, "high": 1, "lower": 1, "over_acceptance": 1, "late_treatment": 1,
    "late_actions": 0, "no_owner": 4, "accepted": 1, "running_out": 0, "stale": 0, "awaiting": 0,
}  # fmt: skip


def figures_of(pack: PackContent) -> dict[str, object]:
    """The figures of risks in letter f, by name."""
    (part,) = (part for part in pack.inputs if part.letter == "f")
    assert part.missing == ()
    return {f.key.removeprefix("risks."): f.value for f in part.figures if f.key.startswith("risks.")}


def test_letter_f_counts_the_units_risks_and_the_neighbours_not(units: dict[str, Unit]) -> None:
    create(SYSTEM, Risk, {"title": "Grannens", "owner_unit": units["kul"]})
    assert figures_of(gather(SYSTEM, packing.review(units["utb"]), now=timezone.now())) == EXPECTED
    assert figures_of(gather(SYSTEM, packing.review(units["stad"]), now=timezone.now()))["total"] == 5


def test_the_chapter_is_written_from_the_figures_decided_and_frozen(units: dict[str, Unit]) -> None:
    year = timezone.localdate().year + 1
    review = ongoing(SYSTEM, units["utb"], year)
    chapters.choose(
        SYSTEM, review, ["introduction", "state", "risks", "assessment", "directions", "execution"]
    )
    packs.gather(SYSTEM, review)
    gathered = packs.latest(SYSTEM, review)
    assert gathered is not None
    pack = packs.content(gathered)
    for chapter in Chapter.everything.filter(review=review, included=True, text=""):
        text = draft("risks", pack) if chapter.key == "risks" else f"Om {chapter.key}."
        chapters.save(SYSTEM, chapter, text=text, figures={})
    finish(SYSTEM, review, year)
    lines = plain_text(documents.tree(SYSTEM, review))
    said = "4 aktuella risker är registrerade för Nämnd utb, varav en på den högsta nivån"
    assert [line for line in lines if said in line]
    frozen = FrozenReview.everything.get(review=review)
    before = (frozen.document, frozen.pack)
    assert "risks.total" in frozen.pack
    with writing(SYSTEM) as w:
        w.update(Risk.everything.get(title="inte bedömd"), {"ended_on": timezone.localdate()})
    frozen.refresh_from_db()
    assert (frozen.document, frozen.pack) == before
    assert plain_text(documents.tree(SYSTEM, review)) == lines


def test_what_was_gathered_before_there_was_a_register_still_says_so() -> None:
    assert telling.missing(Input("f", missing=("risks",))) == [LEFT]
    assert telling.missing(Input("f")) == []
