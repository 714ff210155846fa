"""Assessments of AI systems as an Excel file."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.actions.models import Action
from akropolis.ai.models import AiAssessment, Concern, Worry
from akropolis.kernel.exchange.sheets import Kind, OutColumn, Value
from akropolis.kernel.exchange.writing import xlsx


def ai_file(made: Iterable[AiAssessment], raised: Mapping[UUID, Mapping[str, Action]]) -> bytes:
    """One line per worry and assessment, in the order given. An action that the reader may not read is left empty."""
    columns = [
        OutColumn(_("Number"), width=14),
        OutColumn(_("Name"), width=36),
        OutColumn(_("Unit"), width=28),
        OutColumn(_("Class under the AI act"), width=26),
        OutColumn(_("Assessed on"), Kind.DATE, width=14),
        OutColumn(_("Assessed by"), width=22),
        OutColumn(_("Worry"), width=36),
        OutColumn(_("Concern"), width=28),
        OutColumn(_("Why"), width=48),
        OutColumn(_("Action"), width=16),
        OutColumn(_("What shall be done"), width=40),
        OutColumn(_("Status"), width=14),
        OutColumn(_("To be done by"), Kind.DATE, width=14),
        OutColumn(_("Next review"), Kind.DATE, width=14),
    ]
    rows = (_row(each, worry, raised.get(each.pk, {}).get(worry)) for each in made for worry in Worry)
    return xlsx(columns, rows, title=_("Assessments of AI systems"))


def _row(made: AiAssessment, worry: Worry, action: Action | None) -> list[Value]:
    system, said = made.system, made.answers.get(worry, {})
    concern = said.get("concern", "")
    done: list[Value] = (
        [action.number, action.title, action.get_status_display(), action.due_on]
        if action
        else [""] * 3 + [None]
    )
    return [
        system.number,
        system.name,
        system.owner_unit.name,
        system.get_ai_class_display(),
        made.assessed_on,
        made.assessed_by,
        str(worry.label),
        str(Concern(concern).label) if concern in Concern.values else "",
        said.get("reason", ""),
        *done,
        system.review_on,
    ]
