"""What each web worker loads."""

import sys

from akropolis.config.wsgi import application

# A short question waits for the thread that has the interpreter to let go of it: five milliseconds, unless told.
sys.setswitchinterval(0.001)

__all__ = ["application"]
