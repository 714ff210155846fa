"""What an import does, or would do, on standard output: row by row, or as JSON."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akropolis.cli.running import say, say_json
from akropolis.kernel.registers.report import Outcome, Report, RowReport


def show(report: Report, as_json: bool, *, saved: bool) -> None:
    """One table's report."""
    if as_json:
        say_json({"saved": saved, **_whole(report)})
        return
    _say_rows(report)
    _say_unsaved(saved, report.count(Outcome.REFUSED))


def show_sheets(sheets: Mapping[str, Report], as_json: bool, *, saved: bool) -> None:
    """The reports of a workbook's sheets, by their names."""
    if as_json:
        say_json({"saved": saved, **{name: _whole(report) for name, report in sheets.items()}})
        return
    for name, report in sheets.items():
        say(f"{name}:")
        _say_rows(report)
    _say_unsaved(saved, sum(report.count(Outcome.REFUSED) for report in sheets.values()))


def _say_rows(report: Report) -> None:
    for row in report.rows:
        name = " ".join(part for part in (row.number, row.label) if part)
        say(_("row %(line)s: %(outcome)s") % {"line": row.line, "outcome": row.outcome.label} + f"  {name}")
        say(*(f"    {p.column}: {p.sentence}" if p.column else f"    {p.sentence}" for p in row.problems))
    say(", ".join(f"{outcome.label}: {report.count(outcome)}" for outcome in Outcome))


def _say_unsaved(saved: bool, refused: int) -> None:
    if not saved and not refused:
        say(_("Nothing is saved. Save with --commit."))


def _whole(report: Report) -> dict[str, Any]:
    counts = {outcome.value: report.count(outcome) for outcome in Outcome}
    return {**counts, "rows": [_row(row) for row in report.rows]}


def _row(row: RowReport) -> dict[str, Any]:
    problems = [{"column": p.column, "sentence": p.sentence} for p in row.problems]
    return {
        "line": row.line,
        "outcome": row.outcome.value,
        "number": row.number,
        "label": row.label,
        "problems": problems,
    }
