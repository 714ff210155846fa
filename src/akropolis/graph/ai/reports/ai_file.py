"""Assessments of AI systems as an Excel file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.computed import ListColumn, sheet
from akropolis.graph.ai.models import AiAssessment, Concern, Worry
from akropolis.shared.actions.models import Action


class AnsweredWorry(NamedTuple):
    """A line of the file: an assessment's answer about one worry, and an action of it that the user may read."""

    made: AiAssessment
    worry: Worry
    action: Action | None


def _worry_cells(each: AnsweredWorry, name: str) -> str:
    return str(each.made.answers.get(each.worry, {}).get(name, ""))


def _concern(each: AnsweredWorry) -> str:
    concern = _worry_cells(each, "concern")
    return str(Concern(concern).label) if concern in Concern.values else ""


NOTHING: tuple[None] = (None,)
COLUMNS = (
    ListColumn(_("Number"), "made.system.number", width=14),
    ListColumn(_("Name"), "made.system.name", width=36),
    ListColumn(_("Unit"), "made.system.owner_unit.name", width=28),
    ListColumn(_("Class under the AI act"), lambda each: each.made.system.get_ai_class_display(), width=26),
    ListColumn(_("Assessed on"), "made.assessed_on", ValueKind.DATE, 14),
    ListColumn(_("Assessed by"), "made.assessed_by", width=22),
    ListColumn(_("Worry"), lambda each: str(each.worry.label), width=36),
    ListColumn(_("Concern"), _concern, width=28),
    ListColumn(_("Why"), lambda each: _worry_cells(each, "reason"), width=48),
    ListColumn(_("Action"), lambda each: each.action and each.action.number, width=16),
    ListColumn(_("What shall be done"), lambda each: each.action and each.action.title, width=40),
    ListColumn(_("Status"), lambda each: each.action and each.action.get_status_display(), width=14),
    ListColumn(_("To be done by"), lambda each: each.action and each.action.due_on, ValueKind.DATE, 14),
    ListColumn(_("Next review"), "made.system.review_on", ValueKind.DATE, 14),
)


def ai_file(made: Iterable[AiAssessment], raised: Mapping[UUID, Mapping[str, Sequence[Action]]]) -> bytes:
    """Return a file with one line per worry and assessment, in the given order, or one per action of the worry."""
    lines = (
        AnsweredWorry(each, worry, action)
        for each in made
        for worry in Worry
        for action in raised.get(each.pk, {}).get(worry) or NOTHING
    )
    title = str(_("Assessments of AI systems"))
    return workbook([sheet(title, COLUMNS, lines)], title=title)
