"""Word: what Word and a registry look for in the file."""

from __future__ import annotations

import io
from datetime import datetime

import docx
import pytest
from lxml import etree

from akropolis.base.kernel.reporting import render
from akropolis.base.lib import document as d
from tests.reporting import sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NAMES = {
    "w": W[1:-1],
    "r": R[1:-1],
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return sample.contents(render(sample.document(), "docx"))


@pytest.fixture(scope="module")
def body(files: dict[str, bytes]) -> etree._Element:
    return sample.xml(files["word/document.xml"])


def found(element: etree._Element, path: str) -> list[etree._Element]:
    result = element.xpath(path, namespaces=NAMES)
    assert isinstance(result, list)
    return result


def words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def test_word_reads_headings_as_headings() -> None:
    document = docx.Document(io.BytesIO(render(sample.document(), "docx")))
    styled = [(p.style.name if p.style else None, p.text) for p in document.paragraphs]
    assert styled[0] == ("Title", "Ledningens genomgång 2026")
    assert [(style, text) for style, text in styled if style and style.startswith("Heading")] == [
        ("Heading 1", "Inledning"),
        ("Heading 2", "Åtgärder"),
        ("Heading 2", "HEMLIGT"),
        ("Heading 1", "Bilaga 1 Täckning"),
    ]


def test_properties() -> None:
    properties = docx.Document(io.BytesIO(render(sample.document(), "docx"))).core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Ledningens genomgång 2026",
        "Kommunstyrelsen",
        "sv-SE",
    )
    assert properties.created.replace(tzinfo=None) == datetime(2026, 1, 15, 12)
    assert properties.modified == properties.created


def test_every_part_is_declared_and_every_relationship_leads_somewhere(files: dict[str, bytes]) -> None:
    types = sample.xml(files["[Content_Types].xml"])
    declared = {e.get("PartName") for e in types if e.tag.endswith("Override")}
    endings = {e.get("Extension") for e in types if e.tag.endswith("Default")}
    assert [
        n for n in files if f"/{n}" not in declared and n.rsplit(".", 1)[-1] not in endings | {"xml"}
    ] == []
    assert {name.lstrip("/") for name in declared} <= set(files)
    for name, part in files.items():
        if not name.endswith(".rels"):
            continue
        folder = name.replace("_rels/", "").rsplit("/", 1)[0] if "word" in name else ""
        inside = [e.get("Target") for e in sample.xml(part) if e.get("TargetMode") != "External"]
        assert {f"{folder}/{target}".lstrip("/") for target in inside} <= set(files)


def test_every_id_the_text_uses_is_there(files: dict[str, bytes], body: etree._Element) -> None:
    relations = {e.get("Id") for e in sample.xml(files["word/_rels/document.xml.rels"])}
    used = {value for e in body.iter() for key, value in e.attrib.items() if key.startswith(R)}
    assert used <= relations
    assert "rIdLink1" in used
    styles = {e.get(f"{W}styleId") for e in found(sample.xml(files["word/styles.xml"]), "w:style")}
    assert {e.get(f"{W}val") for e in found(body, "//w:pStyle|//w:rStyle|//w:tblStyle")} <= styles
    lists = {e.get(f"{W}numId") for e in found(sample.xml(files["word/numbering.xml"]), "w:num")}
    assert {e.get(f"{W}val") for e in found(body, "//w:numId")} <= lists


def test_the_language_is_swedish(files: dict[str, bytes]) -> None:
    (language,) = found(sample.xml(files["word/styles.xml"]), "//w:docDefaults//w:lang")
    assert language.get(f"{W}val") == "sv-SE"


def test_the_page_head_has_authority_number_and_page(files: dict[str, bytes]) -> None:
    header = sample.xml(files["word/header1.xml"])
    assert words(header) == "KommunstyrelsenRapport · Dnr KS 2025/1234StadsledningskontoretSida 1 (1)"
    assert [e.get(f"{W}instr").strip() for e in header.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_the_contents_list_is_a_field_with_its_lines_in_place(body: etree._Element) -> None:
    (contents,) = found(body, "//w:sdt")
    toc, *pages = [each.text.strip() for each in found(contents, ".//w:instrText")]
    assert toc == 'TOC \\o "1-3" \\h \\z \\u'
    lines = found(contents, ".//w:hyperlink")
    assert [words(line) for line in lines] == ["Inledning1", "Åtgärder1", "HEMLIGT2", "Bilaga 1 Täckning3"]
    assert pages == [f"PAGEREF {line.get(f'{W}anchor')} \\h" for line in lines]
    marks = {e.get(f"{W}name") for e in found(body, "//w:bookmarkStart")}
    assert [line.get(f"{W}anchor") for line in lines if line.get(f"{W}anchor") not in marks] == []
    kinds = [e.get(f"{W}fldCharType") for e in found(contents, ".//w:fldChar")]
    assert [kinds.count(kind) for kind in ("begin", "separate", "end")] == [5, 5, 5]


def test_only_the_contents_list_is_filled_when_the_file_is_opened(
    files: dict[str, bytes], body: etree._Element
) -> None:
    assert found(sample.xml(files["word/settings.xml"]), "w:updateFields") == []
    assert len(found(body, "//w:fldChar[@w:dirty='true']")) == 1
    first = found(body, "//w:sdt//w:fldChar[@w:fldCharType='begin']")[0]
    assert found(body, "//w:fldChar[@w:dirty='true']") == [first]


def test_footnotes_are_footnotes(files: dict[str, bytes], body: etree._Element) -> None:
    notes = sample.xml(files["word/footnotes.xml"])
    assert [(e.get(f"{W}id"), words(e).strip()) for e in notes] == [
        ("-1", ""),
        ("0", ""),
        ("1", "En form av bedrägeri."),
        ("2", "HEMLIGT (Sekretess: 18 kap. 8 b § OSL)"),
        ("3", "Öppen not HEMLIGT (Sekretess: 18 kap. 8 b § OSL)"),
        ("4", "HEMLIGT"),
    ]
    assert [e.get(f"{W}id") for e in found(body, "//w:footnoteReference")] == ["1", "2", "3", "4"]
    assert [e.get(f"{W}instr").strip() for e in found(body, "//w:fldSimple")] == ["NOTEREF _Fotnot1 \\f \\h"]


def test_table_heads_repeat_and_rows_hold_together(body: etree._Element) -> None:
    tables = found(body, "//w:tbl")
    assert len(tables) == 2
    for table in tables:
        rows = found(table, "w:tr")
        assert [len(found(row, "w:trPr/w:tblHeader")) for row in rows] == [1] + [0] * (len(rows) - 1)
        assert [row for row in rows if not found(row, "w:trPr/w:cantSplit")] == []
        assert sum(int(e.get(f"{W}w")) for e in found(table, "w:tblGrid/w:gridCol")) == 9071
    assert words(tables[0]) == "EnhetAntalSLK12HEMLIGT (Sekretess: 18 kap. 8 b § OSL)HEMLIGT"


def test_charts_are_described(body: etree._Element) -> None:
    assert [e.get("descr") for e in found(body, "//wp:docPr")] == ["Nätfiske 18, felskick 12.", "HEMLIGT"]
    assert len({e.get("id") for e in found(body, "//wp:docPr")}) == 2


def test_lists_begin_where_they_should(files: dict[str, bytes], body: etree._Element) -> None:
    numbering = sample.xml(files["word/numbering.xml"])
    starts = found(numbering, "w:num[@w:numId='2']/w:lvlOverride[@w:ilvl='0']/w:startOverride")
    assert [e.get(f"{W}val") for e in starts] == ["3"]
    items = [
        (p.find(f".//{W}ilvl").get(f"{W}val"), p.find(f".//{W}numId").get(f"{W}val"), words(p))
        for p in found(body, "//w:p[w:pPr/w:numPr]")
    ]
    assert items[:5] == [
        ("0", "1", "Titel"),
        ("0", "1", "Kort punkt"),
        ("0", "2", "Tredje"),
        ("1", "1", "Under"),
        ("0", "2", "Fjärde"),
    ]


def test_links_within_an_installation_are_plain_text_in_a_file() -> None:
    document = d.Document("T", (d.Paragraph((d.Link("/incidenter/", (d.Text("rader"),)),)),))
    files = sample.contents(render(document, "docx"))
    assert b"incidenter" not in files["word/_rels/document.xml.rels"]
    assert words(sample.xml(files["word/document.xml"])) == "Trader"
