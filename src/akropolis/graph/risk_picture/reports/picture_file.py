"""The picture of the risks as a file: the matrix, the risks, what others answer for, and what has changed.

Neither weaknesses, reasons of judgements nor how measures are is in it. In a masked copy, for readers outside, risks
that are marked with a secrecy provision have no title, and no person is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind
from akropolis.base.kernel.exchange.writing import workbook, write
from akropolis.graph.risk.models import Risk, RiskMatrix
from akropolis.graph.risk.rules.picture import Move
from akropolis.graph.risk.selectors.matrices import consequence_labels, matrix_bodies
from akropolis.graph.risk.selectors.picture import RiskPicture, current_risks, ranked
from akropolis.graph.risk.selectors.shared_risks import list_shared_risks


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The file of one reader's picture of the unit named `where`, compared with the day `since` if there is one."""

    picture: RiskPicture
    where: str
    since: date | None = None
    masked: bool = False

    def write(self, ending: str) -> bytes:
        """Return the workbook (`xlsx`), or the risks alone (`csv`). Raises Refused for another ending."""
        if ending == "xlsx":
            return workbook(self._sheets(), title=_("Risk picture"))
        sheet = self._risks()
        return write(ending, sheet.columns, sheet.rows, title=sheet.title)

    def _sheets(self) -> Iterator[OutSheet]:
        yield self._cells()
        yield self._risks()
        if not self.masked:
            yield self._others()

    def _cells(self) -> OutSheet:
        columns = [
            OutColumn(_("Matrix"), width=30),
            OutColumn(_("Likelihood"), width=30),
            OutColumn(_("Consequence"), width=30),
            OutColumn(_("Level")),
            OutColumn(_("Risks %(day)s") % {"day": self.picture.day}, ValueKind.NUMBER),
        ]
        if self.since:
            columns.append(OutColumn(_("Risks %(day)s") % {"day": self.since}, ValueKind.NUMBER))
        return OutSheet(_("Matrix"), columns, self._cell_rows())

    def _cell_rows(self) -> Iterator[list[Value]]:
        now, access = self.picture.cells, self.picture.access
        then = self.picture.cells_on(self.since) if self.since else {}
        names, bodies = {row.pk: row.title for row in RiskMatrix.rows(access)}, matrix_bodies()
        harms = consequence_labels(access)
        for key in sorted(now.keys() | then.keys(), key=lambda key: (str(key.matrix), -key.level, key)):
            body = bodies[key.matrix]
            step, level = body.step(key.likelihood), body.level(key.level)
            line: list[Value] = [names[key.matrix], f"{step.label}: {step.interval}" if step else ""]
            line += [
                harms.get(key.consequence, str(key.consequence)),
                level.label if level else "",
                now.get(key, 0),
            ]
            yield [*line, then.get(key, 0)] if self.since else line
        yield [_("Not judged"), "", "", "", self.picture.count("not_judged"), *([None] if self.since else [])]

    def _risks(self) -> OutSheet:
        columns = [
            OutColumn(_("Number")),
            OutColumn(_("Risk"), width=50),
            OutColumn(_("About"), width=36),
            OutColumn(_("Unit"), width=30),
            OutColumn(_("Level")),
            OutColumn(_("Risk owner"), width=28),
            OutColumn(_("Treatment")),
            OutColumn(_("Treated by"), ValueKind.DATE),
            OutColumn(_("Accepted until"), ValueKind.DATE),
            OutColumn(_("Secrecy"), width=24),
            OutColumn(_("Since %(day)s") % {"day": self.since} if self.since else _("Judged on"), width=24),
        ]
        return OutSheet(_("Risks"), columns, self._risk_rows())

    def _risk_rows(self) -> Iterator[list[Value]]:
        picture, bodies = self.picture, matrix_bodies()
        moves = picture.moves(self.since) if self.since else {}
        moved = {risk: move for move, risks in moves.items() for risk in risks}
        rows = ranked(picture.access, current_risks(picture.access, picture.day, picture.path))
        for risk in rows.select_related("node", "owner_unit", "owner").iterator():
            level = bodies[risk.matrix_id].level(risk.level) if risk.matrix_id else None
            change = MOVES[moved[risk.pk]]() if self.since and risk.pk in moved else ""
            yield [
                risk.number,
                self._title(risk),
                "" if self._hidden(risk) or not risk.node else risk.node.name,
                risk.owner_unit.name,
                level.label if level else _("not yet judged"),
                "" if self.masked or not risk.owner else risk.owner.name,
                risk.get_treatment_display(),
                risk.treat_by,
                risk.accepted_until,
                risk.secrecy,
                change if self.since else risk.judged_on and risk.judged_on.isoformat(),
            ]

    def _hidden(self, risk: Risk) -> bool:
        return self.masked and bool(risk.secrecy)

    def _title(self, risk: Risk) -> str:
        return _("Marked as secret") if self._hidden(risk) else risk.title

    def _others(self) -> OutSheet:
        columns = [
            OutColumn(_("Risk"), width=50),
            OutColumn(_("In"), width=36),
            OutColumn(_("Level")),
            OutColumn(_("Answers for it"), width=30),
            OutColumn(_("Risk owner"), width=28),
            OutColumn(_("Treatment")),
            OutColumn(_("Accepted until"), ValueKind.DATE),
        ]
        others = list_shared_risks(self.picture.access, self.picture.day, self.picture.path)
        rows = (
            [
                risk.title,
                risk.node,
                risk.level_name or _("not yet judged"),
                risk.unit,
                risk.owner,
                risk.treatment,
                risk.accepted_until,
            ]
            for risk in others
        )
        return OutSheet(_("In shared services"), columns, rows)


MOVES = {
    Move.RAISED: lambda: _("raised"),
    Move.LOWERED: lambda: _("lowered"),
    Move.SAME: lambda: _("the same level"),
    Move.NEW: lambda: _("new"),
    Move.JUDGED: lambda: _("judged for the first time"),
    Move.ENDED: lambda: _("ended"),
    Move.RESCALED: lambda: _("judged by another matrix"),
    Move.UNKNOWN: lambda: _("not yet judged"),
}
"""What has become of a risk, in a few words."""
