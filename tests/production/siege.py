"""Many who ask for what is costly, again and again, until somebody beside them has had her answers."""

import http.client
import logging
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.length import LONG
from tests.production.clients import together

ANSWERS = 20
SECONDS = 60 if LONG else 0


@dataclass
class Siege:
    """What they were answered, and how many seconds she waited for each of hers."""

    over: threading.Event = field(default_factory=threading.Event)
    answered: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def lay(self, port: int, attacks: Sequence[Callable[[], int]]) -> None:
        """Begin all of it at the same moment, and end when she has had enough answers. Prints the times."""
        begun = threading.Barrier(len(attacks) + 1)
        together([*(partial(self._go_on, begun, each) for each in attacks), partial(self._ask, begun, port)])
        median, late = statistics.median(self.times), sorted(self.times)[int(len(self.times) * 0.95)]
        words = "health beside %s: %s answers, median %.0f ms, p95 %.0f ms; theirs: %s"
        figures = len(attacks), len(self.times), median * 1000, late * 1000, dict(self.answered)
        logging.getLogger("production").warning(words, *figures)

    def _go_on(self, begun: threading.Barrier, attack: Callable[[], int]) -> None:
        begun.wait(60)
        while not self.over.is_set():
            self.answered[attack()] += 1

    def _ask(self, begun: threading.Barrier, port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        begun.wait(60)
        end = time.monotonic() + SECONDS
        try:
            while len(self.times) < ANSWERS or time.monotonic() < end:
                started = time.monotonic()
                connection.request("GET", "/health")
                answer = connection.getresponse()
                assert (answer.status, answer.read() != b"") == (200, True)
                self.times.append(time.monotonic() - started)
        finally:
            self.over.set()
            connection.close()
