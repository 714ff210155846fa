"""Collect every static file into a folder, as the built wheel serves them: `python scripts/collect.py FOLDER`.

Each gets the hash of its content in its name, so that a browser never asks for it twice, and lies compressed beside
itself. Needs Django and WhiteNoise but not our settings, so that the wheel's build can call it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "akropolis"
NOT_SERVED = ["*.ttf", "LICENSE*", "stamp.txt"]
"""What only papers are printed with, and what only stands beside the files."""


def main(folder: str) -> None:
    """Raises ValueError when a file names another that is not there."""
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATICFILES_DIRS=sorted(path for path in PACKAGE.rglob("static") if path.is_dir()),
        STATIC_ROOT=folder,
        STATIC_URL="/static/",
        STORAGES={"staticfiles": storage},
        WHITENOISE_KEEP_ONLY_HASHED_FILES=True,
    )
    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=NOT_SERVED)


if __name__ == "__main__":
    main(sys.argv[1])
