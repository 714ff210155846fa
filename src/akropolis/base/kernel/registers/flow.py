"""Imports: what a file would do, and saving it. Saving is all or nothing, and checks the file again first."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from django.db import IntegrityError
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing_judged
from akropolis.base.kernel.registers.display import altered
from akropolis.base.kernel.registers.report import CellProblem, Report, ReportRows, RowOutcome, RowReport


class FlowPlan(Protocol):
    """A file checked for one reader at one moment. Creating it changes nothing."""

    def report(self) -> Report:
        """Return the report of what happens to each row."""

    def carry_out(self, w: Writer) -> None:
        """Store the file if no row is refused. Raises RowsRefused for errors only storing can find."""


def updating(line: int, number: str, row: Record | None, values: Mapping[str, object]) -> RowReport:
    """Return the report of the row: changed by these values, or unchanged.

    If `row` is None, the row is refused, in the same words for a missing row as for one that may not be
    edited.
    """
    if row is None:
        problem = CellProblem(_("Number"), _("There is none with that number that you may change."))
        return RowReport(line, RowOutcome.REFUSED, number, "", (problem,))
    changed = altered(row, values)
    outcome = RowOutcome.UPDATE if changed else RowOutcome.UNCHANGED
    return RowReport(line, outcome, row.number, str(row), changes=changed)


class RowsRefused(Refused):
    """Raised if at least one row cannot be imported, so none was. The plan's report says which and why."""

    code = "rows_refused"

    def __init__(self, plan: FlowPlan, report: Report) -> None:
        sentence = _("Nothing was saved: %(refused)s of %(total)s rows must be corrected first.")
        super().__init__(sentence % {"refused": report.count(RowOutcome.REFUSED), "total": len(report.rows)})
        self.plan, self.report = plan, report


def commit(
    access: Access,
    judge: Callable[[], FlowPlan],
    *,
    because: str,
    leaves: bool = False,
    counted: bool = False,
    keep: Callable[[Report], None] = lambda _report: None,
) -> Report:
    """Carry out the plan that `judge` returns at this moment, all or nothing. Raises RowsRefused if a
    row must be corrected.

    With `leaves`, such rows are left as they are and the plan carries out the others. With `counted`,
    the report returned has counts but no rows: a hundred thousand of them would fill the memory while
    they are stored. `keep` is called with the report within the transaction, so that what it stores is
    stored only if the rows are.
    """
    try:
        with writing_judged(access, lambda: _reported(judge()), because=because) as (w, found):
            plan, report = found
            if report.count(RowOutcome.REFUSED) and not leaves:
                raise RowsRefused(plan, report)
            if isinstance(report.rows, ReportRows):
                told = () if counted else tuple(report.rows)
                report.rows.let_go()
                report = report if counted else replace(report, rows=told)
            plan.carry_out(w)
            keep(report)
            return report
    except IntegrityError as error:
        raise Refused(
            _("Nothing was saved: two rows are the same in something that must be unique."), code="not_unique"
        ) from error


def _reported(plan: FlowPlan) -> tuple[FlowPlan, Report]:
    return plan, plan.report()


def because_of(name: object) -> str:
    """Return the reason stored in the history: the file's name."""
    return _("Read in from the file %(name)s.") % {"name": str(name)[:200]}
