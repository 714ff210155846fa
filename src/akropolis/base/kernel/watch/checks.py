"""Health checks of the installation, each declared once.

The declarations are read by `/ready` for monitors, by the metrics, by the administrator's page and by the
administrator's tasks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from akropolis.base.kernel.access.faults import fault
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase

PERMISSION = "watch:installation:operate"
"""Permission to look after the installation. It gives no right to read: much of the city's data is not for its IT."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A health check. `look` takes a moment and returns what is wrong, in the reader's language, or an empty
    string.

    `stops` says that the installation does not work while the check fails: `/ready` then answers 503.
    """

    key: str
    label: Phrase
    look: Callable[[datetime], str]
    stops: bool = False


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check and its result."""

    check: HealthCheck
    wrong: str

    @property
    def well(self) -> bool:
        """Return whether the check found nothing wrong."""
        return not self.wrong


checks: Registry[str, HealthCheck] = Registry("check of the installation")


def run_checks(now: datetime) -> list[CheckResult]:
    """Run all checks, in order. A check that raises counts as failed, with the reason."""
    return [CheckResult(check, _wrong(check, now)) for check in checks]


def _wrong(check: HealthCheck, now: datetime) -> str:
    try:
        return str(check.look(now))
    except (DatabaseError, OSError) as error:
        known = fault(error)
        return str(known.heading) if known else type(error).__name__
