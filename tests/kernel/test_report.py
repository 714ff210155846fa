"""What a file does, row by row: how many of each outcome, and a change said so that one sees where it differs."""

import pytest
from django.utils import translation

from akropolis.base.kernel.registers.report import (
    EXCERPT,
    FieldChange,
    Report,
    ReportRows,
    RowOutcome,
    RowReport,
)

OUTCOMES = (RowOutcome.CREATE, RowOutcome.REFUSED, RowOutcome.UPDATE, RowOutcome.CREATE, RowOutcome.UNCHANGED)
ROWS = tuple(RowReport(n, outcome, f"N-{n}", "x", sheet="ab"[n % 2]) for n, outcome in enumerate(OUTCOMES))


@pytest.mark.parametrize(
    "rows", [ROWS, ReportRows((ROWS[:2], lambda: ROWS[:2]), (ROWS[2:], lambda: ROWS[2:]))]
)
def test_rows_are_counted_and_found_by_what_becomes_of_them(rows: ReportRows | tuple[RowReport, ...]) -> None:
    report = Report(rows)
    counts = {outcome: report.count(outcome) for outcome in RowOutcome}
    assert counts == {
        RowOutcome.CREATE: 2, RowOutcome.UPDATE: 1, RowOutcome.UNCHANGED: 1, RowOutcome.REFUSED: 1
    }  # fmt: skip
    assert [row.line for row in report.of(RowOutcome.CREATE)] == [0, 3]
    first = report.first({RowOutcome.CREATE, RowOutcome.UPDATE}, 2)
    assert [row.line for row in first] == [0, 2]
    assert [row.line for row in report.first({RowOutcome.CREATE}, 9)] == [0, 3]
    assert [row.line for row in report.sheet("b").rows] == [1, 3]
    assert (len(rows), rows[1], rows[3:], report.kept) == (5, ROWS[1], ROWS[3:], True)


def test_rows_that_are_let_go_can_be_counted_and_no_more() -> None:
    rows = ReportRows((ROWS, lambda: ROWS))
    rows.let_go()
    assert (len(rows), Report(rows).count(RowOutcome.CREATE), [*rows]) == (5, 2, [])
    assert Report(ReportRows()).of(RowOutcome.CREATE) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a", "b", "Namn: a → b"),
        ("", "b", "Namn: (tom) → b"),
        ("a", "", "Namn: a → (tom)"),
        ("x" * EXCERPT, "y", f"Namn: {'x' * EXCERPT} → y"),
        ("x" * (EXCERPT + 1), "y", f"Namn: {'x' * EXCERPT}… → y"),
        ("x" * 200 + "a", "x" * 200 + "b", f"Namn: …{'x' * 20}a → …{'x' * 20}b"),
        ("x" * 100 + "a" * 200, "x" * 100, f"Namn: …{'x' * 20}{'a' * 60}… → …{'x' * 20}"),
    ],
)
def test_of_a_long_value_is_shown_where_it_differs(before: str, after: str, said: str) -> None:
    with translation.override("sv"):
        assert str(FieldChange("Namn", before, after)) == said
