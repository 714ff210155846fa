"""Word: what carries an item's sign, and what it keeps with."""

from __future__ import annotations

import pytest
from lxml import etree

from akropolis.base.kernel.reporting import render
from akropolis.base.lib import document as d
from tests.reporting import sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OSL = d.Secrecy("18 kap. 8 b § OSL")


def paragraphs(*blocks: d.Block) -> list[tuple[str, str, bool, str]]:
    """The paragraphs of the body after the title: style, number of the list, whether it keeps with the next, words."""
    files = sample.contents(render(d.Document("Titel", blocks), "docx"))
    found = [
        (
            _value(each, "pStyle"),
            _value(each, "numId"),
            each.find(f".//{W}keepNext") is not None,
            _words(each),
        )
        for each in sample.xml(files["word/document.xml"]).iter(f"{W}p")
    ]
    return [each for each in found if each[0] not in ("Title", "DocumentFacts")]


def _value(paragraph: etree._Element, name: str) -> str:
    found = paragraph.find(f"{W}pPr/{W}{name}")
    found = paragraph.find(f"{W}pPr/{W}numPr/{W}{name}") if found is None else found
    return "" if found is None else str(found.get(f"{W}val"))


def _words(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def test_an_item_of_one_paragraph_keeps_with_nothing_and_one_with_more_does() -> None:
    assert paragraphs(d.BulletList(((d.paragraph("a"),), (d.paragraph("b"), d.paragraph("c"))))) == [
        ("ListBullet", "1", False, "a"),
        ("ListBullet", "1", True, "b"),
        ("ListContinue", "", False, "c"),
    ]


@pytest.mark.parametrize(
    ("first", "style", "words"),
    [
        (d.Quote((d.paragraph("a"),)), "Quote", ["a"]),
        (d.paragraph("a", secrecy=OSL), "SecrecyMark", ["Sekretess: 18 kap. 8 b § OSL", "a"]),
        (d.table(["a"], [["b"]]), "TableHead", ["a", "b", ""]),
    ],
)
def test_an_item_that_begins_with_no_open_paragraph_has_its_sign_on_a_line_that_keeps_with_it(
    first: d.Block, style: str, words: list[str]
) -> None:
    found = paragraphs(d.OrderedList(((first, d.paragraph("b")),)))
    assert found[0] == ("ListNumber", "2", True, "")
    assert [found[1][0], [each[3] for each in found[1:-1]]] == [style, words]
    assert found[-1] == ("ListContinue", "", False, "b")


def test_an_item_without_anything_has_its_sign_alone() -> None:
    assert paragraphs(d.BulletList(((), (d.paragraph("b"),)))) == [
        ("ListBullet", "1", False, ""),
        ("ListBullet", "1", False, "b"),
    ]
