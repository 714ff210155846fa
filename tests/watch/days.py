"""What is logged meanwhile, in both forms, so that a test can look for what must not stand there."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from akropolis.base.kernel.watch.log import Json, OneLine, TextFormatter


class Day:
    """All that is logged meanwhile, in both forms."""

    def __init__(self) -> None:
        self.streams = {form: io.StringIO() for form in (TextFormatter, Json)}
        self.handlers = []
        for form, stream in self.streams.items():
            handler = logging.StreamHandler(stream)
            handler.setFormatter(form())
            handler.addFilter(OneLine())
            self.handlers.append(handler)

    def lines(self) -> list[str]:
        """Every line, tracebacks' too."""
        return [line for stream in self.streams.values() for line in stream.getvalue().splitlines()]

    def objects(self, logger: str) -> list[dict[str, Any]]:
        """What that logger has said."""
        found = [json.loads(line) for line in self.streams[Json].getvalue().splitlines()]
        return [line for line in found if line["logger"] == logger]

    def with_any_of(self, *secrets: str) -> list[str]:
        """The lines in which one of them stands, however it is written."""
        plain = [re.sub(r"[^a-zåäö0-9]", "", secret.lower()) for secret in secrets]
        return [
            line
            for line in self.lines()
            if any(one in re.sub(r"[^a-zåäö0-9]", "", line.lower()) for one in plain)
        ]


@contextmanager
def a_days_log() -> Iterator[Day]:
    """Each answer is told, as with the log as JSON; the other loggers are as the settings have them."""
    root, access, found = logging.getLogger(), logging.getLogger("akropolis.access"), Day()
    level = access.level
    access.setLevel(logging.INFO)
    for handler in found.handlers:
        root.addHandler(handler)
    try:
        yield found
    finally:
        for handler in found.handlers:
            root.removeHandler(handler)
        access.setLevel(level)
