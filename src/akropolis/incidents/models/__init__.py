from akropolis.incidents.models.incidents import (
    Incident,
    IncidentAction,
    IncidentStatus,
    PersonalData,
    Severity,
)

__all__ = ["Incident", "IncidentAction", "IncidentStatus", "PersonalData", "Severity"]
