"""Documents as HTML: a fragment for the site's pages, and a standalone page."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting import charts
from akropolis.base.kernel.reporting.html.blocks import Around, HtmlBlockWriter
from akropolis.base.kernel.reporting.html.inlines import EMPTY
from akropolis.base.kernel.reporting.prepared import Prepared, prepare
from akropolis.base.lib.document import Document, DocumentMeta, Figure

_NOTHING = prepare(Document("", ()))


def render_html_fragment(
    document: Document, *, top_level: int = 2, contents: bool = False, around: Around | None = None
) -> SafeString:
    """Return the document's blocks and footnotes as an HTML fragment, without title and metadata.

    Headings of level 1 become h`top_level` and have ids. All text that a person wrote is escaped; the
    fragment has no script and no style. The table of contents is included only if the argument `contents` is
    true and the document has a table of contents. `around` may add something to each block of the document:
    it takes the block's number and its HTML.
    """
    prepared = prepare(document)
    return HtmlBlockWriter(prepared, top_level).body(contents=contents, around=around)


@lru_cache(maxsize=500)
def chart_beside(figure: Figure, caption: SafeString, ends: tuple[str, str]) -> SafeString:
    """Return the chart as a small line to show beside sentences, together with a table for screen readers.

    `ends` are the texts before and after the line.
    """
    return HtmlBlockWriter(_NOTHING, 2).beside(figure, caption, ends)


@lru_cache(maxsize=500)
def chart_in_cell(figure: Figure) -> SafeString:
    """Return the chart as a small line for a table cell, with a description for screen readers."""
    # The drawing is ours, and without words.
    drawing = SafeString(charts.small(figure))
    return format_html(
        '<span class="chart-beside">{}<span class="ds-sr-only">{}</span></span>', drawing, figure.alt
    )


def render(prepared: Prepared) -> bytes:
    """Return a self-contained page with title, metadata, table of contents, text and footnotes."""
    document = prepared.document
    writer = HtmlBlockWriter(prepared, 2, alone=True)
    head = format_html_join("", "<dt>{}</dt><dd>{}</dd>", prepared.meta_rows())
    page = format_html(
        '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n'
        "<style>\n{}</style>\n</head>\n<body>\n<header{}>\n{}<h1>{}</h1>\n{}{}</header>\n<main>\n{}</main>\n</body>\n</html>\n",
        document.language,
        document.title,
        _style(),
        SafeString(' class="cover"') if document.meta.cover else EMPTY,
        _letterhead(document.meta),
        document.title,
        format_html('<p class="subtitle">{}</p>\n', document.subtitle) if document.subtitle else EMPTY,
        format_html("<dl>{}</dl>\n", head) if head else EMPTY,
        writer.body(contents=True),
    )
    return page.encode()


def _letterhead(meta: DocumentMeta) -> SafeString:
    lines = format_html_join(SafeString("<br>"), "{}", ((line,) for line in meta.sender))
    sender = format_html('<p class="sender">{}</p>\n', lines) if lines else EMPTY
    if meta.arms is None:
        return sender
    source = f"data:image/png;base64,{meta.arms.content}"
    return format_html('<img class="arms" src="{}" alt="{}">\n{}', source, meta.arms.alt, sender)


@cache
def _style() -> SafeString:
    # Our own file, read once; it holds no text of any user.
    return SafeString((Path(__file__).parent / "page.css").read_text("utf-8"))
