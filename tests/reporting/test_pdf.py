"""PDF: made for PDF/A-2a and PDF/UA-1, as far as the file itself can tell."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from akropolis.base.kernel.reporting import render
from akropolis.base.kernel.reporting.pdf import _missing
from akropolis.base.lib import document as d
from tests.reporting import sample

MANY = d.table(
    ["Enhet", "Antal"], [[f"Nämnd {n}", str(n)] for n in range(1, 121)], caption="Många", header_column=True
)


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(render(sample.document(extra=(MANY,)), "pdf"))) as opened:
        yield opened


def structure(pdf: pikepdf.Pdf) -> Counter[str]:
    return Counter(
        str(o.S)[1:] for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") and "/P" in o
    )


def test_language_title_and_marks(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "sv-SE"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == "Ledningens genomgång 2026"
    assert str(pdf.docinfo["/Author"]) == "Kommunstyrelsen"


def test_it_says_which_standards_it_is_made_for(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        found = [
            metadata[f"{prefix}:{name}"] for prefix, name in (("pdfaid", "part"), ("pdfaid", "conformance"))
        ]
        assert [*found, metadata["pdfuaid:part"]] == ["2", "A", "1"]
        assert metadata["dc:title"] == "Ledningens genomgång 2026"
        assert metadata["xmp:CreateDate"].startswith("2026-01-15T12:00:00")


def test_every_font_is_in_the_file(pdf: pikepdf.Pdf) -> None:
    fonts = [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ]
    assert fonts != []
    assert [f for f in fonts if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(f.keys())] == []
    assert any("SourceSans3" in str(font.FontName) for font in fonts)


def test_the_structure_is_that_of_the_document(pdf: pikepdf.Pdf) -> None:
    counted = structure(pdf)
    expected = {
        "H1": 2,
        "H2": 2,
        "Table": 3,
        "THead": 3,
        "TH": 5,
        "TR": 126,
        "Figure": 2,
        "TOC": 2,
        "Note": 4,
    }
    assert {name: counted[name] for name in expected} == expected


def test_every_chart_is_described(pdf: pikepdf.Pdf) -> None:
    figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
    assert sorted(str(figure.Alt) for figure in figures) == ["HEMLIGT", "Nätfiske 18, felskick 12."]


def test_bookmarks_are_the_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert titles == [("Inledning", ["Åtgärder", "HEMLIGT"]), ("Bilaga 1 Täckning", [])]


def test_a_long_table_goes_on_with_its_head_on_the_next_page(pdf: pikepdf.Pdf) -> None:
    texts = [sample.pdf_text(_single(page)) for page in pdf.pages]
    with_rows = [text for text in texts if "Nämnd 1" in text or "Nämnd 6" in text or "Nämnd 119" in text]
    assert len(with_rows) >= 3
    assert [text for text in with_rows if "Antal" not in text] == []
    assert [text for number, text in enumerate(texts, 1) if f"Sida {number} ({len(texts)})" not in text] == []


def _single(page: pikepdf.Page) -> bytes:
    single = pikepdf.new()
    single.pages.append(page)
    out = io.BytesIO()
    single.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "leads", [d.FootnoteRef("a"), d.Link("https://example.org/", (d.Text("Öppna"),))], ids=["note", "link"]
)
def test_what_leads_anywhere_in_a_long_tables_head_stands_once(leads: d.Inline) -> None:
    header = ((d.Text("Enhet"), leads), (d.Text("Antal"),))
    document = d.Document(
        title="x", blocks=(replace(MANY, header=header),), footnotes=(d.Footnote("a", (d.Text("Not"),)),)
    )
    with pikepdf.open(io.BytesIO(render(document, "pdf"))) as opened:
        assert len(opened.pages) > 1
        assert structure(opened)["Table"] == 1


def test_a_sign_that_no_font_has_is_written_as_its_number() -> None:
    document = d.Document("T", (d.paragraph("Glad 😀 och grön ☘️, Ελλάδα, Łódź"),))
    assert "Glad [U+1F600] och grön" in sample.pdf_text(render(document, "pdf"))
    assert "Ελλάδα, Łódź" in sample.pdf_text(render(document, "pdf"))


@pytest.mark.parametrize(
    ("diagnostic", "missing"),
    [
        ('error: PDF/A-2a error: the text `"a"` could not be shown', ["a"]),
        ('error: PDF/UA-1 error: the codepoint `"\\u{1f600}"` has none', ["\U0001f600"]),
        (
            'error: PDF/A-2a: the text `"\\"x\\\\\\u{3b1}"`\nerror: PDF/A-2a: the text `"b"`',
            ['"x\\\u03b1', "b"],
        ),
        ('error: the text `"a"` is wrong', []),
        ("", []),
    ],
    ids=range(5),
)
def test_what_typst_has_no_font_for_is_read_out_of_what_it_says(diagnostic: str, missing: list[str]) -> None:
    assert _missing(diagnostic) == missing


def test_a_footnote_in_a_heading_stands_once() -> None:
    document = d.Document(
        "T",
        (
            d.Heading(1, (d.Text("Hot"), d.FootnoteRef("a"), d.FootnoteRef("a"))),
            d.Paragraph((d.FootnoteRef("a"),)),
        ),
        contents=True,
        footnotes=(d.Footnote("a", (d.Text("Förklaring."),)),),
    )
    assert sample.pdf_text(render(document, "pdf")).count("Förklaring.") == 1


def test_levels_that_skip_are_closed() -> None:
    with pikepdf.open(
        io.BytesIO(render(d.Document("T", (d.heading(3, "a"), d.heading(6, "b"))), "pdf"))
    ) as pdf:
        assert {name: structure(pdf)[name] for name in ("H1", "H2", "H3")} == {"H1": 1, "H2": 1, "H3": 0}


def test_what_stands_below_the_title_is_read_there_and_nothing_stands_where_there_is_none() -> None:
    short = d.Document(title="Rapport", blocks=(), meta=sample.document().meta, subtitle="Undertiteln")
    for form in ("pdf", "html", "docx", "odt"):
        with_it, without = (render(each, form) for each in (short, replace(short, subtitle="")))
        found = ["Undertiteln" in sample.text_of(form, made) for made in (with_it, without)]
        assert found == [True, False], form
