"""What the installation holds, asked of a process of its own for as long as a module's tests run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.production.place import ROOT, Place

BEGIN = "import django; django.setup(); from tests.federation.foreign import within; within.answer()"


class Inside:
    """Asks that process about people, by user name."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def person(self, username: str) -> Any:
        """Name, address, roles and identities of the person; None where there is none."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{username}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def prepared(place: Place) -> Iterator[Inside]:
    """The installation with units, people and two group rules, and whom to ask about it."""
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN],
        env=place.environment(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        found = Inside(process)
        assert found.person("owner")["roles"], "it is there"
        yield found
