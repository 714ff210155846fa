"""What pages that report on a file, row by row, are made of."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from akropolis.lib.swedish import number
from akropolis.ui.parts import Cell, Column, Row, Table

SHOWN = 200
"""So many rows are shown; a page of ten thousand helps nobody."""


def table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    unbroken: Collection[int] = (),
) -> Table:
    """The first `SHOWN` rows, and in words how many there are. Columns at the places `unbroken` keep to one line."""
    missing = ""
    if len(rows) > SHOWN:
        words = {"shown": number(SHOWN), "total": number(len(rows))}
        missing = _("Showing the first %(shown)s of %(total)s.") % words
    return Table(
        caption=caption,
        columns=[Column(label=label, unbroken=place in unbroken) for place, label in enumerate(headings)],
        rows=[Row(cells=[Cell(text=text) for text in row]) for row in rows[:SHOWN]],
        missing=missing,
    )
