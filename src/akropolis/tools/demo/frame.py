"""Used by every step of the build: the day, the random generator, the sizes and the ids."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Role, Tracked, Unit, User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Service
from akropolis.graph.suppliers.models import Supplier
from akropolis.tools.demo.source import Row, read

TODAY = date(2026, 11, 25)
BEGINNING = date(2019, 1, 1)
ZONE = ZoneInfo("Europe/Stockholm")
BUILT = datetime(2026, 11, 24, 16, 0, tzinfo=ZONE)
BECAUSE = "Övningsstaden byggdes"
FIRST_ID = 0x019D5D00_0000_7000_8000_000000000000
"""Base of the ids, which are of version 7 (RFC 9562) and dated in the year 2026."""


@dataclass(frozen=True, slots=True)
class DemoSize:
    """Size of a demo city. `units` are the codes of the units whose own reviews are created; None means all units."""

    name: str
    generic: int
    services: int
    incidents: int
    actions: int
    observations: int
    information: int
    suppliers: int
    risks: int
    units: tuple[str, ...] | None = None


SIZES = {
    "small": DemoSize("small", 2, 60, 24, 90, 12, 150, 25, 8, ("slk", "utb", "ald", "idr", "vat")),
    "city": DemoSize("city", 6, 600, 120, 900, 60, 1500, 250, 12),
    "large": DemoSize("large", 6, 6000, 1200, 9000, 600, 15000, 2500, 12),
}


@dataclass
class City:
    """The city as it is built, step by step.

    Units are keyed by code; people by user name; services by unit code; suppliers by name. Information
    sets are kept with what they were made from; other rows are keyed by their model, in the content's
    order.
    """

    size: DemoSize
    access: Access = field(default_factory=lambda: system("Demo"))
    units: dict[str, Unit] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    services: dict[str, list[Service]] = field(default_factory=dict)
    suppliers: dict[str, Supplier] = field(default_factory=dict)
    information: list[tuple[Any, Any]] = field(default_factory=list)
    things: dict[type, list[Any]] = field(default_factory=dict)
    worked: int = 0
    """How many pieces of postponed work have been done."""
    _last: int = 0
    _later: list[tuple[date, Callable[[Writer], object]]] = field(default_factory=list)

    def chance(self, what: str) -> random.Random:
        """Return a separate random generator for each step, so that a change in one leaves the others unchanged."""
        return random.Random(f"Mälarstad {what}")  # noqa: S311 # repeatable on purpose

    def new_id(self) -> UUID:
        """Return the next id, the same in every build."""
        self._last += 1
        return UUID(int=FIRST_ID + self._last)

    def identified(self, rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
        """Return the rows as dicts, each with an id added."""
        return [{"id": self.new_id(), **row} for row in rows]

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Yield a writer for one step, with a fixed time, since rows are numbered by their year."""
        with writing(self.access, because=BECAUSE) as w:
            w.at = BUILT
            yield w

    def add[T: Tracked](self, w: Writer, model: type[T], rows: Sequence[Row]) -> list[T]:
        """Create rows with ids through the writer's bulk insert, and return them."""
        return w.create_many(model, self.identified(rows))

    def later(self, day: date, work: Callable[[Writer], object]) -> None:
        """Postpone work to its day: a review whose figures were gathered before does not include it."""
        self._later.append((day, work))

    def until(self, day: date) -> None:
        """Do the work postponed to that day or an earlier one, in date order."""
        self._later.sort(key=lambda row: row[0])
        while self._later and self._later[0][0] <= day:
            with self.writing() as w:
                self._later.pop(0)[1](w)
            self.worked += 1

    def shared(self, key: str) -> Service:
        """Return the shared service to which the content refers by this key."""
        name = next(row["name"] for row in read("services")["shared"] if row["key"] == key)
        return next(s for s in self.services["slk"] if s.shared and s.name == name)

    def reviewing(self) -> list[str]:
        """Return the codes of the existing units that make management reviews, in the content's order."""
        return [u.code for u in self.units.values() if u.reviews and u.valid_to is None]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a datetime in Swedish local time."""
    return datetime.combine(day, time(hour, minute), ZONE)


def day_between(chance: random.Random, first: date, last: date) -> date:
    """Return a working day drawn at random between two days, both included, where that range has one."""
    day = first + timedelta(days=chance.randint(0, max(0, (last - first).days)))
    return day - timedelta(days=max(0, day.weekday() - 4)) if day.weekday() > 4 and day > first else day


def fit(text: str, limit: int = 200) -> str:
    """Return the text; if it is too long for the column, cut it after a whole word and add an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"
