"""What each form writes of two documents with everything in them, as it stands in `whole.txt`, mark by mark.

`make answers` writes it anew: read there what a change does to the files that a city keeps for years.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from akropolis.base.kernel.reporting import pdf, render
from akropolis.base.kernel.reporting.prepared import prepare
from akropolis.base.lib import document as d
from tests.reporting import sample
from tests.reporting.sample import META, OSL

KEPT = Path(__file__).with_name("whole.txt")
WRITE = bool(os.environ.get("ANSWERS"))
PARTS = {
    "docx": (
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/footnotes.xml",
        "word/_rels/footnotes.xml.rels",
        "word/numbering.xml",
        "word/settings.xml",
        "word/header1.xml",
        "docProps/core.xml",
    ),
    "odt": ("content.xml", "meta.xml", "META-INF/manifest.xml"),
    "xlsx": (
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    ),
}
"""What follows from the document; the rest of a file is the same in all."""
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A picture of one dot."""


def words(text: str) -> tuple[d.Inline, ...]:
    return (d.Text(text),)


MORE: tuple[d.Block, ...] = (
    d.heading(3, "Tredje nivån"),
    d.heading(4, "Fjärde nivån", number="4.1"),
    d.Paragraph(
        (
            d.Text("Två  mellanslag,\ttabb och\nradbrytning. "),
            d.Link("/incidenter/", words("Inom")),
            d.Text(", "),
            d.Link("mailto:a@b.se", (d.Strong(words("brev")), d.FootnoteRef("a"))),
            d.Value("egen", "fler än trettio", current="34"),
            d.Value("enkel", "7"),
            d.Strong((d.Emphasis(words("fet och kursiv")), d.LineBreak())),
            d.FootnoteRef("finns-inte"),
        )
    ),
    d.Signature("Intygas", "Åsa Öberg"),
    d.Signature("Hemligt intyg", "Åsa Öberg", OSL),
    d.Figure(
        "Antal per år.",
        (d.Bar("2024", 3, "3"), d.Bar("2026", 9, "9"), d.Bar("2027", 6, "6")),
        "Utveckling",
        kind="line",
        across="År",
        top=10,
    ),
    d.Figure(
        "Åtgärder per år och läge.",
        (d.Bar("2025", 7, "7", (4, 3)), d.Bar("2026", 4, "4", (0, 4))),
        kind="columns",
        series=("Klara", "Öppna"),
        across="År",
    ),
    d.Figure(
        "Incidenter per enhet och månad.",
        (d.Bar("Skolnämnden", 5, "5", (2, 3)), d.Bar("Kulturnämnden", 1, "1", (1, 0))),
        "Rutnät",
        kind="grid",
        series=("Januari", "Februari"),
    ),
    d.table(
        ["A", "B", "C"], [["1", "2", "3"], ["x" * 700, "y", "z"]], alignments=["center", "left", "right"]
    ),
    d.Table(
        ((d.Text("Fot"), d.FootnoteRef("a")), words("Två")),
        (d.Row((words("ett"), words("två")), OSL), d.Row((words("tre"), words("fyra")))),
        header_column=True,
    ),
    d.BulletList(
        (
            (),
            (d.paragraph("Ett"), d.paragraph("Två")),
            (d.OrderedList(((d.paragraph("Inre"),),), start=2), d.Quote((d.paragraph("Citat i lista"),))),
            (d.table(["H"], [["i lista"]]),),
        ),
        OSL,
    ),
    d.Quote((d.paragraph("Först"), d.BulletList(((d.paragraph("Punkt"),),)), d.paragraph("Sist")), OSL),
    d.PageBreak(),
    d.Figure("En stapel.", (d.Bar("Ensam", 0, "0"),)),
    d.PageBreak(),
    d.heading(2, "Efter sidbrytning", anchor="efter"),
    d.PageBreak(),
    d.table(["Efter", "brytning"], [["1", "2"]]),
    d.PageBreak(),
    d.OrderedList(((d.paragraph("Etta"),), (d.Paragraph(words("Tvåa"), OSL),))),
    d.PageBreak(),
)


def whole() -> d.Document:
    """Every kind of node, with a contents list."""
    return sample.document(extra=MORE)


def letter() -> d.Document:
    """In English, with a letterhead and a cover, and without contents, numbers or notes."""
    arms = d.Picture(DOT, "The arms of the city", 20, 30)
    meta = replace(
        META, diary_number="", cover=True, arms=arms, sender=("City Hall", "123 45 Mälarstad"), paragraph="7",
        decider="Åsa Öberg",
    )  # fmt: skip
    blocks = (d.heading(1, "One"), d.paragraph("Text."), d.table(["H"], [["1"]], caption="T"), d.PageBreak())
    return d.Document("A decision", blocks, language="en", meta=meta)


def plain() -> d.Document:
    """With nothing but a title and a paragraph."""
    return d.Document("Bara", (d.paragraph("Ord."),))


DOCUMENTS = (whole, letter, plain)


@cache
def everything() -> list[str]:
    return [line for make in DOCUMENTS for line in _written(make.__name__, make())]


def _written(name: str, document: d.Document) -> Iterator[str]:
    for how, each in (("text", document), ("text of the open version", d.mask(document))):
        yield from (f"== {name} {how}", *(line.replace("\n", "⏎") for line in d.plain_text(each)))
    yield f"== {name} marks: {'; '.join(each.paragraph for each in d.secrecy_marks(document))}"
    page = render(document, "html").decode()
    yield from _apart(name, "html", re.sub(r"(?s)<style>.*?</style>", "<style/>", page))
    for form in ("docx", "odt", "xlsx"):
        files = sample.contents(render(document, form))
        yield f"{name} {form}: {' '.join(each for each in files if not each.startswith('xl/theme'))}"
        for part in PARTS[form]:
            if part in files:
                yield from _apart(name, part, files[part].decode())
    data = pdf._data(prepare(document))
    yield from _apart(name, "pdf", json.dumps(data, ensure_ascii=False).replace('{"', '\n{"'))


def _apart(name: str, part: str, text: str) -> Iterator[str]:
    """One line for each mark or word, so that a difference shows what it is about."""
    yield f"== {name} {part}"
    yield from (line for line in re.sub(r"(?<!^)<", "\n<", text).splitlines() if line.strip())


def test_every_form_writes_what_it_has_always_written() -> None:
    found = everything()
    if WRITE:
        KEPT.write_text("\n".join([*found, ""]), "utf-8")
    assert KEPT.read_text("utf-8").split("\n")[:-1] == found, "If that is meant: make answers"
