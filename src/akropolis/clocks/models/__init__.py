from akropolis.clocks.models.clock_rules import ClockRule, Regime

__all__ = ["ClockRule", "Regime"]
