"""Table cells rendered in Python: a list has hundreds, and a template takes a dozen steps for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import template
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from akropolis.base.ui.escaping import escaped, joined
from akropolis.base.ui.parts import Cell, Column, Mark, Row, Table
from akropolis.base.ui.templatetags.ui import tag

register = template.Library()


@register.simple_tag
def table_head(table: Table) -> SafeString:
    """Return the cells of the head: each says how the rows are sorted by it, and links to another order if it can."""
    heads = format_html_join("", '<th scope="col" role="columnheader"{}>{}</th>', map(_head, table.columns))
    return _chosen_head(table.form) + heads if table.form else heads


def _chosen_head(form: str) -> SafeString:
    return format_html(
        '<th scope="col" role="columnheader" class="ak-pick" data-picks="{}" data-label="{}">'
        '<span class="ds-sr-only">{}</span></th>',
        form,
        _("Choose all rows on the page"),
        _("Choose"),
    )


def _head(column: Column) -> tuple[SafeString, object]:
    attributes = {"aria-sort": column.direction, "class": "ak-number" if column.numeric else ""}
    if not column.sort_url:
        return _attributes_html(attributes), column.label
    return _attributes_html(attributes), format_html('<a href="{}">{}</a>', column.sort_url, column.label)


def _attributes_html(attributes: dict[str, str]) -> SafeString:
    return flatatt({name: value for name, value in attributes.items() if value})


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """Return the rows. Every cell carries its column's heading, shown beside it on narrow screens."""
    frames = [_frame(column, names_row=not place) for place, column in enumerate(table.columns)]
    box = _box(table.form)
    return format_html_join(
        "\n", '<tr role="row">{}{}</tr>', ((box(row), _cells(frames, row)) for row in table.rows)
    )


def _box(form: str) -> Callable[[Row], SafeString]:
    """Return the renderer of a row's checkbox cell; renders nothing if rows cannot be chosen."""
    if not form:
        return lambda _row: SafeString("")
    before = f'<td role="cell" class="ak-pick"><input type="checkbox" class="ds-input" form="{form}" name="row" value="'
    label, _row, rest = escaped(_("Choose %(row)s")).partition("%(row)s")

    def box(row: Row) -> SafeString:
        if not row.key:
            return SafeString('<td role="cell" class="ak-pick"></td>')
        first = row.cells[0]
        name = first if isinstance(first, str) else first.text
        return SafeString(f'{before}{row.key}" aria-label="{label}{escaped(name)}{rest}"></td>')

    return box


def _frame(column: Column, *, names_row: bool) -> tuple[SafeString, SafeString]:
    """Return the markup before and the markup after the text of every cell in the column."""
    kind, role = ("th", 'scope="row" role="rowheader"') if names_row else ("td", 'role="cell"')
    before = f'<{kind} {role} data-label="{{}}"{{}}><span>'
    css = _attributes_html({"class": column.css})
    return format_html(before, column.label, css), SafeString(f"</span></{kind}>")


def _cells(frames: list[tuple[SafeString, SafeString]], row: Row) -> SafeString:
    """Return the row's cells, joined."""
    pairs = zip(frames, row.cells, strict=True)
    return joined(part for (before, after), cell in pairs for part in (before, _cell_html(cell), after))


@register.simple_tag
def table_cell(cell: Cell) -> SafeString:
    """Return the content of one cell."""
    return _cell_html(cell)


def _cell_html(cell: Cell | str) -> SafeString:
    if isinstance(cell, str):
        return escaped(cell)
    if cell.change:
        return _changed(cell)
    text = escaped(cell.text if isinstance(cell.text, str) else localize(cell.text))
    if cell.kind and cell.url:
        text = format_html('<a class="ds-tag" data-color="{}" href="{}">{}</a>', cell.kind, cell.url, text)
    elif cell.kind:
        text = tag(text, kind=cell.kind)
    elif cell.url:
        text = SafeString(f'<a href="{escaped(cell.url)}">{text}</a>')
    if cell.share is not None:
        text = SafeString(f"{text}{_bar(cell.share)}")
    return format_html('{}<span class="ak-table__note">{}</span>', text, cell.note) if cell.note else text


def _changed(cell: Cell) -> SafeString:
    """Return a cell's value as a link to the form that edits it; htmx shows the form in place of the value."""
    url, text = escaped(cell.change), escaped(str(cell.text) or _("Fill in"))
    css = "ak-change" if cell.text else "ak-change ak-quiet"
    return SafeString(
        f'<a class="{css}" href="{url}" hx-get="{url}" hx-target="closest td">'
        f'<span class="ds-sr-only">{escaped(_("Change"))}: </span>{text}</a>'
    )


def _bar(share: float) -> str:
    """Return a bar on its background. It has no style attribute, which the pages' policy would refuse."""
    return (
        '<svg class="ak-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * share:.1f}" height="10"/></svg>'
    )


@register.simple_tag
def marks(items: Iterable[Mark]) -> SafeString:
    """Return short symbols side by side; the meaning of each is its title, and is read aloud with it."""
    return SafeString(" ".join(map(_mark, items)))


def _mark(mark: Mark) -> str:
    text, words = escaped(mark.text), escaped(mark.words)
    hollow = " data-hollow" if mark.hollow else ""
    start, end = (f'a href="{escaped(mark.url)}"', "a") if mark.url else ('span role="img"', "span")
    return (
        f'<{start} class="ak-mark" data-weight="{min(mark.weight, 4)}" data-color="{mark.kind}"{hollow} title="{words}"'
        f' aria-label="{text}, {words}">{text}</{end}>'
    )


@register.simple_block_tag
def area(content: str, title: str, *, key: str, level: int = 2, note: str = "") -> SafeString:
    """One of the long parts of a page, with its heading; where there is little room it is folded under the heading
    and the `note`. `key` is its id. On paper all parts are unfolded.
    """
    values = {"content": content, "title": title, "key": key, "level": level, "note": note}
    return render_to_string("ui/parts/area.html", values)
