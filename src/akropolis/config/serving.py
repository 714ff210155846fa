"""What each web worker loads: the application and, in one-process mode, the background jobs as a thread.

The thread is started here and not by the command: workers are forked from the command's process, and a lock held
by a thread at that moment would never be let go in them.
"""

import os

from akropolis.config.cli.jobs import start_thread
from akropolis.config.wsgi import application

if os.environ.get("AKROPOLIS_JOBS") == "1":
    start_thread()

__all__ = ["application"]
