"""What pages that report on a file, row by row, are made of."""

from collections.abc import Collection, Sequence
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.kernel.registers.report import Outcome
from akropolis.lib.swedish import listing, number
from akropolis.ui.parts import Cell, Column, Row, Table

SHOWN = 200
"""So many rows are shown; a page of ten thousand helps nobody."""


class Counted(Protocol):
    """A report that knows how many of its rows have an outcome."""

    def count(self, outcome: Outcome) -> int:
        """The number of such rows."""


def counts(report: Counted) -> str:
    """`3 new rows, 1 changed row and 2 rows to correct`; outcomes that no row has are left out."""
    new, changed = report.count(Outcome.CREATE), report.count(Outcome.UPDATE)
    same, refused = report.count(Outcome.UNCHANGED), report.count(Outcome.REFUSED)
    parts = [
        (new, ngettext("%(count)s new row", "%(count)s new rows", new)),
        (changed, ngettext("%(count)s changed row", "%(count)s changed rows", changed)),
        (same, ngettext("%(count)s row as before", "%(count)s rows as before", same)),
        (refused, ngettext("%(count)s row to correct", "%(count)s rows to correct", refused)),
    ]
    return listing([text % {"count": number(count)} for count, text in parts if count], _("and"))


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
