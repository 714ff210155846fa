"""Splits a sheet of nodes of all kinds into one table per register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange.sheets import NO_FORMULAS, Sheet, SheetLine
from akropolis.base.kernel.registers.columns import (
    FORMER_HEADINGS,
    SheetColumn,
    columns_of,
    in_every_language,
)
from akropolis.base.kernel.registers.report import CellProblem, RowOutcome, RowReport
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.models.nodes import node_models
from akropolis.graph.assets.selectors.graph_files import (
    HEADINGS,
    KIND,
    LEVELS,
    NODES,
    kinds,
    own_name,
    register_of,
)


@dataclass(slots=True)
class GraphSheet:
    """The rows of one kind of node, and the position in the sheet of each of the kind's fields."""

    fields: dict[str, int]
    lines: list[SheetLine] = field(default_factory=list)

    def sheet(self) -> Sheet:
        """Return the rows in the form that the kind's own register reads."""
        return Sheet(tuple(self.fields), tuple(self.lines))


class Sorting:
    """The sheet's rows, sorted into one table per kind. Rows that cannot be sorted are added to `refused`."""

    def __init__(self, sheet: Sheet, refused: list[RowReport]) -> None:
        self.sheet, self.refused = sheet, refused
        self.kinds = {
            word: kind
            for kind in node_models()
            for word in (*in_every_language(kind.label), str(kind).casefold())
        }
        self.places = self._places()
        self.tables = {kind: GraphSheet(self._fields(kind)) for kind in node_models()}
        for line in sheet.lines:
            self._sort(line)

    def _places(self) -> dict[str, int]:
        """Return the position of each heading: our own columns by key, others by the text written."""
        own = {
            word: key
            for key, text in HEADINGS.items()
            for word in (*in_every_language(text), *FORMER_HEADINGS.get(key, ()), key)
        }
        places: dict[str, int] = {}
        for position, heading in enumerate(self.sheet.header):
            key = own.get(heading.casefold(), heading.casefold())
            if not key and any(line.cell(position).strip() for line in self.sheet.lines):
                raise Refused(_("A column has no heading. Write one, or empty the column."), code="header")
            if key in places:
                raise Refused(
                    _("The heading “%(name)s” stands twice. Keep one.") % {"name": heading}, code="header"
                )
            if key:
                places[key] = position
        if KIND not in places:
            sentence = _(
                "The sheet “%(sheet)s” needs the heading “%(heading)s”, which says what each row is."
            )
            raise Refused(sentence % {"sheet": NODES, "heading": HEADINGS[KIND]}, code="header")
        self._refuse_unknown(places)
        return places

    def _refuse_unknown(self, places: Iterable[str]) -> None:
        names = {name for kind in node_models() for column in _columns(kind) for name in column.names}
        for key in places:
            if key not in HEADINGS and key not in names:
                known = ", ".join(str(text) for text in HEADINGS.values())
                sentence = _("The heading “%(name)s” is not known. Use these headings: %(known)s.")
                raise Refused(sentence % {"name": key, "known": known}, code="header")

    def _fields(self, kind: NodeKind) -> dict[str, int]:
        """Return each field of the kind's register that has a column → the column's position in the sheet."""
        columns, found = _columns(kind), dict[str, int]()
        for key, position in self.places.items():
            name = own_name(key, kind)
            column = next((c for c in columns if name == c.name or name in c.names), None)
            if column is not None and key not in (KIND, LEVELS):
                found.setdefault(column.name, position)
        return found

    def _sort(self, line: SheetLine) -> None:
        word = line.cell(self.places[KIND]).strip()
        kind = self.kinds.get(word.casefold())
        if kind is None:
            choices = ", ".join(str(kind.label) for kind in kinds())
            self._refuse(line, KIND, _("Write one of these: %(choices)s.") % {"choices": choices})
            return
        table = self.tables[kind]
        own = {*table.fields.values(), self.places[KIND], self.places.get(LEVELS)}
        for position, heading in enumerate(self.sheet.header):
            if position not in own and line.cell(position).strip():
                sentence = _("This does not go with the kind “%(kind)s”. Empty the cell.")
                self._refuse(line, heading, sentence % {"kind": kind.label})
                return
        positions = list(table.fields.values())
        formulas = frozenset(place for place, position in enumerate(positions) if position in line.formulas)
        cells = tuple(line.cell(p) for p in positions)
        table.lines.append(SheetLine(line.number, cells, formulas or NO_FORMULAS))

    def _refuse(self, line: SheetLine, heading: str, sentence: str) -> None:
        column = str(HEADINGS.get(heading, heading))
        label = line.cell(self.places["name"]) if "name" in self.places else ""
        row = RowReport(
            line.number, RowOutcome.REFUSED, "", label, (CellProblem(column, sentence),), sheet=str(NODES)
        )
        self.refused.append(row)


def _columns(kind: NodeKind) -> Sequence[SheetColumn]:
    return columns_of(register_of(node_models()[kind]))
