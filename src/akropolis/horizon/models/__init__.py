from akropolis.horizon.models.observations import Effect, Observation, Theme

__all__ = ["Effect", "Observation", "Theme"]
