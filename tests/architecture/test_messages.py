"""Swedish is complete: every text has its translation, none is fuzzy, and no text is put together in gettext."""

import subprocess
import sys

from tests.architecture import source


def test_swedish_is_complete() -> None:
    tool = [sys.executable, str(source.ROOT / "scripts" / "messages.py"), "check"]
    done = subprocess.run(tool, capture_output=True, text=True)
    assert done.stdout == "messages: complete\n"
