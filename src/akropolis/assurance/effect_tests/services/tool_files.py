"""Reading in results from a tool's file: names tied to services, one test of each, all of them or none.

A test is found again by the file's digest, its service, measure and kind, so that a file that is read in again makes
no doubles. What is tied to no service is listed, and left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.assurance.effect_tests.models import (
    EffectOutcomeChoice,
    EffectSource,
    EffectTest,
    EffectTestKind,
    ToolAsset,
    filled,
)
from akropolis.assurance.effect_tests.rules.tools import Sighting, ToolKind
from akropolis.assurance.effect_tests.selectors.effects import EDIT
from akropolis.assurance.effect_tests.services.tests import VERBS
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.external import records_by_name, store_names
from akropolis.base.kernel.records.validation import validate
from akropolis.base.kernel.records.values import built
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.columns import UnreadableCell
from akropolis.base.kernel.registers.display import altered
from akropolis.base.kernel.registers.picking import Pickable
from akropolis.base.kernel.registers.report import CellProblem, Report, RowOutcome, RowReport
from akropolis.base.lib.swedish import number
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control

NUMBERS = ("population", "tested", "held", "tested_on")
type Names = Mapping[str, Node | None]
"""The tool's name of something → the service that the user chose; None for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoices:
    """The user's choices: what the results test, how it was judged (`method`), and which service some names mean.

    `unit` is tested as a whole by rows without a name, such as accounts.
    """

    what: ToolKind
    tool: str
    kind: EffectTestKind
    control: Control
    day: date
    method: str
    names: Names
    unit: Unit | None = None


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


@dataclass(slots=True)
class PlannedTest:
    """One test that the file becomes: its values, the stored test if there is one, and why it cannot be saved."""

    ref: str
    rows: int
    values: dict[str, object]
    stored: EffectTest | None
    problems: tuple[CellProblem, ...] = ()

    @property
    def outcome(self) -> RowOutcome:
        """Return what happens. A stored test with the same numbers is kept, whatever has been written in it since."""
        if self.problems:
            return RowOutcome.REFUSED
        if self.stored is None:
            return RowOutcome.CREATE
        same = all(getattr(self.stored, name) == self.values[name] for name in NUMBERS)
        return RowOutcome.UNCHANGED if same else RowOutcome.UPDATE

    def report(self) -> RowReport:
        """Return the test's line in the report."""
        place, result = self.values["node"] or self.values["owner_unit"], str(self.values["outcome"])
        held = _("%(held)s of %(tested)s") % {
            "held": number(int(str(self.values["held"]))),
            "tested": number(int(str(self.values["tested"]))),
        }
        return RowReport(
            number(self.rows),
            self.outcome,
            self.stored.number if self.stored else "",
            str(place),
            self.problems,
            changes=altered(self.stored, self.values)
            if self.stored and self.outcome is RowOutcome.UPDATE
            else (),
            cells=(held, str(EffectOutcomeChoice(result).label) if result else ""),
        )


class ToolImport:
    """What a tool's file would do for one user. `left` holds the names tied to no service: how many rows, and why."""

    def __init__(
        self, access: Access, found: Mapping[str, Sighting], choices: ToolChoices, digest: str
    ) -> None:
        self.access, self.choices, self.digest = access, choices, digest
        self.names = ToolNames(access, choices.tool, found)
        self.left: dict[str, tuple[int, str]] = {}
        places: dict[tuple[Node | None, Unit], Sighting] = {}
        for name, sighting in found.items():
            node, reason = self.names.find(name, choices.names)
            unit = self.names.unit_of(node) if node else choices.unit
            if unit is None or sighting.tested == 0:
                reason = reason or _("Nothing was tested, or it is not yours to write of.")
                self.left[name] = sighting.rows, reason
            else:
                places[node, unit] = sighting.joined(places.get((node, unit), Sighting()))
        self.stored = self._stored([self._ref(*place) for place in places])
        self.planned = [self._plan(*place, sighting) for place, sighting in places.items()]

    @property
    def source(self) -> str:
        """The source of the tests' external ids."""
        return f"tool:{self.choices.what}"

    def report(self) -> Report:
        """Return the report: a row for each test."""
        return Report(tuple(each.report() for each in self.planned))

    def carry_out(self, w: Writer) -> None:
        """Store the tests with their external ids, and remember the names that the user tied."""
        new = [each for each in self.planned if each.outcome is RowOutcome.CREATE]
        made = w.create_many(EffectTest, [each.values for each in new])
        for each in self.planned:
            if each.outcome is RowOutcome.UPDATE and each.stored:
                w.update(each.stored, each.values)
        pairs = zip(new, made, strict=True)
        store_names(EffectTest, self.source, {row.pk: each.ref for each, row in pairs})
        for name, node in self.choices.names.items():
            self._remember(w, name, node)

    def _remember(self, w: Writer, name: str, node: Node | None) -> None:
        known = self.names.known.get(name)
        if known and known.node != node:
            w.remove(known)
        unit = self.names.unit_of(node) if node else None
        if unit and name and (known is None or known.node != node):
            w.create(ToolAsset, {"tool": self.choices.tool, "name": name, "node": node, "owner_unit": unit})

    def _ref(self, node: Node | None, unit: Unit) -> str:
        place = node.number if node else unit.code
        return f"{self.digest}:{self.choices.kind.code}:{self.choices.control.code}:{place}"[:200]

    def _stored(self, refs: list[str]) -> dict[str, EffectTest]:
        found: dict[UUID, str] = {
            key: ref for ref, keys in records_by_name(EffectTest, self.source, refs).items() for key in keys
        }
        rows = EffectTest.objects.visible(self.access).filter(pk__in=found, archived_at=None)
        return {found[row.pk]: row for row in rows.select_related("node", "owner_unit", "kind", "control")}

    def _plan(self, node: Node | None, unit: Unit, sighting: Sighting) -> PlannedTest:
        choices, ref = self.choices, self._ref(node, unit)
        given = {
            "kind": choices.kind,
            "control": choices.control,
            "node": node,
            "owner_unit": unit,
            "population": sighting.tested,
            "tested": sighting.tested,
            "held": sighting.held,
            "tested_on": choices.day,
            "tester": choices.tool,
            "method": choices.method,
            "source": EffectSource.MACHINE,
        }
        values = filled({**given, "title": "", "outcome": "", "next_on": None})
        planned = PlannedTest(ref, sighting.rows, values, self.stored.get(ref))
        try:
            row = built(EffectTest, values)
            row.number = "EP"  # given when it is stored
            row.created_at = row.updated_at = timezone.now()
            validate(row, unique=False)
        except Invalid as wrong:
            planned.problems = tuple(
                CellProblem(_label(name), sentence)
                for name, sentences in wrong.errors.items()
                for sentence in sentences
            )
        return planned


def _label(name: str) -> str:
    found = next((each for each in EffectTest._meta.fields if each.name == name), None)
    return str(found.verbose_name).capitalize() if found else ""


def count_left(left: Mapping[str, tuple[int, str]]) -> str:
    """Return how many names, with how many rows, are tied to no service."""
    rows = sum(count for count, _reason in left.values())
    names = ngettext("%(names)s name", "%(names)s names", len(left)) % {"names": number(len(left))}
    return _("%(names)s with %(rows)s rows in the file are not read in.") % {
        "names": names,
        "rows": number(rows),
    }
