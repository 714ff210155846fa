"""What web workers are forked with (`cli.service`): the command loads it, once for all of them."""

import sys

from django.urls import reverse

from akropolis.config.wsgi import application
from akropolis.lib.memory import collect_seldom

# All pages, before anybody asks for one: the first who did waited seconds for them, and everybody else beside her.
reverse("sign-in")

# A short question waits for the thread that has the interpreter to let go of it: five milliseconds, unless told.
sys.setswitchinterval(0.001)
collect_seldom()

__all__ = ["application"]
