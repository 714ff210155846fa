from akropolis.horizon.models.observations import Effect, Observation, ObservationAction, Theme

__all__ = ["Effect", "Observation", "ObservationAction", "Theme"]
