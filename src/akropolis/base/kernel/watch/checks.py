"""Health checks of the installation, declared once.

The monitor's `/ready`, the metrics, the administrator's page and the administrator's tasks all read these
declarations.
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
    """A health check. `look` returns what is wrong at a moment, in the reader's language, or an empty string.

    `stops` says that the installation does not work while this is wrong: `/ready` is then 503.
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
        """Return whether nothing is wrong."""
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
