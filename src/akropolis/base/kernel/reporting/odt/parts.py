"""The parts of an OpenDocument text that hardly depend on the document."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from akropolis.base.kernel.reporting.phrases import locale
from akropolis.base.kernel.reporting.prepared import Prepared

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'
)
_INDENT = 0.7


@cache
def _styles_source() -> str:
    return (Path(__file__).parent / "styles.xml").read_text("utf-8")


def styles(prepared: Prepared) -> str:
    """Return the part with the named styles, the page layout and the page header."""
    language, _, country = locale(prepared.document.language).partition("-")
    bullets = "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{"•" if level % 2 else "–"}">'
        f"{_label(level)}</text:list-level-style-bullet>"
        for level in range(1, 11)
    )
    numbers = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">'
        f"{_label(level)}</text:list-level-style-number>"
        for level in range(1, 11)
    )
    parts = {
        "{language}": escape(language, {'"': "&quot;"}),
        "{country}": escape(country or "none", {'"': "&quot;"}),
        "{bullets}": bullets,
        "{numbers}": numbers,
    }
    source = _styles_source()
    for mark, part in parts.items():
        source = source.replace(mark, part)
    # Last, and alone: what a person wrote is never looked through for marks.
    before, after = source.split("{header}")
    return before + _header(prepared) + after


def _label(level: int) -> str:
    left = f"{_INDENT * level:.2f}cm"
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab"'
        f' text:list-tab-stop-position="{left}" fo:margin-left="{left}" fo:text-indent="-{_INDENT}cm"/>'
        "</style:list-level-properties>"
    )


def _header(prepared: Prepared) -> str:
    meta, words = prepared.document.meta, prepared.words
    number = f"{words.diary_number} {meta.diary_number}" if meta.diary_number else ""
    right = " · ".join(part for part in (meta.kind, number) if part)
    page = (
        f'{escape(words.page)} <text:page-number text:select-page="current">1</text:page-number>'
        f"{escape(words.of[0])}<text:page-count>1</text:page-count>{escape(words.of[1])}"
    )
    return (
        f'<text:p text:style-name="Header">{escape(meta.authority)}<text:tab/>{escape(right)}</text:p>'
        f'<text:p text:style-name="Header">{escape(meta.administration)}<text:tab/>{page}</text:p>'
    )


def meta(prepared: Prepared) -> str:
    """Return the part with title, language, and the document's own date as both of its timestamps."""
    document = prepared.document
    time = f"{prepared.moment:%Y-%m-%dT%H:%M:%S}"
    number = (
        f'<meta:user-defined meta:name="Diarienummer">{escape(document.meta.diary_number)}</meta:user-defined>'
        if document.meta.diary_number
        else ""
    )
    return (
        f'{HEAD}<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' office:version="1.3"><office:meta><meta:generator>akropoLIS</meta:generator>'
        f"<dc:title>{escape(document.title)}</dc:title><dc:subject>{escape(document.subtitle)}</dc:subject>"
        f"<dc:creator>{escape(document.meta.authority)}</dc:creator>"
        f"<meta:creation-date>{time}</meta:creation-date><dc:date>{time}</dc:date>"
        f"<dc:language>{escape(locale(document.language))}</dc:language>{number}</office:meta></office:document-meta>"
    )


def manifest(pictures: int) -> str:
    """Return the manifest: the list of the files in the package."""
    files = {"content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    files |= {f"Pictures/picture{number}.png": "image/png" for number in range(1, pictures + 1)}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type="{kind}"/>'
        for name, kind in files.items()
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        f' manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
        f' manifest:media-type="{MEDIA_TYPE}"/>{entries}</manifest:manifest>'
    )
