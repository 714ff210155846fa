from akropolis.shared.clocks.models.clock_rules import ClockRegime, ClockRule

__all__ = ["ClockRegime", "ClockRule"]
