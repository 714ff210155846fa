"""The tree as JSON, as words, and as the open version."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given

from akropolis.base.lib import document as d
from tests.lib.documents import documents

OSL = d.Secrecy("18 kap. 8 b § OSL")
HIDDEN = "Uppgiften omfattas av sekretess enligt 18 kap. 8 b § OSL"


@given(documents)
def test_json_round_trip_is_exact(document: d.Document) -> None:
    written = json.dumps(d.to_json(document))
    again = d.from_json(json.loads(written))
    assert again == document
    assert d.canonical(again) == d.canonical(document)
    assert d.digest(again) == d.digest(document)


@given(documents)
def test_masking_twice_is_masking_once(document: d.Document) -> None:
    masked = d.mask(document)
    assert d.mask(masked) == masked


@given(documents)
def test_nothing_in_the_open_version_carries_a_mark(document: d.Document) -> None:
    written = d.canonical(d.mask(document))
    assert '"secrecy":' not in written  # the colon makes it a field: a text may well be that word
    assert '"type":"Secret"' not in written


def test_fields_at_their_defaults_are_not_written() -> None:
    document = d.Document("T", (d.paragraph("a"),))
    assert d.canonical(document) == (
        '{"blocks":[{"inlines":[{"text":"a","type":"Text"}],"type":"Paragraph"}],"title":"T","type":"Document"}'
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"type": "Text", "text": "a"}, "document: this is not a document"),
        (
            {"type": "Document", "title": "T", "blocks": [{"type": "Script"}]},
            "document.blocks[0]: unknown type 'Script'",
        ),
        ({"type": "Document", "title": "T", "blocks": [], "x": 1}, "document: Document has no field 'x'"),
        (
            {"type": "Document", "title": "T", "blocks": [{"type": "Heading", "level": 9, "inlines": []}]},
            "document.blocks[0]: a heading's level is 1 to 6, not 9",
        ),
    ],
)
def test_json_that_is_no_document_is_refused(data: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        d.from_json(data)
    assert str(refused.value) == sentence


def test_plain_text_keeps_order_and_puts_footnotes_where_their_section_ends() -> None:
    document = d.Document(
        "T",
        (
            d.heading(1, "Hot", number="1"),
            d.Paragraph((d.Text("Nätfiske"), d.FootnoteRef("x"), d.Text(" är vanligt."))),
            d.BulletList((d.direction("Titel", d.paragraph("Text")),)),
            d.heading(1, "Teknik"),
            d.table(["A", "B"], [["1", "2"]], caption="Tabell", note="Not"),
            d.Paragraph((d.Text("Igen"), d.FootnoteRef("x"), d.FootnoteRef("saknas"))),
        ),
        footnotes=(d.Footnote("oanvänd", (d.Text("z"),)), d.Footnote("x", (d.Text("En förklaring."),))),
    )
    assert d.plain_text(document) == [
        "1 Hot",
        "Nätfiske1 är vanligt.",
        "Titel",
        "Text",
        "1 En förklaring.",
        "Teknik",
        "Tabell",
        "A\tB",
        "1\t2",
        "Not",
        "Igen1",
    ]


def test_masking_keeps_the_place_and_names_the_paragraph() -> None:
    document = d.Document(
        "T",
        (
            d.Heading(2, (d.Text("hemlig rubrik"),), number="3", anchor="hemlig", secrecy=OSL),
            d.Paragraph((d.Text("öppet "), d.Secret((d.Text("hemligt"),), OSL), d.Text(" öppet"))),
            *d.mark_blocks([d.paragraph("hemligt 1"), d.paragraph("hemligt 2")], OSL),
            d.paragraph("öppet"),
            d.paragraph("öppet"),
            d.table(["A", "B"], [d.Row(((d.Text("hemlig"),), (d.Text("rad"),)), OSL), ["öppen", "rad"]]),
            replace(d.table(["A"], [["hemlig"]], caption="hemlig"), secrecy=OSL),
            d.Figure("hemligt diagram", (d.Bar("hemlig", 1, "1"),), secrecy=OSL),
        ),
    )
    assert d.mask(document).blocks == (
        d.Heading(2, (d.Text(HIDDEN),), number="3"),
        d.Paragraph((d.Text("öppet "), d.Text(f"[{HIDDEN}]"), d.Text(" öppet"))),
        d.paragraph(HIDDEN),
        d.paragraph("öppet"),
        d.paragraph("öppet"),
        d.table(["A", "B"], [[HIDDEN, ()], ["öppen", "rad"]]),
        d.paragraph(HIDDEN),
    )


def test_a_secret_figure_is_hidden_wherever_its_key_stands() -> None:
    row = d.FigureRow("k", "Sårbarheter", "31", denominator="40", source="hemlig", period="2026")
    document = d.Document(
        "T",
        (
            d.Paragraph((d.Value("k", "31", changed_from="29", href="/x", secrecy=OSL),)),
            d.Paragraph((d.Value("k", "trettioen"),)),
        ),
        figures=(row,),
    )
    masked = d.mask(document)
    assert masked.blocks == (d.paragraph(f"[{HIDDEN}]"), d.paragraph(f"[{HIDDEN}]"))
    assert masked.figures == (d.FigureRow("", HIDDEN, "", period="2026"),)
    by_row = replace(document, blocks=document.blocks[1:], figures=(replace(row, secrecy=OSL),))
    assert d.mask(by_row).blocks == (d.paragraph(f"[{HIDDEN}]"),)


def test_a_figure_only_in_secret_text_is_hidden_in_the_data_sheet_but_not_if_it_stands_openly_too() -> None:
    inside = d.Paragraph((d.Value("k", "31"),), secrecy=OSL)
    row = d.FigureRow("k", "Antal", "31")
    assert d.mask(d.Document("T", (inside,), figures=(row,))).figures == (d.FigureRow("", HIDDEN, ""),)
    openly = d.Document("T", (inside, d.Paragraph((d.Value("k", "31"),))), figures=(row,))
    assert d.mask(openly).figures == (row,)


def test_a_footnote_of_secret_text_goes_with_it() -> None:
    note, shared = d.Footnote("a", (d.Text("hemlig"),)), d.Footnote("b", (d.Text("öppen"),))
    document = d.Document(
        "T",
        (
            d.Paragraph((d.FootnoteRef("a"), d.FootnoteRef("b")), secrecy=OSL),
            d.Paragraph((d.FootnoteRef("b"),)),
        ),
        footnotes=(note, shared),
    )
    assert d.mask(document).footnotes == (shared,)


@pytest.mark.parametrize(
    "make",
    [
        lambda: d.Heading(0, ()),
        lambda: d.table([], []),
        lambda: d.table(["A", "B"], [["1"]]),
        lambda: d.table(["A"], [], widths=[0]),
        lambda: d.Figure(" ", (d.Bar("a", 1, "1"),)),
        lambda: d.Figure("alt", (d.Bar("a", -1, "1"),)),
        lambda: d.Document("T", (), footnotes=(d.Footnote("a", ()), d.Footnote("a", ()))),
    ],
)
def test_trees_that_cannot_be_shown_cannot_be_built(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=r"\w"):
        make()
