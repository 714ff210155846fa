"""OpenDocument: what LibreOffice and a registry look for in the file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import odfdo
import pytest
from lxml import etree

from akropolis.base.kernel.reporting import render
from akropolis.base.lib import document as d
from tests.reporting import sample

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return sample.contents(render(sample.document(), "odt"))


@pytest.fixture(scope="module")
def content(files: dict[str, bytes]) -> etree._Element:
    return sample.xml(files["content.xml"])


def found(element: etree._Element, path: str) -> list[etree._Element]:
    result = element.xpath(path, namespaces=NAMES)
    assert isinstance(result, list)
    return result


def said(element: etree._Element) -> str:
    return "".join(element.itertext())


def test_the_media_type_stands_first_and_readable() -> None:
    with zipfile.ZipFile(io.BytesIO(render(sample.document(), "odt"))) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")


def test_the_manifest_names_every_file(files: dict[str, bytes]) -> None:
    named = found(sample.xml(files["META-INF/manifest.xml"]), "//manifest:file-entry/@manifest:full-path")
    assert sorted(map(str, named)) == sorted({*files, "/"} - {"mimetype", "META-INF/manifest.xml"})


def test_another_reader_opens_it() -> None:
    document = odfdo.Document(io.BytesIO(render(sample.document(), "odt")))
    assert [(int(header.level), header.inner_text) for header in document.body.headers] == [
        (1, "Inledning"),
        (2, "Åtgärder"),
        (2, "HEMLIGT"),
        (1, "Bilaga 1 Täckning"),
    ]
    assert document.meta.title == "Ledningens genomgång 2026"


def breaks(*, cover: bool) -> int:
    """In how many styles of the text something begins a page."""
    whole = sample.document()
    document = replace(whole, meta=replace(whole.meta, cover=cover))
    content = sample.xml(sample.contents(render(document, "odt"))["content.xml"])
    return len(found(content, "//style:paragraph-properties[@fo:break-before='page']"))


def test_what_follows_a_cover_begins_a_page() -> None:
    assert breaks(cover=True) == breaks(cover=False) + 1


def test_headings_have_the_styles_of_their_levels(content: etree._Element) -> None:
    levels = found(content, "//text:h/@text:outline-level")
    assert list(map(str, levels)) == ["1", "2", "2", "1"]


def test_every_style_the_text_uses_is_there(files: dict[str, bytes], content: etree._Element) -> None:
    styles = sample.xml(files["styles.xml"])
    path = "//style:style/@style:name | //text:list-style/@style:name"
    defined = {str(name) for part in (styles, content) for name in found(part, path)}
    used = found(content, "//@text:style-name | //@table:style-name | //@style:parent-style-name")
    assert {str(name) for name in used} <= defined


def test_the_language_is_swedish(files: dict[str, bytes]) -> None:
    styles, meta = sample.xml(files["styles.xml"]), sample.xml(files["meta.xml"])
    found_names = found(styles, "//style:default-style/style:text-properties/@fo:*[local-name()='language']")
    assert list(map(str, found_names)) == ["sv"]
    assert [said(e) for e in found(meta, "//dc:language | //dc:date")] == ["2026-01-15T12:00:00", "sv-SE"]


def test_the_page_head_has_authority_number_and_page(files: dict[str, bytes]) -> None:
    (header,) = found(sample.xml(files["styles.xml"]), "//style:header")
    assert said(header) == "KommunstyrelsenRapport · Dnr KS 2025/1234StadsledningskontoretSida 1 (1)"
    assert len(found(header, ".//text:page-number | .//text:page-count")) == 2


def test_the_contents_list_leads_to_the_headings(content: etree._Element) -> None:
    links = found(content, "//text:table-of-content//text:a")
    assert [said(link) for link in links] == ["Inledning1", "Åtgärder1", "HEMLIGT2", "Bilaga 1 Täckning3"]
    marks = {f"#{name}" for name in found(content, "//text:bookmark-start/@text:name")}
    assert {str(link.get(f"{{{NAMES['xlink']}}}href")) for link in links} == marks


def test_footnotes_are_footnotes(content: etree._Element) -> None:
    assert [said(note) for note in found(content, "//text:note")] == [
        "1En form av bedrägeri.",
        "2HEMLIGT (Sekretess: 18 kap. 8 b § OSL)",
        "3Öppen not HEMLIGT (Sekretess: 18 kap. 8 b § OSL)",
        "4HEMLIGT",
    ]
    assert [said(again) for again in found(content, "//text:note-ref")] == ["1"]


def test_table_heads_repeat_and_name_rows(content: etree._Element) -> None:
    tables = found(content, "//table:table")
    assert [len(found(table, "table:table-header-rows/table:table-row")) for table in tables] == [1, 1]
    assert [len(found(table, "table:table-header-columns")) for table in tables] == [1, 0]


def test_charts_are_described(content: etree._Element) -> None:
    assert [said(e) for e in found(content, "//draw:frame/svg:desc")] == [
        "Nätfiske 18, felskick 12.",
        "HEMLIGT",
    ]


def test_lists_begin_where_they_should(content: etree._Element) -> None:
    starts = found(content, "//text:list[@text:style-name='Numbers']/text:list-item/@text:start-value")
    assert list(map(str, starts)) == ["3"]


def test_spaces_are_counted_out_and_tables_in_lists_are_said_in_rows() -> None:
    document = d.Document("T", (d.paragraph("a   b"), d.BulletList(((d.table(["A", "B"], [["1", "2"]]),),))))
    content = sample.xml(sample.contents(render(document, "odt"))["content.xml"])
    assert [str(count) for count in found(content, "//text:s/@text:c")] == ["2"]
    assert [said(p) for p in found(content, "//text:list-item/text:p")] == ["A · B", "1 · 2"]
