"""Modules that web workers use. They are imported once, before the workers are forked (`cli.service`)."""

import sys
from pathlib import Path

from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import reverse

from akropolis.base.lib.memory import collect_seldom
from akropolis.shell.config.wsgi import application

# Load all pages in advance, or the first request would wait seconds for it, and all others with it.
reverse("sign-in")
for folder in map(Path, get_app_template_dirs("templates")):
    for template in folder.rglob("*.html"):
        get_template(str(template.relative_to(folder)))

# A short request waits for the thread that holds the GIL to release it: by default five milliseconds.
sys.setswitchinterval(0.001)
collect_seldom()

__all__ = ["application"]
