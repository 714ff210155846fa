"""Tables for pages that report on a file row by row."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Column, Row, Table

SHOWN = 200
"""Maximum number of rows shown; a page of ten thousand helps nobody."""


def table(
    caption: str,
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[object]],
    *,
    total: int = 0,
    note: str = "",
) -> Table:
    """Return the first `SHOWN` rows as a table, and how many there are (`total` if given). `note` is shown below."""
    total = total or len(rows)
    words = {"shown": number(SHOWN), "total": number(total)}
    cut = _("Showing the first %(shown)s of %(total)s.") % words if total > SHOWN else ""
    return Table(
        caption=caption,
        columns=[Column(label=column) if isinstance(column, str) else column for column in columns],
        rows=[Row(cells=[Cell(text=text) for text in row]) for row in rows[:SHOWN]],
        missing=f"{note} {cut}".strip(),
    )
