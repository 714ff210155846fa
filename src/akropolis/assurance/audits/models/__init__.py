from akropolis.assurance.audits.models.audits import (
    Audit,
    AuditKind,
    AuditObservation,
    AuditState,
    ReauditOutcome,
)

__all__ = ["Audit", "AuditKind", "AuditObservation", "AuditState", "ReauditOutcome"]
