"""The list of processings by threshold test and impact assessment."""

from collections.abc import Callable, Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.parts import Cell, Kind
from akropolis.base.ui.words import Phrase
from akropolis.privacy.impact_assessments.models import ThresholdResult
from akropolis.privacy.impact_assessments.selectors.assessments import (
    AssessedProcessing,
    AssessmentState,
    current_processings,
    list_assessed,
)
from akropolis.privacy.processing.models import Processing

STATES: dict[AssessmentState, tuple[Phrase, Kind]] = {
    AssessmentState.NONE: (_("not begun"), "neutral"),
    AssessmentState.WAIVED: (_("not made, by decision"), "neutral"),
    AssessmentState.BEGUN: (_("begun, not decided"), "warning"),
    AssessmentState.DECIDED: (_("decided"), "success"),
}
CHOICES = (
    ("no_test", _("not tested")),
    ("sensitive", _("not tested, with sensitive data")),
    ("needed", _("an assessment is needed")),
    ("changed", _("changed since the test")),
    ("consulted", _("prior consultation")),
)
STANDINGS: dict[str, Callable[[AssessedProcessing], bool]] = {
    "no_test": lambda row: row.test is None,
    "sensitive": lambda row: row.lacks_test,
    "needed": lambda row: row.needed,
    "changed": lambda row: bool(row.changes),
    "consulted": lambda row: row.consulted,
}


def _result(row: AssessedProcessing) -> str:
    return str(ThresholdResult(row.test.result).label) if row.test else str(_("Not tested"))


def _state_cell(_asked: object, row: AssessedProcessing) -> Cell:
    lacks = row.needed and row.state is AssessmentState.NONE
    words, kind = STATES[row.state]
    return Cell(text=_("missing") if lacks else words, kind="danger" if lacks else kind)


class AssessedProcessings(Computed[AssessedProcessing]):
    """The processings that go on: whether they are tested, what came of it, and how far the assessment has come."""

    key, slug, api = "impact-assessments", "konsekvensbedomningar", "impact-assessments"
    permission, within = f"{Processing.permission}:read", "unit"
    start = (_("The record of processing"), "processings-list")
    title = _("Threshold tests and impact assessments")
    empty = _("No processing of personal data here.")
    columns = (
        ListColumn(
            _("Processing"),
            "processing.title",
            key="processing",
            width=40,
            link=lambda row: reverse("processings-detail", args=[row.processing.pk]),
            sort="processing.sort_key",
        ),
        ListColumn(_("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        ListColumn(_("Threshold test"), _result, key="test", width=36, sort=_result),
        ListColumn(
            _("Tested on"), lambda row: row.test and row.test.tested_on, ValueKind.DATE, key="tested_on"
        ),
        ListColumn(
            _("Changed since the test"),
            lambda row: listing(row.changes, str(_("and"))),
            key="changes",
            width=32,
        ),
        ListColumn(
            _("Impact assessment"),
            lambda row: str(STATES[row.state][0]),
            key="state",
            cell=_state_cell,
            sort="state",
        ),
    )
    filters = (
        ListFilter(
            "unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every), _("All units")
        ),
        ListFilter("test", _("Threshold test"), CHOICES, _("All")),
        ListFilter(
            "state", _("Impact assessment"), [(s.value, words) for s, (words, _k) in STATES.items()], _("All")
        ),
    )
    keeps = {
        "test": KeptValue(
            _("Threshold test"), lambda row: row.test and row.test.result, lambda v: ThresholdResult(v).label
        ),
        "state": KeptValue(
            _("Impact assessment"), lambda row: row.state.value, lambda v: STATES[AssessmentState(v)][0]
        ),
    }

    @cached_property
    def every(self) -> list[AssessedProcessing]:
        """All rows that the user may read, whatever the filters."""
        return list_assessed(self.access, list(current_processings(self.access, self.day)))

    def rows(self) -> Sequence[AssessedProcessing]:
        """Return the rows that the filters leave, in the chosen unit or below it."""
        code, test, state = (self.chosen[name] for name in ("unit", "test", "state"))
        return [
            row
            for row in self.every
            if (not test or STANDINGS[test](row))
            and state in ("", row.state)
            and (not code or f"/{code}/" in row.unit.path)
        ]

    def about(self, row: AssessedProcessing) -> UUID:
        """Return the id of the processing."""
        return row.processing.pk
