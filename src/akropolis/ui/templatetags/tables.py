"""The cells of a table, written in Python: a list has hundreds, and a template takes a dozen steps for each."""

from __future__ import annotations

from django import template
from django.forms.utils import flatatt
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from akropolis.ui.escaping import escaped, joined
from akropolis.ui.parts import Cell, Column, Row, Table
from akropolis.ui.templatetags.ui import tag

register = template.Library()


@register.simple_tag
def table_head(table: Table) -> SafeString:
    """The cells of the head: each says how the rows are sorted by it, and leads to another order if it can."""
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
        return _given(attributes), column.label
    return _given(attributes), format_html('<a href="{}">{}</a>', column.sort_url, column.label)


def _given(attributes: dict[str, str]) -> SafeString:
    return flatatt({name: value for name, value in attributes.items() if value})


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """The rows. Every cell carries its column's heading, which stands beside it where there is no room for columns."""
    frames = [_frame(column, names_row=not place) for place, column in enumerate(table.columns)]
    rows = ((_box(table.form, row), _cells(frames, row)) for row in table.rows)
    return format_html_join("\n", '<tr role="row">{}{}</tr>', rows)


def _box(form: str, row: Row) -> SafeString:
    """The box by which the row is chosen, in a cell of its own before the others."""
    if not form:
        return SafeString("")
    name = next((cell.text for cell in row.cells if isinstance(cell, Cell)), row.cells[0])
    label = escaped(_("Choose %(row)s") % {"row": name})
    return SafeString(
        f'<td role="cell" class="ak-pick"><input type="checkbox" class="ds-input" form="{form}" name="row"'
        f' value="{escaped(row.key)}" aria-label="{label}"></td>'
    )


def _frame(column: Column, *, names_row: bool) -> tuple[SafeString, SafeString]:
    """What stands before and after the text in every cell of the column."""
    kind, role = ("th", 'scope="row" role="rowheader"') if names_row else ("td", 'role="cell"')
    before = f'<{kind} {role} data-label="{{}}"{{}}><span>'
    css = _given({"class": column.css})
    return format_html(before, column.label, css), SafeString(f"</span></{kind}>")


def _cells(frames: list[tuple[SafeString, SafeString]], row: Row) -> SafeString:
    """The row's cells one after the other."""
    pairs = zip(frames, row.cells, strict=True)
    return joined(part for (before, after), cell in pairs for part in (before, _shown(cell), after))


def _shown(cell: Cell | str) -> SafeString:
    if isinstance(cell, str):
        return escaped(cell)
    text = escaped(localize(cell.text))
    if cell.kind and cell.url:
        text = format_html('<a class="ds-tag" data-color="{}" href="{}">{}</a>', cell.kind, cell.url, text)
    elif cell.kind:
        text = tag(text, kind=cell.kind)
    elif cell.url:
        text = SafeString(f'<a href="{escaped(cell.url)}">{text}</a>')
    return format_html('{}<span class="ak-table__note">{}</span>', text, cell.note) if cell.note else text
