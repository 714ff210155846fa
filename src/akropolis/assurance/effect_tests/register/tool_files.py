"""Import of results from a tool's file: names tied to services, and one test of each, all of them or none.

A test is found again by the file's digest, its service, measure and kind, so that a file that is read in again makes
no doubles. What is tied to no service is listed, and left. Tests are checked and stored as those of the register's own
files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.assurance.effect_tests.models import (
    EffectOutcomeChoice,
    EffectSource,
    EffectTest,
    EffectTestKind,
    ToolAsset,
)
from akropolis.assurance.effect_tests.register.tests import EFFECT_TESTS
from akropolis.assurance.effect_tests.rules.tools import Sighting, ToolKind
from akropolis.assurance.effect_tests.selectors.effects import EDIT
from akropolis.assurance.effect_tests.services.tests import VERBS
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.external import records_by_name, store_names
from akropolis.base.kernel.records.packing import values_of_packed
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.check import PlannedRow, SheetCheck
from akropolis.base.kernel.registers.columns import NUMBER, SheetColumn, UnreadableCell
from akropolis.base.kernel.registers.foreign import ForeignChoices
from akropolis.base.kernel.registers.picking import Pickable
from akropolis.base.kernel.registers.report import Report, RowReport
from akropolis.base.lib.swedish import number
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control

COUNTED = ("population", "tested", "held", "tested_on")
"""The fields by which a file changes a stored test; what follows from them (`FOLLOWING`) is then worked out anew."""
FOLLOWING = ("outcome", "next_on")
NAMES = (
    *(NUMBER, *COUNTED, *FOLLOWING),
    *("kind", "control", "node", "owner_unit", "tester", "method", "source"),
)
type Names = Mapping[str, Node | None]
"""The tool's name of something → the service that the user chose; None for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoices(ForeignChoices):
    """The user's choices: what the results test, how it was judged (`method`), and which service some names mean.

    `register` is the tool's name. `unit` is tested as a whole by rows without a name, such as accounts.
    """

    what: ToolKind
    kind: EffectTestKind
    control: Control
    day: date
    method: str
    names: Names


class ToolNames:
    """The services that a tool's names mean for one user: as chosen, as remembered, or by number or name."""

    def __init__(self, access: Access, tool: str, names: Iterable[str]) -> None:
        self.access, self.tool = access, tool
        wanted = set(names) - {""}
        self.rows = Pickable(access, Node, VERBS.among(access, "node"))
        self.rows.load(wanted)
        known = ToolAsset.objects.visible(access).filter(access.units(EDIT, "owner_unit"), tool=tool)
        known = known.select_related("node__owner_unit", "node__operator_unit", "owner_unit")
        self.known = {row.name: row for row in known.order_by("-created_at") if row.name in wanted}

    def remembered(self, name: str) -> Node | None:
        """Return the service that the name was tied to before; None for none, and for one that has been archived."""
        row = self.known.get(name)
        return row.node if row and row.node.archived_at is None else None

    def find(self, name: str, chosen: Names) -> tuple[Node | None, str]:
        """Return the service that the name means, or why there is none."""
        if name in chosen or self.remembered(name):
            node = chosen[name] if name in chosen else self.remembered(name)
            return node, "" if node else _("Tied to no service.")
        try:
            found = self.rows.find(name)
        except UnreadableCell as unreadable:
            return None, str(unreadable) if name else _("The rows hold no name.")
        assert isinstance(found, Node)
        return found, ""

    def unit_of(self, node: Node) -> Unit | None:
        """Return the unit that registers tests of the service: its owner or operator, where the user may write."""
        units = (node.owner_unit, node.operator_unit)
        return next((unit for unit in units if unit and self.access.may(EDIT, unit)), None)


class ToolImport(SheetCheck):
    """What a tool's file would do for one user. `left` holds the names tied to no service: how many rows, and why."""

    def __init__(
        self, access: Access, found: Mapping[str, Sighting], choices: ToolChoices, digest: str
    ) -> None:
        self.choices, self.source = choices, f"tool:{choices.what}"
        self.tied = ToolNames(access, choices.register, found)
        self.left: dict[str, tuple[int, str]] = {}
        places: dict[tuple[Node | None, Unit], Sighting] = {}
        for name, sighting in found.items():
            node, reason = self.tied.find(name, choices.names)
            unit = self.tied.unit_of(node) if node else choices.unit
            if unit is None or sighting.tested == 0:
                reason = reason or _("Nothing was tested, or it is not yours to write of.")
                self.left[name] = sighting.rows, reason
            else:
                places[node, unit] = sighting.joined(places.get((node, unit), Sighting()))
        of = f"{digest}:{choices.kind.code}:{choices.control.code}"
        self.refs = [f"{of}:{node.number if node else unit.code}"[:200] for node, unit in places]
        self.places_of, self.sightings = [*places], [*places.values()]
        known = self._known(access)
        lines = [SheetLine(at, self._cells(at, known.get(ref))) for at, ref in enumerate(self.refs)]
        super().__init__(EFFECT_TESTS, access, Sheet(NAMES, tuple(lines)))

    def report(self) -> Report:
        """Return the report: a row for each test."""
        return Report(tuple(self._told(row) for row in self.planned))

    def carry_out(self, w: Writer) -> None:
        """Store the tests with their external ids, and remember the names that the user tied."""
        refs = [self.refs[row.line.number] for row in self.planned if row.stored is None]
        made = self.store(w)
        store_names(EffectTest, self.source, {row.pk: ref for row, ref in zip(made, refs, strict=True)})
        for name, node in self.choices.names.items():
            self._remember(w, name, node)

    def _remember(self, w: Writer, name: str, node: Node | None) -> None:
        known = self.tied.known.get(name)
        if known and known.node != node:
            w.remove(known)
        unit = self.tied.unit_of(node) if node else None
        if unit and name and (known is None or known.node != node):
            w.create(
                ToolAsset, {"tool": self.choices.register, "name": name, "node": node, "owner_unit": unit}
            )

    def _known(self, access: Access) -> dict[str, EffectTest]:
        """Return the stored tests by reference."""
        named = records_by_name(EffectTest, self.source, self.refs)
        keys: dict[UUID, str] = {key: ref for ref, several in named.items() for key in several}
        rows = EffectTest.objects.visible(access).filter(pk__in=keys, archived_at=None)
        return {keys[row.pk]: row for row in rows}

    def _cells(self, at: int, stored: EffectTest | None) -> tuple[str, ...]:
        """Return the test as a line: of a stored one its number, and the counts if any of them is another."""
        choices, (node, unit), sighting = self.choices, self.places_of[at], self.sightings[at]
        counts = (sighting.tested, sighting.tested, sighting.held, choices.day)
        if stored:
            same = counts == tuple(getattr(stored, name) for name in COUNTED)
            texts = {NUMBER: stored.number} | (
                {} if same else dict(zip(COUNTED, map(str, counts), strict=True))
            )
        else:
            texts = dict(zip(COUNTED, map(str, counts), strict=True)) | {
                "kind": choices.kind.code,
                "control": choices.control.code,
                "node": node.number if node else "",
                "owner_unit": unit.code,
                "tester": choices.register,
                "method": choices.method,
                "source": EffectSource.MACHINE,
            }
        return tuple(texts.get(name, "") for name in NAMES)

    def _read_cell(self, row: PlannedRow, column: SheetColumn) -> None:
        """Read the cell; an empty one changes nothing, unless it follows from counts that change."""
        changed = column.name in FOLLOWING and row.stored and self._cell(row.line, COUNTED[0])
        if self._cell(row.line, column.name) or changed:
            super()._read_cell(row, column)

    def _told(self, row: PlannedRow) -> RowReport:
        """Return the test's line in the report."""
        at = row.line.number
        node, unit = self.places_of[at]
        sighting, values = self.sightings[at], values_of_packed(row.made) if row.made else row.values
        result = str(values.get("outcome") or getattr(row.stored, "outcome", ""))
        held = _("%(held)s of %(tested)s") % {
            "held": number(sighting.held),
            "tested": number(sighting.tested),
        }
        return replace(
            row.told(),
            line=number(sighting.rows),
            label=str(node or unit),
            cells=(held, str(EffectOutcomeChoice(result).label) if result else ""),
        )


def count_left(left: Mapping[str, tuple[int, str]]) -> str:
    """Return how many names, with how many rows, are tied to no service."""
    rows = sum(count for count, _reason in left.values())
    names = ngettext("%(names)s name", "%(names)s names", len(left)) % {"names": number(len(left))}
    return _("%(names)s with %(rows)s rows in the file are not read in.") % {
        "names": names,
        "rows": number(rows),
    }
