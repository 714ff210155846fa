"""How dates are written in languages whose customs Django does not follow as they are used here."""
