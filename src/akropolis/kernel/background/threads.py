"""How many threads a process of the server has: all that turns may hold, and one that is always left for a question."""

from akropolis.kernel.background.turns import Turns, turns

PATIENCE = 3
"""Seconds that a person who signs in waits for her turn."""
STRANGERS = Turns(at_once=2, waiting=2, seconds=PATIENCE)
HERSELF = Turns(at_once=1, waiting=1, seconds=PATIENCE)
"""Passwords being checked, which is heavy by design: of unknown browsers, and of those in which the person is known."""

THREADS = sum(each.most for each in (turns, STRANGERS, HERSELF)) + 1
