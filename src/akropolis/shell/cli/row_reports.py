"""Report of what an import does, or would do, on standard output: row by row, or as JSON."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers import flow
from akropolis.base.kernel.registers.flow import FlowPlan, RowsRefused
from akropolis.base.kernel.registers.report import Report, RowOutcome, RowReport
from akropolis.shell.cli.running import say, say_json


def read_in(
    access: Access,
    judge: Callable[[], FlowPlan],
    file: Path,
    commit: bool,
    as_json: bool,
    *,
    sheets: Mapping[str, str] | None = None,
) -> None:
    """Do a dry run, or with `commit` import all rows or none, and print a report. `sheets` maps the
    names of tables to JSON keys.

    Raises RowsRefused when a row must be corrected.
    """
    try:
        if commit:
            report = flow.commit(access, judge, because=flow.because_of(file.name))
        else:
            plan = judge()
            report = plan.report()
            if report.count(RowOutcome.REFUSED):
                raise RowsRefused(plan, report)
    except RowsRefused as refusal:
        _show(refusal.report, as_json, sheets or {}, saved=False)
        raise
    _show(report, as_json, sheets or {}, saved=commit)


def _show(report: Report, as_json: bool, sheets: Mapping[str, str], *, saved: bool) -> None:
    if as_json:
        parts = {key: _whole(report.sheet(name)) for name, key in sheets.items()} or _whole(report)
        say_json({"saved": saved, **parts})
        return
    for name in sheets:
        say(f"{name}:")
        _say_rows(report.sheet(name))
    if not sheets:
        _say_rows(report)
    if not saved and not report.count(RowOutcome.REFUSED):
        say(_("Nothing is saved. Save with --commit."))


def _say_rows(report: Report) -> None:
    for row in report.rows:
        name = " ".join(part for part in (row.number, row.label) if part)
        say(_("row %(line)s: %(outcome)s") % {"line": row.line, "outcome": row.outcome.label} + f"  {name}")
        say(*(f"    {said}" for said in (*row.changes, *row.notes)))
        say(*(f"    {p.column}: {p.sentence}" if p.column else f"    {p.sentence}" for p in row.problems))
    say(", ".join(f"{outcome.label}: {report.count(outcome)}" for outcome in RowOutcome))


def _whole(report: Report) -> dict[str, object]:
    counts = {outcome.value: report.count(outcome) for outcome in RowOutcome}
    return {**counts, "rows": [_row(row) for row in report.rows]}


def _row(row: RowReport) -> dict[str, object]:
    return {
        "line": row.line,
        "outcome": row.outcome.value,
        "number": row.number,
        "label": row.label,
        "changes": [change._asdict() for change in row.changes],
        "notes": list(row.notes),
        "problems": [problem._asdict() for problem in row.problems],
    }
