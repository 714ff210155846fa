"""Log formats for whole records, each with its exception: text for a person, or JSON for a log collector."""

import json
import logging
from datetime import datetime

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError

from akropolis.base.kernel.watch.asked import asked_of
from akropolis.base.kernel.watch.secret_addresses import without_secrets
from akropolis.base.lib.calendar import STOCKHOLM

FIELDS = ("status", "path", "queries", "seconds")
"""Extra fields that a record may carry."""


class OneLine(logging.Filter):
    """Log filter that drops the traceback of invalid requests: scanners send such requests all the time."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record if its fault is a known one; always return True, so that every record is logged."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, SuspiciousOperation | BadRequest | MultiPartParserError):
            record.exc_info = record.exc_text = None
        return True


class TextFormatter(logging.Formatter):
    """Formatter of text lines: time, level, logger, message and request id. Line breaks in the message are escaped."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, then its traceback, with the secrets in the request's address redacted."""
        return _without_secrets(record, super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        """Return the log line without its traceback."""
        line = super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")
        now = asked_of(record)
        return f"{line} [{now.id}]" if now else line


class Json(logging.Formatter):
    """Formatter of one JSON object per line. The traceback is one of its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON, without empty fields."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, STOCKHOLM).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_secrets(record, record.getMessage()),
            **self._request(record),
            **{name: found for name in FIELDS if (found := getattr(record, f"ak_{name}", None)) is not None},
            "traceback": _without_secrets(record, self.formatException(record.exc_info))
            if record.exc_info
            else "",
        }
        return json.dumps({key: value for key, value in line.items() if value != ""}, ensure_ascii=False)

    def _request(self, record: logging.LogRecord) -> dict[str, object]:
        now = asked_of(record)
        if now is None:
            return {}
        return {
            "request": now.id,
            "account": now.account,
            "address": now.request.META.get("REMOTE_ADDR", ""),
            "method": now.method,
            "route": now.route,
        }


def _without_secrets(record: logging.LogRecord, text: str) -> str:
    now = asked_of(record)
    return without_secrets(now.request, text) if now else text
