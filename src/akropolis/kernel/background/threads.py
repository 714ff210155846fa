"""How many threads a process of the server has: those that work, and those that wait at the door."""

from akropolis.kernel.background.turns import Turns, turns

PATIENCE = 10
"""Seconds that a person who signs in waits for her turn: one processor checks some 60 passwords meanwhile."""
SIGN_INS = Turns(at_once=1, waiting=120, kept=60, seconds=PATIENCE)
"""Sign-ins, each with a password to check, which is heavy by design: one in each process, as many as processors. They
wait at the door (`TurningAwayMiddleware`) without a seat or a connection. Browsers in which somebody has signed in go
ahead of strangers, who have half of the places."""
PROOFS = Turns(at_once=1, waiting=3, seconds=PATIENCE)
"""Passwords that people who are signed in give anew."""

EVENTS = Turns(at_once=1, waiting=3, of_one=4, seconds=5)
"""Events that monitors tell: they come in floods, and all writes wait for one another anyway."""

WORKING = SIGN_INS.at_once + sum(each.most for each in (turns, PROOFS, EVENTS)) + 1
"""How many are inside at once: all that turns may hold inside, and one that is always left for a question."""

CONNECTIONS = WORKING + 1
"""To the database: each that is inside may have one, and the probes, which pass by the door."""

THREADS = WORKING + SIGN_INS.most + 100
"""Who waits at the door (`lib.seats`) does so in a thread, so that it can be told who is let in first. Those who wait
to sign in take none of theirs."""
