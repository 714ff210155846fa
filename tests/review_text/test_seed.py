"""The city's own document of 2026, taken in as a file and given back word for word."""

import io
import re
from pathlib import Path

import pytest
from docx import Document as WordDocument

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access, Actor, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.document import (
    BulletList,
    Document,
    Heading,
    Paragraph,
    Strong,
    inline_text,
    plain_text,
)
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review_cycle.services.exchange import import_file
from akropolis.review.review_text.services import documents

SHARED = Path(__file__).resolve().parents[3] / "shared" / "seed"
TEXT, FILE = SHARED / "ledningens-genomgang-2026.txt", SHARED / "review-2026.yaml"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="the city's document does not lie beside the project"),
]
CITY_DIRECTIONS = [
    "Fortsätta anpassningen till cybersäkerhetslagen",
    "Utveckla och stärka incidenthanteringsprocessen",
    "Fortsätta utveckla och stärka it-säkerheten",
    "Införa systemstöd för informationssäkerhetsarbetet",
    "Utveckla arbetssätt för uppföljning",
]
UNIT_DIRECTIONS = [
    "Stärka den lokala styrningen av informationssäkerhet",
    "Anpassa SLK:s arbete till cybersäkerhetslagen",
    "Stärka säkerheten i centrala it-tjänster",
    "Stärka personuppgiftshanteringen inom SLK",
]


def words(text: str) -> list[str]:
    """The words in order: bullets and line breaks gone, and hyphens, since the print divides words with them."""
    return re.sub(r"-\s*\n\s*", "", text).replace("•", " ").replace("-", "").split()


@pytest.fixture
def access() -> Access:
    return system("Test")


@pytest.fixture
def document(access: Access) -> Document:
    import_file(access, FILE)
    return documents.tree(access, find(access, "stad", 2026))


def test_every_word_stands_in_its_place_and_no_other(document: Document) -> None:
    assert words("\n".join(plain_text(document))) == words(TEXT.read_text(encoding="utf-8"))


def test_the_headings_are_the_documents_own(document: Document) -> None:
    found = [
        (block.level, inline_text(block.inlines)) for block in document.blocks if isinstance(block, Heading)
    ]
    assert found == [
        (1, "Inledning"),
        (1, "Omvärldsbevakning"),
        (2, "Skärpta krav på informationssäkerhet"),
        (2, "Förhöjd och mer komplex hotbild"),
        (2, "Fortsatt högt tempo i den tekniska utvecklingen"),
        (2, "Säkerhet i leveranskedjan blir allt viktigare"),
        (1, "Stadsövergripande genomgång"),
        (1, "Stadsledningskontorets genomgång"),
    ]


def test_the_directions_are_bold_titles_with_a_paragraph_each(document: Document) -> None:
    lists = [block for block in document.blocks if isinstance(block, BulletList)]
    titles = []
    for item in (item for found in lists for item in found.items):
        first, second = item
        assert isinstance(first, Paragraph)
        assert isinstance(second, Paragraph)
        assert [type(inline) for inline in first.inlines] == [Strong]
        titles.append(inline_text(first.inlines))
    assert titles == [*CITY_DIRECTIONS, *UNIT_DIRECTIONS]


def test_the_word_file_has_the_same_words(access: Access, document: Document) -> None:
    made = documents.render(access, unit="stad", year=2026, form="docx")
    paragraphs = [p.text for p in WordDocument(io.BytesIO(made)).paragraphs]
    running = words("\n".join(paragraphs))
    wanted = words("\n".join(t for t in plain_text(document) if not re.match(r"[12] (Nätfiske|ENISA) är", t)))
    marks = {"Nätfiske1": "Nätfiske", "20252).": "2025)."}
    wanted = [marks.get(word, word) for word in wanted]
    joined, sought = " ".join(running), " ".join(wanted)
    assert joined.endswith(sought[sought.index("Denna rapport") :])


def test_the_units_own_document_holds_its_part_alone(access: Access, document: Document) -> None:
    own = documents.tree(access, find(access, "slk", 2026))
    found = [inline_text(b.inlines) for b in own.blocks if isinstance(b, Heading)]
    assert found == ["Stadsledningskontorets genomgång"]


def test_taken_in_twice_is_refused_and_nothing_is_added(access: Access, document: Document) -> None:
    before = list(Review.everything.values_list("id", "version"))
    with pytest.raises(Refused, match=r"review-2026\.yaml"):
        import_file(access, FILE)
    assert list(Review.everything.values_list("id", "version")) == before


def test_one_without_rights_brings_nothing(access: Access) -> None:
    nobody = Access(Actor(None, "Ingen"))
    with pytest.raises(Hidden):
        import_file(nobody, FILE)
    assert (Review.everything.count(), Unit.everything.count()) == (0, 0)
