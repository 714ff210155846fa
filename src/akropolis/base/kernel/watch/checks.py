"""What is looked at to know whether the installation is as it should be, declared once.

The monitor's `/ready`, the metrics, the administrator's page and what waits for her all read these declarations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from akropolis.base.kernel.access.faults import fault
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase

PERMISSION = "watch:installation:operate"
"""Who looks after the installation. It is no right to read: much that is read in the whole city is not for its IT."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing that is looked at. `look` gives what is wrong at a moment, in the reader's language, or nothing.

    `stops` says that the installation does not do its work while this is wrong: `/ready` is then 503.
    """

    key: str
    label: Phrase
    look: Callable[[datetime], str]
    stops: bool = False


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check, and what was wrong when it was looked at."""

    check: HealthCheck
    wrong: str

    @property
    def well(self) -> bool:
        """Whether nothing is."""
        return not self.wrong


checks: Registry[str, HealthCheck] = Registry("check of the installation")


def run_checks(now: datetime) -> list[CheckResult]:
    """All of them, in order. One that cannot be looked at is wrong, and says why."""
    return [CheckResult(check, _wrong(check, now)) for check in checks]


def _wrong(check: HealthCheck, now: datetime) -> str:
    try:
        return str(check.look(now))
    except (DatabaseError, OSError) as error:
        known = fault(error)
        return str(known.heading) if known else type(error).__name__
