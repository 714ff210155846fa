"""How many threads and database connections a server process has, and its limits on heavy work."""

from akropolis.base.kernel.background.turns import Turns, turns

PATIENCE = 10
"""Seconds that a sign-in waits for its turn; in that time one processor checks some 60 passwords."""
SIGN_INS = Turns(at_once=1, waiting=120, kept=60, seconds=PATIENCE)
"""Limit of sign-ins: one at a time in each process, because checking a password is heavy by design.

Other sign-ins wait in `TurningAwayMiddleware`, without a slot or a database connection. Browsers from which
somebody has signed in before go ahead of unknown browsers, which can take at most half of the places.
"""
PROOFS = Turns(at_once=1, waiting=3, seconds=PATIENCE)
"""Limit of password checks for users who are already signed in and give their password again."""

EVENTS = Turns(at_once=1, waiting=3, of_one=4, seconds=5)
"""Events reported by monitors: they come in floods, and all writes wait for one another anyway."""

WORKING = SIGN_INS.at_once + sum(each.most for each in (turns, PROOFS, EVENTS)) + 1
"""Maximum number of requests under way: all that may hold or wait for a turn, plus one reserved for reading."""

CONNECTIONS = WORKING + 1
"""To the database: one for each request under way, and one for the probes, which no limit applies to."""

THREADS = WORKING + SIGN_INS.most + 100
"""A request waits for the limit (`lib.request_limit`) in a thread. Waiting sign-ins have threads of their own."""
