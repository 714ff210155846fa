"""The city's appendix: what each unit has decided, through the gate, and of the open version alone."""

from typing import Any

import pytest

from akropolis.base.kernel.access.gate import Access, Actor, Scope
from akropolis.base.lib.document import Document, Table, plain_text
from akropolis.review.review.models import Review
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import chapters, openings
from tests.factories import reviews
from tests.review_inputs.packing import SYSTEM, city

pytestmark = pytest.mark.django_db
HEAD = ["Enhet", "Genomgång", "Bedömning", "Utan svar"]


@pytest.fixture
def made() -> Review:
    """The city's review with its appendix, with one unit that has decided and one that has begun."""
    units = city("utb", "kul")
    own = reviews.ongoing(SYSTEM, units["utb"], 2027)
    Verdict.everything.filter(review=own, aspect="adequate").update(answer="partly")
    row = Chapter.everything.get(review=own, key="state")
    text = "{secret:18 kap. 8 § OSL|{figure:actions.overdue}} {figure:incidents.total}"
    chapters.save(SYSTEM, row, text=text, figures={})
    reviews.finish(SYSTEM, own, 2027)
    reviews.ongoing(SYSTEM, units["kul"], 2027)
    review = openings.open_review(SYSTEM, units["stad"], 2027)
    keys = Chapter.everything.filter(review=review, included=True).values_list("key", flat=True)
    chapters.choose(SYSTEM, review, [*keys, "coverage"])
    packs.gather(SYSTEM, review)
    return review


def told(review: Review, access: Access = SYSTEM) -> list[list[str]]:
    found = [block for block in document_of(access, review).blocks if isinstance(block, Table)]
    return [line.split("\t") for line in plain_text(Document("", (found[-1],)))[1:-1]]


def test_a_decided_unit_is_told_and_another_only_named(made: Review) -> None:
    head, *rows = told(made)
    assert head == [*HEAD, "Incidenter", "Klassade informationsmängder", "Försenade åtgärder vid brytdagen"]
    assert {row[0]: row[1:4] for row in rows} == {
        "Nämnd utb": ["Beslutad 2026-11-20", "Ja, delvis, ja", "0"],
        "Nämnd kul": ["Pågår", "–", "0"],
    }


def test_a_figure_that_is_secret_in_the_units_document_is_not_told(made: Review) -> None:
    figures = {row[0]: row[4:] for row in told(made)[1:]}
    assert figures["Nämnd utb"][::2] == ["0", "–"]
    assert figures["Nämnd kul"] == ["–", "–", "–"]


def test_the_city_chooses_its_key_figures(made: Review) -> None:
    openings.change_settings(SYSTEM, made, {"key_figures": ["incidents.serious"]})
    made.refresh_from_db()
    assert told(made)[0] == [*HEAD, "Allvarliga eller kritiska incidenter"]


def test_a_reader_of_the_city_alone_reads_no_units_judgements(made: Review) -> None:
    permissions: Any = ("review:review:read",)
    only = Access(
        Actor(None, "Anna Ek"),
        dict.fromkeys(permissions, frozenset({Scope(made.owner_unit.path, below=False)})),
    )
    assert {row[0]: row[2:3] for row in told(made, only)[1:]} == {"Nämnd utb": ["–"], "Nämnd kul": ["–"]}
