from akropolis.incidents.models.incidents import (
    Incident,
    IncidentAction,
    IncidentNode,
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
    "IncidentStatus",
    "IncidentThreat",
    "IncidentUnit",
    "PersonalData",
    "Severity",
]
