"""Duplicates in an import: new rows with the same name and unit as an existing row, reported before saving."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.swedish import sort_key
from akropolis.base.lib.text import folded

BATCH = 500


def find_doubles(access: Access, rows: Iterable[tuple[int, Record]]) -> Iterator[tuple[int, str]]:
    """Yield, for each new row that is a duplicate, its line number and a sentence on what it duplicates.

    A duplicate has the same name and unit as an active row visible to the reader, or as an earlier line
    of the file. One query per 500 rows.
    """
    lines: dict[object, int] = {}
    for part in batched(rows, BATCH):
        keys = {sort_key(str(row)) for _line, row in part}
        found = type(part[0][1]).objects.visible(access).filter(sort_key__in=keys, archived_at=None)
        stored = {_named(row): row.number for row in found}
        for line, row in part:
            if number := stored.get(_named(row)):
                yield line, _("There already: %(number)s has the same name and unit.") % {"number": number}
            elif (first := lines.setdefault(_named(row), line)) != line:
                yield line, _("Row %(line)s of the file has the same name and unit.") % {"line": first}


def _named(row: Record) -> object:
    return row.owner_unit_id, folded(str(row))
