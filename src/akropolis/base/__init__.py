"""What everything stands on: pure mechanisms, the design system, and what every register needs."""
