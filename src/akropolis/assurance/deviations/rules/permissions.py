"""The rights to deviations, which show where the city is weak (OSL 18 kap. 8 §): each role names them."""

DEVIATION = "deviation:deviation"
READ, EDIT = f"{DEVIATION}:read", f"{DEVIATION}:edit"
EXCEPTION = "deviation:exception"
ACCEPT = f"{EXCEPTION}:accept"
"""Grant an exception: answer for leaving a deviation as it is until a day."""
