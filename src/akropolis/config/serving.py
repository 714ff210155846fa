"""What web workers are forked with (`cli.service`): the command loads it, once for all of them."""

import gc
import sys

from django.urls import reverse

from akropolis.config.wsgi import application

# All pages, before anybody asks for one: the first who did waited seconds for them, and everybody else beside her.
reverse("sign-in")

# A short question waits for the thread that has the interpreter to let go of it: five milliseconds, unless told.
sys.setswitchinterval(0.001)
# What is loaded stays, and what a request makes is let go of by itself: looking through all of it each few requests
# stood all threads still for half a second in a large city.
gc.collect()
gc.freeze()
gc.set_threshold(20_000)

__all__ = ["application"]
