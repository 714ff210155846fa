"""What each web worker loads."""

import gc
import sys

from akropolis.config.wsgi import application

# A short question waits for the thread that has the interpreter to let go of it: five milliseconds, unless told.
sys.setswitchinterval(0.001)
# What is loaded stays, and what a request makes is let go of by itself: looking through all of it each few requests
# stood all threads still for half a second in a large city.
gc.collect()
gc.freeze()
gc.set_threshold(20_000)

__all__ = ["application"]
