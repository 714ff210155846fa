from akropolis.incidents.models.incidents import (
    Incident,
    IncidentAction,
    IncidentNode,
    IncidentReceipt,
    IncidentStatus,
    IncidentThreat,
    IncidentUnit,
    PersonalData,
    Severity,
)

__all__ = [
    "Incident",
    "IncidentAction",
    "IncidentNode",
    "IncidentReceipt",
    "IncidentStatus",
    "IncidentThreat",
    "IncidentUnit",
    "PersonalData",
    "Severity",
]
