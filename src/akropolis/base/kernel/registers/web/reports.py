"""What pages that report on a file, row by row, are made of."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Column, Row, Table

SHOWN = 200
"""At most this many rows are shown; a page of ten thousand helps nobody."""


def table(
    caption: str,
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[object]],
    *,
    total: int = 0,
    note: str = "",
) -> Table:
    """The first `SHOWN` rows, and in words how many there are (`total`, if not those). `note` stands below."""
    total = total or len(rows)
    words = {"shown": number(SHOWN), "total": number(total)}
    cut = _("Showing the first %(shown)s of %(total)s.") % words if total > SHOWN else ""
    return Table(
        caption=caption,
        columns=[Column(label=column) if isinstance(column, str) else column for column in columns],
        rows=[Row(cells=[Cell(text=text) for text in row]) for row in rows[:SHOWN]],
        missing=f"{note} {cut}".strip(),
    )
