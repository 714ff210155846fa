"""What is read from a Word file, what is counted as left out, and which chapter each section is proposed for."""

import re
from contextlib import nullcontext
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml

from akropolis.base.kernel.access.errors import Refused
from akropolis.review.review_cycle.rules.earlier import (
    JOIN,
    LINES_LIMIT,
    SKIP,
    TextLine,
    chapter_names,
    cut,
    gather_chapters,
    pasted_lines,
    propose_chapter,
)
from akropolis.review.review_cycle.services import word
from akropolis.review.review_cycle.services.word import read_word
from tests.review_cycle.word import W, bare_file, paragraph, word_file

NAMES = chapter_names("Kulturnämnden", city=False)


def test_headings_paragraphs_and_lists_are_read_and_the_rest_is_counted() -> None:
    lines, left = read_word("a.docx", word_file((1, "Inledning"), (0, "Text  här."), (2, "Mer"), table=True))
    assert lines == [TextLine("Inledning", 1), TextLine("Text här."), TextLine("Mer", 2)]
    assert left == {"tables": 1}


def test_a_file_without_styles_is_read_by_its_outline_and_its_bold_lines() -> None:
    outline = '<w:outlineLvl w:val="0"/>'
    body = paragraph("Nuläge", properties=outline) + paragraph("Punkt", properties="<w:numPr/>")
    assert read_word("a.docx", bare_file(body))[0] == [TextLine("Nuläge", 1), TextLine("- Punkt")]
    bold = bare_file(paragraph("Våra risker", run="<w:b/>") + paragraph("Många."))
    assert [(each.heading, each.text, each.chapter) for each in cut(read_word("a.docx", bold)[0], NAMES)] == [
        ("Våra risker", "Många.", "risks")
    ]


def test_deleted_text_and_text_boxes_are_left_out_and_inserted_text_is_taken() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>I en ruta</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    changed = f"<w:ins>{run.format(' nytt')}</w:ins><w:del>{run.format(' borta')}</w:del>"
    body = f"<w:p>{run.format('Kvar')}{changed}{box}</w:p>"
    lines, left = read_word("a.docx", bare_file(body))
    assert ([line.text for line in lines], left) == (["Kvar nytt"], {"images": 1})


def test_an_entity_is_never_expanded() -> None:
    entities = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    try:
        lines, _left = read_word("a.docx", bare_file(paragraph("Före &e; efter"), entities=entities))
    except Refused:
        return
    assert "root" not in str(lines)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"", "empty"),
        ("a.doc", b"\xd0\xcf\x11\xe0gammal", "wrong_type"),
        ("a.docx", b"\xd0\xcf\x11\xe0losenord", "wrong_type"),
        ("a.docx", b"%PDF-1.7", "wrong_type"),
        ("a.docx", b"PK\x03\x04trasig", "damaged"),
        ("a.docx", word_file((1, "Inledning"))[:-60], "damaged"),
        ("a.docx", bare_file("<w:p>"), "damaged"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_word(name, data)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def styled_file(styles: str) -> bytes:
    """A .docx with a paragraph in the style A, and with these styles added."""
    document = Document()
    for each in re.findall("<w:style .*?</w:style>", styles):
        document.styles.element.append(parse_xml(each.replace("<w:style ", f"<w:style {W} ")))
    document.add_paragraph("Nuläge").style = document.styles["A"]
    document.save(written := BytesIO())
    return written.getvalue()


def style(name: str, based: str) -> str:
    kind = f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
    return f'{kind}<w:basedOn w:val="{based}"/></w:style>'


@pytest.mark.parametrize(
    ("styles", "level"),
    [
        (style("A", "B") + style("B", "A"), 0),
        (style("A", "S0") + "".join(style(f"S{i}", f"S{i + 1}") for i in range(1500)), 0),
        (style("A", "B") + style("B", "Heading2"), 2),
        (style("A", "nowhere"), 0),
    ],
)
def test_styles_based_on_each_other_in_a_circle_or_without_end_are_read(styles: str, level: int) -> None:
    assert read_word("a.docx", styled_file(styles))[0] == [TextLine("Nuläge", level)]


MANY = "".join(paragraph(str(place * 7919)) for place in range(1, LINES_LIMIT + 2))
NESTED = "<w:p>" * 50 + f"<w:r><w:t>{'x' * 50_000}</w:t></w:r>" + "</w:p>" * 50


@pytest.mark.parametrize("body", [MANY, NESTED])
def test_a_text_larger_than_any_review_is_refused(body: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_word("a.docx", bare_file(body))
    assert refusal.value.code == "too_large"


def test_the_size_counts_every_part_that_may_be_parsed_whatever_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word, "TEXT_LIMIT", 5_000)
    small = bare_file(paragraph("Text"))
    for name, content, refused in (
        ("word/media/a.png", b"\x89PNG" + b"x" * 6_000, False),
        ("word/media/b.png", b"<w:p>" + b"x" * 6_000, True),
    ):
        package = BytesIO(small)
        with ZipFile(package, "a", ZIP_DEFLATED) as parts:
            parts.writestr(name, content)
        with pytest.raises(Refused) if refused else nullcontext() as refusal:
            assert read_word("a.docx", package.getvalue())[0] == [TextLine("Text")]
        assert refusal is None or refusal.value.code == "too_large"


def test_a_heading_of_any_length_is_compared_by_its_beginning() -> None:
    assert propose_chapter("Inledning" + " " * 300 + "x" * 100_000, NAMES) == "introduction"
    assert propose_chapter("x" * 300 + " risk", NAMES) == SKIP


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("1. Inledning", "introduction"),
        ("2.1 Omvärldsanalys", "horizon"),
        ("Kulturnämndens genomgång", "state"),
        ("Nuläge i nämnden", "state"),
        ("Uppföljning av förra årets genomgång", "followup"),
        ("Förslag till inriktningar", "directions"),
        ("Revisionens iakttagelser", "audits"),
        ("Tack till alla", SKIP),
    ],
)
def test_a_chapter_is_proposed_by_its_name_or_a_word_in_the_heading(heading: str, key: str) -> None:
    assert propose_chapter(heading, NAMES) == key


def test_the_level_that_divides_the_document_makes_the_sections() -> None:
    lines = [TextLine("Ledningens rapport", 1), TextLine("Före"), TextLine("Inledning", 2), TextLine("A"),
             TextLine("Mål", 3), TextLine("B"), TextLine("Tack", 2), TextLine("- C"), TextLine("- D")]  # fmt: skip
    assert [(each.heading, each.text, each.chapter) for each in cut(lines, NAMES)] == [
        ("Ledningens rapport", "Före", SKIP),
        ("Inledning", "A\n\n### Mål\n\nB", "introduction"),
        ("Tack", "- C\n- D", JOIN),
    ]


def test_a_section_that_joins_keeps_its_heading_and_one_left_out_is_left_out() -> None:
    sections = cut([TextLine(name, 1) for name in ("Inledning", "Syfte", "Tack", "Nuläge")], NAMES)
    assert gather_chapters(sections, ["introduction", JOIN, SKIP, "introduction"]) == {
        "introduction": "### Syfte\n\n### Nuläge"
    }


def test_a_pasted_text_is_cut_at_empty_lines_or_at_each_line() -> None:
    assert pasted_lines("# Inledning\r\n\r\nEn rad\r\nsom fortsätter.\r\n\r\n• ett\r\n• två") == [
        TextLine("Inledning", 1),
        TextLine("En rad som fortsätter."),
        TextLine("- ett\n- två"),
    ]
    assert [line.text for line in pasted_lines("Inledning\nFörsta.\nAndra.")] == [
        "Inledning",
        "Första.",
        "Andra.",
    ]
    assert pasted_lines("  ") == []
