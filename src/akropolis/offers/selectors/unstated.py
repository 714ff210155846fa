"""Levels that nobody has stated though something is demanded, by the unit that operates the thing and states them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from akropolis.classification.rules.aspects import Aspect
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.offers.rules.gaps import Lack, View
from akropolis.offers.selectors.gap_rows import Row, Side, Thing, Wanted
from akropolis.offers.selectors.gaps import Gaps


@dataclass(frozen=True, slots=True)
class Unstated:
    """A thing whose offered level is not known in these aspects, and in which unit's list it stands.

    `expired` when it was stated and has run out.
    """

    thing: Thing
    unit: Unit
    aspects: tuple[Aspect, ...]
    expired: bool


def by_operator(access: Access, day: date, *, state: str = "") -> Mapping[Unit, list[Unstated]]:
    """Every thing that the person may read gaps of and whose level is not known, under the unit that is to state it.

    That is its operator, or its owner where nobody else operates it. Each thing stands once, the most demanded first,
    as in the list of unknown levels, which has no parts of software. `state` leaves those that stand so, `open` say.
    """
    selector = Gaps(access, day)
    found: dict[Unit, list[Unstated]] = {}
    for row in selector.rows(Wanted(view=View.UNKNOWN, side=Side.OPERATES, state=state)):
        unit = selector.units[row.thing.operator or row.thing.owner]
        found.setdefault(unit, []).append(_unstated(row))
    return found


def _unstated(row: Row) -> Unstated:
    gaps = [line.gap for line in row.lines]
    return Unstated(
        row.thing, row.unit, tuple(gap.aspect for gap in gaps), any(g.lack is Lack.EXPIRED for g in gaps)
    )
