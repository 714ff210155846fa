"""docs/reference says what the code does: it is made anew and compared."""

import subprocess
import sys

from tests.architecture import source


def test_the_reference_is_what_the_code_says() -> None:
    tool = [sys.executable, str(source.ROOT / "scripts" / "reference.py"), "--check"]
    done = subprocess.run(tool, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
