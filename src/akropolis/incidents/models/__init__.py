from akropolis.incidents.models.incidents import (
    Incident,
    IncidentAction,
    IncidentNode,
    IncidentStatus,
    IncidentUnit,
    PersonalData,
    Severity,
)

__all__ = [
    "Incident",
    "IncidentAction",
    "IncidentNode",
    "IncidentStatus",
    "IncidentUnit",
    "PersonalData",
    "Severity",
]
