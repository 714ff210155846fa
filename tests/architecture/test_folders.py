"""Processes that test side by side do not meet on disk."""

import os
from pathlib import Path

from django.conf import settings


def test_the_settings_are_read_with_this_process_own_folder() -> None:
    assert Path(os.environ["AKROPOLIS_DATA_DIR"]) == settings.DATA_DIR
