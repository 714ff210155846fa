"""Foundation of everything: pure mechanisms, the design system, and the base of every register."""
