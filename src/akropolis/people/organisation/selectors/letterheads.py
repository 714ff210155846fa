"""Find which letterhead a unit's documents have."""

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.people.organisation.models import Letterhead
from akropolis.people.organisation.rules.tree import ways_up
from akropolis.people.organisation.selectors.tree import legal_entity


def own_letterhead(access: Access, unit: Unit) -> Letterhead | None:
    """Return the letterhead that is set for the unit itself; None if there is none."""
    found: Letterhead | None = Letterhead.objects.visible(access).filter(unit=unit).first()
    return found


def letterhead_of(access: Access, unit: Unit) -> Letterhead | None:
    """Return the unit's own letterhead, or that of the nearest unit above it within the same legal entity; None
    if there is none.

    A company owned by the city (bolag) does not bear the city's arms.
    """
    entity = legal_entity(access, unit)
    top = entity.path if entity else "/"
    rows = Letterhead.objects.visible(access).filter(unit__path__in=ways_up(unit.path))
    above = [row for row in rows.select_related("unit") if row.unit.path.startswith(top)]
    return max(above, key=lambda row: len(row.unit.path), default=None)
