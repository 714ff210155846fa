"""How many threads and database connections a process of the server has, and its limits of heavy work."""

from akropolis.base.kernel.background.turns import Turns, turns

PATIENCE = 10
"""Seconds that a sign-in waits for its turn: one processor checks some 60 passwords meanwhile."""
SIGN_INS = Turns(at_once=1, waiting=120, kept=60, seconds=PATIENCE)
"""Sign-ins, each with a password to check, which is heavy by design: one at a time in each process. The others wait in
`TurningAwayMiddleware`, without a slot or a connection. Browsers in which somebody has signed in before go ahead of
strangers, who have half of the places."""
PROOFS = Turns(at_once=1, waiting=3, seconds=PATIENCE)
"""Passwords that users give again while they are signed in."""

EVENTS = Turns(at_once=1, waiting=3, of_one=4, seconds=5)
"""Events reported by monitors: they come in floods, and all writes wait for one another anyway."""

WORKING = SIGN_INS.at_once + sum(each.most for each in (turns, PROOFS, EVENTS)) + 1
"""Requests under way at once: all that may hold or wait for a turn, and one that is always left for reading."""

CONNECTIONS = WORKING + 1
"""To the database: one for each request under way, and one for the probes, which no limit applies to."""

THREADS = WORKING + SIGN_INS.most + 100
"""A request waits for the limit (`lib.request_limit`) in a thread. Waiting sign-ins have threads of their own."""
