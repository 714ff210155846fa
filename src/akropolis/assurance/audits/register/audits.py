"""The register of audits, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.audits.models import Audit, AuditState
from akropolis.assurance.audits.services.audits import VERBS
from akropolis.base.kernel.registers.declaration import FieldSection, Register, SelectionRule
from akropolis.base.lib.periods import Period

AWAITED = Q(answer_due_on__isnull=False, answered_on=None, archived_at=None)
"""Audits whose auditors await an answer."""


def _answer_late(period: Period) -> Q:
    known = Q(answered_on=None) | Q(answered_on__gt=period.cutoff)
    return known & Q(answer_due_on__lt=period.cutoff, archived_at=None)


AUDITS = Register(
    key="audits",
    slug="revisioner",
    model=Audit,
    by_name=True,
    one=_("audit"),
    many=_("Audits"),
    new=_("New audit"),
    intro=_("What is audited, by whom and against what, what was concluded, and what was answered."),
    empty=_(
        "No audits here. Plan the year's audits, and add those of the city's auditors and of supervisors."
    ),
    sections=(
        FieldSection(
            _("The audit"), ("title", "kind", "owner_unit", "planned_on", "lead", "scope", "criteria")
        ),
        FieldSection(_("The result"), ("state", "held_on", "conclusion")),
        FieldSection(_("The answer"), ("answer_due_on", "answered_on", "answer")),
    ),
    columns=("title", "number", "owner_unit", "kind", "planned_on", "held_on", "state", "answer_due_on"),
    filters=("owner_unit", "kind", "state", "planned_on", "held_on", "answer_due_on"),
    sort=("-planned_on", "sort_key", "number", "held_on", "state", "answer_due_on"),
    rules=(SelectionRule("answer_late", _("answer late on the cut-off"), _answer_late),),
    period="planned_on",
    verbs=VERBS,
    over=lambda _day: Q(state=AuditState.CLOSED),
    steps={
        "hold": _("The audit is held"),
        "report": _("Write the conclusion"),
        "answer": _("Write the answer"),
        "close": _("Close the audit"),
        "reopen": _("Open again"),
    },
)
