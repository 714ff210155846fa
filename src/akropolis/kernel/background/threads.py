"""How many threads a process of the server has: those that work, and those that wait at the door."""

from akropolis.kernel.background.turns import Turns, turns

PATIENCE = 3
"""Seconds that a person who signs in waits for her turn."""
STRANGERS = Turns(at_once=2, waiting=2, seconds=PATIENCE)
HERSELF = Turns(at_once=1, waiting=1, seconds=PATIENCE)
"""Passwords being checked, which is heavy by design: of unknown browsers, and of those in which the person is known."""

EVENTS = Turns(at_once=1, waiting=3, of_one=4, seconds=5)
"""Events that monitors tell: they come in floods, and all writes wait for one another anyway."""

WORKING = sum(each.most for each in (turns, STRANGERS, HERSELF, EVENTS)) + 1
"""How many are inside at once: all that turns may hold, and one that is always left for a question."""

CONNECTIONS = WORKING + 1
"""To the database: each that is inside may have one, and the probes, which pass by the door."""

THREADS = WORKING + 100
"""Who waits at the door (`lib.seats`) does so in a thread, so that it can be told who is let in first."""
