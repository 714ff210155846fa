"""Documents as HTML: a piece for a page of ours, and a page that stands alone."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting import charts
from akropolis.base.kernel.reporting.html.blocks import HtmlBlockWriter
from akropolis.base.kernel.reporting.html.inlines import EMPTY
from akropolis.base.kernel.reporting.prepared import Prepared, prepare
from akropolis.base.lib.document import Document, DocumentMeta, Figure

_NOTHING = prepare(Document("", ()))


def render_html_fragment(document: Document, *, top_level: int = 2, contents: bool = False) -> SafeString:
    """Give the document's blocks and footnotes as HTML to set into a page, without its title and head.

    Headings of level 1 become h`top_level`, with ids; everything a person wrote is escaped; there is no script
    and no style in it. The contents list is given only if `contents` asks and the document has one.
    """
    prepared = prepare(document)
    return HtmlBlockWriter(prepared, top_level).body(contents=contents)


@lru_cache(maxsize=500)
def chart_beside(figure: Figure, caption: SafeString, ends: tuple[str, str]) -> SafeString:
    """Give the chart as a small line to stand beside sentences, and as a table for who does not see it.

    `ends` are the words before and after it.
    """
    return HtmlBlockWriter(_NOTHING, 2).beside(figure, caption, ends)


@lru_cache(maxsize=500)
def chart_in_cell(figure: Figure) -> SafeString:
    """Give the chart as a small line to stand in a table, with its description for who does not see it."""
    # The drawing is ours, and without words.
    drawing = SafeString(charts.small(figure))
    return format_html(
        '<span class="chart-beside">{}<span class="ds-sr-only">{}</span></span>', drawing, figure.alt
    )


def render(prepared: Prepared) -> bytes:
    """Give a whole page that needs no other file, with title, head, contents, text and footnotes."""
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
