"""The parts of a Word file that hardly depend on the document."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from akropolis.base.kernel.reporting.phrases import locale
from akropolis.base.kernel.reporting.prepared import Prepared

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_INDENT = 397

BULLETS, FIRST_NUMBERED = 1, 2


@cache
def _styles_source() -> str:
    return (Path(__file__).parent / "styles.xml").read_text("utf-8")


def styles(language: str) -> str:
    """Return the styles part, in which all text has the given language."""
    return _styles_source().replace("{language}", escape(locale(language), {'"': "&quot;"}))


def settings(language: str) -> str:
    """Return the settings part: Word's current layout rules, and hyphenation."""
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="1304"/><w:autoHyphenation/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val={quoteattr(locale(language))}/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def font_table() -> str:
    """Return the font table part, with fallbacks for fonts that are not installed."""
    return (
        f'{HEAD}<w:fonts xmlns:w="{W}"><w:font w:name="Source Sans 3"><w:altName w:val="Calibri"/>'
        '<w:panose1 w:val="020B0503030403020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def indent(level: int) -> int:
    """Return the left indent of list level 0 and up, in twentieths of a point."""
    return _INDENT * (level + 1)


def numbering(starts: list[int]) -> str:
    """Return the list definitions: one for all bullets, and one numbered list per start value."""
    bullets = "".join(_level(n, "bullet", "•" if n % 2 == 0 else "–") for n in range(9))
    decimals = "".join(_level(n, "decimal", f"%{n + 1}.") for n in range(9))
    numbered = "".join(
        f'<w:num w:numId="{FIRST_NUMBERED + index}"><w:abstractNumId w:val="1"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(9)
        )
        + "</w:num>"
        for index, start in enumerate(starts)
    )
    return (
        f'{HEAD}<w:numbering xmlns:w="{W}">'
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>{bullets}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>{decimals}</w:abstractNum>'
        f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>{numbered}</w:numbering>'
    )


def _level(level: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent(level)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
    )


def header(prepared: Prepared) -> str:
    """Return the page header: authority and administration on the left, kind, number and page on the right."""
    meta, words = prepared.document.meta, prepared.words
    number = f"{words.diary_number} {meta.diary_number}" if meta.diary_number else ""
    page = (
        f"{_run(words.page + ' ')}{_field('PAGE')}{_run(words.of[0])}{_field('NUMPAGES')}{_run(words.of[1])}"
    )
    first = (
        f"{_run(meta.authority)}<w:r><w:tab/></w:r>{_run(' · '.join(p for p in (meta.kind, number) if p))}"
    )
    second = f"{_run(meta.administration)}<w:r><w:tab/></w:r>{page}"
    style = '<w:pPr><w:pStyle w:val="Header"/></w:pPr>'
    return f'{HEAD}<w:hdr xmlns:w="{W}"><w:p>{style}{first}</w:p><w:p>{style}{second}</w:p></w:hdr>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def core(prepared: Prepared) -> str:
    """Return the core properties: title, language, and the document's own date as both timestamps."""
    document = prepared.document
    meta = document.meta
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:subject>{escape(document.subtitle)}</dc:subject>"
        f"<dc:creator>{escape(meta.authority)}</dc:creator><dc:identifier>{escape(meta.diary_number)}</dc:identifier>"
        f"<cp:category>{escape(meta.kind)}</cp:category><cp:version>{escape(meta.version)}</cp:version>"
        f"<dc:language>{escape(locale(document.language))}</dc:language>"
        f"{_time('created', prepared.moment)}{_time('modified', prepared.moment)}</cp:coreProperties>"
    )


def _time(name: str, moment: datetime) -> str:
    return f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment:%Y-%m-%dT%H:%M:%SZ}</dcterms:{name}>'


def app() -> str:
    """Return the extended properties part, which names the program that wrote the file."""
    return (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>akropoLIS</Application></Properties>"
    )


def content_types() -> str:
    """Return the media type of every part."""
    parts = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/numbering.xml": f"{_WORD}.numbering+xml",
        "/word/footnotes.xml": f"{_WORD}.footnotes+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    )


def package_relationships() -> str:
    """Return the relationships of the package."""
    return relationships(
        [
            ("rId1", f"{R}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{R}/extended-properties", "docProps/app.xml"),
        ]
    )


def document_relationships(links: dict[str, str], pictures: int) -> str:
    """Return the relationships of the document part: its other parts, the links (address to id) and the pictures."""
    names = ("styles", "settings", "numbering", "footnotes", "fontTable")
    fixed = [(f"rId{index}", f"{R}/{name}", f"{name}.xml") for index, name in enumerate(names, 1)]
    fixed.append(("rIdHeader", f"{R}/header", "header1.xml"))
    fixed += [(f"rIdPicture{n}", f"{R}/image", f"media/picture{n}.png") for n in range(1, pictures + 1)]
    return relationships(fixed, links)


def relationships(internal: list[tuple[str, str, str]], links: dict[str, str] | None = None) -> str:
    """Return a relationships part of (id, type, target) and of web links (address to id)."""
    lines = [f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in internal]
    lines += [
        f'<Relationship Id="{key}" Type="{R}/hyperlink" Target={quoteattr(address)} TargetMode="External"/>'
        for address, key in (links or {}).items()
    ]
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
