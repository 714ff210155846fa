"""One document with everything in it, and ways to read what became of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import pikepdf
from lxml import etree

from akropolis.base.lib import document as d

OSL = d.Secrecy("18 kap. 8 b § OSL")
HIDDEN = "Uppgiften omfattas av sekretess enligt 18 kap. 8 b § OSL"
AWKWARD = (
    '{x} {{ x }} {% y %} <granska> <b>fet</b> &amp; & " \' #read("x") #set $a$ \\ \\n ` ``` * _a_ @ref ~ ^ [x](y)'
    " -- // /*"
)
META = d.DocumentMeta(
    authority="Kommunstyrelsen",
    entity="Mälarstad, 212000-0142",
    administration="Stadsledningskontoret",
    handler="Åsa Öberg",
    date="2026-01-15",
    diary_number="KS 2025/1234",
    recipient="Kommunfullmäktige",
    kind="Rapport",
    version="1.0",
    status="Beslutad",
)


def document(secret: str = "HEMLIGT", extra: tuple[d.Block, ...] = ()) -> d.Document:
    """A document with every kind of node; `secret` stands wherever something can be secret, and nowhere else."""
    hidden = (d.Text(secret),)
    blocks: tuple[d.Block, ...] = (
        d.heading(1, "Inledning", anchor="inledning"),
        d.Paragraph(
            (
                d.Text("Nätfiske"),
                d.FootnoteRef("a"),
                d.Text(" är "),
                d.Strong((d.Text("vanligt"),)),
                d.Text(" och "),
                d.Emphasis((d.Text("farligt"),)),
                d.LineBreak(),
                d.Text("igen"),
                d.FootnoteRef("a"),
                d.Text(", se "),
                d.Link("https://example.se/?a=1&b=2", (d.Text("sidan"),)),
                d.Text(". "),
                d.Value("total", "34", changed_from="31", href="/incidenter/?ar=2025"),
                d.Text(" incidenter."),
            )
        ),
        d.heading(2, "Åtgärder"),
        d.BulletList((d.direction("Titel", d.paragraph("Ett stycke.")), (d.paragraph("Kort punkt"),))),
        d.OrderedList(
            ((d.paragraph("Tredje"), d.BulletList(((d.paragraph("Under"),),))), (d.paragraph("Fjärde"),)),
            start=3,
        ),
        d.Quote((d.paragraph("Ett citat."),)),
        d.table(
            ["Enhet", "Antal"],
            [["SLK", "12"], d.Row((hidden, hidden), OSL)],
            caption="Incidenter per enhet",
            alignments=["left", "right"],
            widths=[3, 1],
            header_column=True,
            note="1 av 2 enheter har svarat.",
        ),
        d.Figure(
            "Nätfiske 18, felskick 12.", (d.Bar("Nätfiske", 18, "18"), d.Bar("Felskick", 12, "12")), "Typ"
        ),
        d.Heading(2, hidden, secrecy=OSL),
        d.Paragraph(hidden, OSL),
        d.Paragraph(
            (
                d.Text("Öppet, "),
                d.Secret(hidden, OSL),
                d.Text(" och "),
                d.Value("hemlig", secret, secrecy=OSL),
            )
        ),
        d.Figure(secret, (d.Bar(secret, len(secret), secret),), secret, OSL),
        d.Table((hidden,), (d.Row((hidden,)),), caption=secret, note=hidden, secrecy=OSL),
        d.BulletList(((d.Paragraph(hidden, OSL),),)),
        d.Paragraph((d.FootnoteRef("b"), d.FootnoteRef("c"))),
        d.Paragraph((d.FootnoteRef("d"),), OSL),
        *extra,
        d.PageBreak(),
        d.heading(1, "Täckning", number="Bilaga 1"),
        d.paragraph("Slut."),
    )
    return d.Document(
        "Ledningens genomgång 2026",
        blocks,
        subtitle="Mälarstad",
        meta=META,
        contents=True,
        footnotes=(
            d.Footnote("a", (d.Text("En form av bedrägeri."),)),
            d.Footnote("b", hidden, OSL),
            d.Footnote("c", (d.Text("Öppen not "), d.Secret(hidden, OSL))),
            d.Footnote("d", hidden),
        ),
        figures=(
            d.FigureRow("total", "Antal incidenter", "34", "42", "8", "2025", "2025-12-31", "Incidenter"),
            d.FigureRow("hemlig", secret, secret, secret, secret, "2025", "2025-12-31", secret),
            d.FigureRow("egen", secret, secret, secrecy=OSL),
        ),
    )


def contents(data: bytes) -> dict[str, bytes]:
    """All files in a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def xml(data: bytes) -> etree._Element:
    return etree.fromstring(data)


def every_byte(form: str, data: bytes) -> bytes:
    """A file with nothing compressed: each stream of a PDF and each member of an office file, unpacked."""
    if form == "html":
        return data
    if form == "pdf":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            streams = [obj.read_bytes() for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
            return b"\n".join([*streams, pdf_text(data).encode(), repr(list(pdf.objects)).encode()])
    return b"\n".join(name.encode() + content for name, content in contents(data).items())


def holds(form: str, data: bytes, word: str) -> bool:
    """Whether the word stands anywhere in the unpacked file, also by its letters with marks or space between."""
    whole = every_byte(form, data)
    encoded = any(word.encode(name) in whole for name in ("utf-8", "utf-16-be", "utf-16-le"))
    return encoded or "".join(word.split()) in text_of(form, data)


def text_of(form: str, data: bytes) -> str:
    """The words of a file, without any space."""
    words = {
        "html": lambda: _Words.of(data.decode()),
        "docx": lambda: _office(data, "word/document.xml", "word/footnotes.xml"),
        "odt": lambda: _office(data, "content.xml"),
        "pdf": lambda: pdf_text(data),
        "xlsx": lambda: _office(data, "xl/sharedStrings.xml"),
    }[form]()
    return "".join(words.split())


def _office(data: bytes, *names: str) -> str:
    files = contents(data)
    return "".join("".join(xml(files[name]).itertext()) for name in names)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        reader.close()
        return "".join(reader.words)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def pdf_text(data: bytes) -> str:
    """The text of a PDF by the maps that its own fonts carry: what a reader would copy from it."""
    parts: list[str] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            maps = {name: _to_unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
            parts.extend(_shown(page, maps))
    return "".join(parts)


def _shown(page: pikepdf.Page, maps: dict[str, dict[int, str]]) -> Iterator[str]:
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        name, operands = str(instruction.operator), instruction.operands
        if name == "Tf":
            current = maps[str(operands[0])]
        elif name in ("Tj", "TJ"):
            pieces = operands[0] if name == "TJ" else [operands[0]]
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    for index in range(0, len(codes), 2):
                        yield current.get(int.from_bytes(codes[index : index + 2]), "")


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for index, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(text, 16) + index)
    return found
