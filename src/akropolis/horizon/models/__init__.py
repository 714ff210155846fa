from akropolis.horizon.models.observations import (
    Effect,
    Observation,
    ObservationAction,
    ObservationThreat,
    Theme,
)

__all__ = ["Effect", "Observation", "ObservationAction", "ObservationThreat", "Theme"]
