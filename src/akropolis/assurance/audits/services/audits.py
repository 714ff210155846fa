"""Add findings to an audit, and audit them again."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assurance.audits.models import Audit, AuditKind, AuditObservation, AuditState
from akropolis.assurance.deviations.models import FoundBy
from akropolis.assurance.deviations.services.deviations import raise_deviation
from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.verbs import Values, Verbs

FOUND_BY = {AuditKind.CITY_AUDITORS: FoundBy.CITY_AUDITORS, AuditKind.SUPERVISOR: FoundBy.SUPERVISOR}


class AuditVerbs(Verbs[Audit]):
    """Operations on audits. Answering is offered if somebody awaits an answer, and closing once it is written."""

    def offers(self, access: Access, row: Audit, step: str) -> bool:
        """Return False for an answer that nobody awaits, and for closing an audit that awaits one."""
        if step == "answer":
            return row.answer_due_on is not None
        return step != "close" or row.answer_due_on is None or row.answered_on is not None


VERBS = AuditVerbs()


def add_observation(access: Access, audit: Audit, values: Values, evidence: str) -> AuditObservation:
    """Add a finding to an audit that has been held: a deviation in the audited unit, with its evidence.

    Raises Refused for an audit that has not been held or is closed, Hidden without the right to either.
    """
    with writing(access) as w:
        current = Audit.everything.get(pk=audit.pk)
        if (
            current.archived_at
            or current.held_on is None
            or current.state in (AuditState.PLANNED, AuditState.CLOSED)
        ):
            raise Refused(_("Findings are added when the audit has been held and before it is closed."))
        found = {
            "found_by": FOUND_BY.get(AuditKind(current.kind), FoundBy.AUDIT),
            "found_on": current.held_on,
        }
        deviation = raise_deviation(w, {**found, **values}, source=current)
        return w.create(AuditObservation, {"audit": audit, "deviation": deviation, "evidence": evidence})


def reaudit(
    access: Access,
    observation: AuditObservation,
    outcome: str,
    reaudited_on: date,
    *,
    version: int | None = None,
) -> AuditObservation:
    """Store what was found when the finding was audited again. Raises Invalid for a day ahead or before the audit."""
    with writing(access) as w:
        held = observation.audit.held_on
        if reaudited_on > timezone.localdate(w.at) or (held and reaudited_on < held):
            raise Invalid({"reaudited_on": [_("Write a day after the audit that has come.")]})
        return w.update(observation, {"outcome": outcome, "reaudited_on": reaudited_on}, version=version)
