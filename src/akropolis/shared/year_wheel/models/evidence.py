"""What shows that a yearly duty is done: rows of the domain where it is done. Each domain declares its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class DutyDone:
    """That something was done in the unit on a day, with what the row is called."""

    unit: UUID
    day: date
    row: str


@dataclass(frozen=True, slots=True)
class DutyEvidence:
    """Rows that show a duty to be done. `find` takes the first and last day, and returns what the user may read.

    `has_task`: the domain itself puts the work on the desk of whoever does it, so the year wheel need not.
    """

    label: Phrase
    find: Callable[[Access, date, date], Iterable[DutyDone]]
    has_task: bool = False


duty_evidence: Registry[str, DutyEvidence] = Registry("evidence of a yearly duty")


def evidence_choices() -> list[tuple[str, Phrase]]:
    """Return the choices of `YearlyDuty.shown_by`. It is a callable, so a new kind needs no migration."""
    return [(key, kind.label) for key, kind in duty_evidence.entries.items()]
