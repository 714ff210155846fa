"""Records sent by another system: update those that it has sent before and create the others, all or none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records import external
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.check import BATCH, POINTING, PlannedRow, SheetCheck
from akropolis.base.kernel.registers.columns import NUMBER, SheetColumn
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.lib.numbers import id_in

EXTERNAL = "external_id"
UNIT = "owner_unit"


class Upsert(SheetCheck):
    """Records sent by another system (the source), checked and stored as the rows of an imported file
    are.

    A stored record is found by the source's external id, or by its `number` the first time. Only the
    fields that were sent are changed in it. If records of two units have the same external id, the unit
    sent decides which one is meant. A record that the sender may not see is treated as missing.
    """

    gone: object = gettext_lazy("There is no record with the number %(number)s that you may see.")

    def __init__(
        self, register: Register, access: Access, source: str, sent: Sequence[Mapping[str, object]]
    ) -> None:
        self.source, self.sent = source, sent
        names = list(dict.fromkeys(name for item in sent for name in item if name not in (EXTERNAL, NUMBER)))
        lines = [
            SheetLine(n, ("", *(_text(item.get(name)) for name in names))) for n, item in enumerate(sent)
        ]
        super().__init__(register, access, Sheet((NUMBER, *names), tuple(lines)))
        self._name_numbers()

    def carry_out(self, w: Writer) -> None:
        """Store the records, and those of the source's external ids that are new or changed."""
        stored = [row.stored for row in self.planned]
        made = iter(self.store(w))
        self._rows = [row or next(made) for row in stored]
        rows = {row.pk: str(item[EXTERNAL]) for row, item in zip(self._rows, self.sent, strict=True)}
        known = external.names_of(self.source, rows.keys())
        external.store_names(
            self.register.model, self.source, {pk: told for pk, told in rows.items() if known.get(pk) != told}
        )

    def rows(self) -> list[Record]:
        """Return the stored records, in the order in which they were sent. Call it after `carry_out`."""
        return self._rows

    def _name_numbers(self) -> None:
        """Write into each line the number of the record that it refers to, as in a line of an imported file."""
        lines = [SheetLine(line.number, (self._number(line), *line.cells[1:])) for line in self.sheet.lines]
        self.sheet = Sheet(self.sheet.header, tuple(lines))

    def _number(self, line: SheetLine) -> str:
        told = str(self.sent[line.number].get(NUMBER, "")).strip().upper()
        known = self._known(line)
        return told or (known[0] if len(known) == 1 else "")

    def _known(self, line: SheetLine) -> list[str]:
        """Return the numbers of the records meant: one, none, or several if the unit does not settle it."""
        found = self._named.get(self._external(line), [])
        unit = self.sent[line.number].get(UNIT)
        own = [number for number, code in found if code == unit]
        return own or [number for number, _code in found]

    @cached_property
    def _named(self) -> dict[str, list[tuple[str, str]]]:
        """External id → (number, unit code) of each record that has it and is visible to the sender."""
        keys = external.records_by_name(self.register.model, self.source, self._times_sent)
        rows = self.register.model.objects.visible(self.access)
        found: dict[UUID, tuple[str, str]] = {}
        every = [key for several in keys.values() for key in several]
        for start in range(0, len(every), BATCH):
            part = rows.filter(pk__in=every[start : start + BATCH])
            found |= {
                pk: (number, unit) for pk, number, unit in part.values_list("pk", NUMBER, f"{UNIT}__code")
            }
        return {told: [found[key] for key in several if key in found] for told, several in keys.items()}

    @cached_property
    def _times_sent(self) -> Counter[str]:
        return Counter(str(item[EXTERNAL]) for item in self.sent)

    def _external(self, line: SheetLine) -> str:
        return str(self.sent[line.number][EXTERNAL])

    def _find(self, row: PlannedRow) -> None:
        super()._find(row)
        if len(self._known(row.line)) == 1 and self._known(row.line) != [row.number]:
            row.refuse(
                _("The source calls another record so. Send this one without a number."), self.by_name[NUMBER]
            )

    def _read(self, row: PlannedRow) -> None:
        if self._times_sent[self._external(row.line)] > 1:
            row.refuse(_("This external id was sent twice. Send one of them."))
        elif not row.number and self._known(row.line):
            row.refuse(_("Several units have a record with this external id. Send the unit too."))
        else:
            super()._read(row)
            self._may_name(row)

    def _may_name(self, row: PlannedRow) -> None:
        """Require write permission to link an external id: else the writers' own sending would miss the record."""
        if row.stored is not None and not row.problems and self._known(row.line) != [row.number]:
            self._may_change(row, row.stored)

    def _read_cell(self, row: PlannedRow, column: SheetColumn) -> None:
        if column.name in self.sent[row.line.number]:
            super()._read_cell(row, column)

    def _value(self, row: PlannedRow, column: SheetColumn, text: str) -> object:
        key = id_in(text.strip()) if column.kind in POINTING else None
        return self.references.by_id(column, key) if key else super()._value(row, column, text)


def _text(value: object) -> str:
    """Return the value as a cell's text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    return str(value)
