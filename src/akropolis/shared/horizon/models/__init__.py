from akropolis.shared.horizon.models.observations import (
    Observation,
    ObservationAction,
    ObservationEffect,
    ObservationThreat,
    Theme,
)

__all__ = ["Observation", "ObservationAction", "ObservationEffect", "ObservationThreat", "Theme"]
