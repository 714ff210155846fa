"""Which rows of the record are the same joint processing of several controllers (GDPR article 26)."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.authorities import Units
from akropolis.privacy.processing.models import Processing, ProcessingParty, ProcessingRole
from akropolis.privacy.processing.selectors.current import going_on


def list_repeated(day: date) -> set[UUID]:
    """Return the joint processings that another controller of the city has in its record since before.

    Two rows are the same processing if they have the same name and the same joint controllers, each naming the
    other. The first row of them is never here, so each processing is counted once without these.
    """
    units, because = Units(), "which rows are one joint processing; the register shows those that may be read"
    rows = Processing.objects.unscoped(because=because).filter(going_on(day), role=ProcessingRole.JOINT)
    parties = ProcessingParty.objects.unscoped(because=because).filter(processing__in=rows.order_by())
    joint: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for processing, unit in parties.exclude(unit=None).values_list("processing", "unit"):
        joint[processing].add(units.authority(unit).pk)
    seen, repeated = dict[tuple[str, frozenset[UUID]], UUID](), set[UUID]()
    for pk, name, unit in rows.order_by("created_at", "pk").values_list("pk", "sort_key", "owner_unit"):
        own = units.authority(unit).pk
        if seen.setdefault((name, frozenset({*joint[pk], own})), own) != own:
            repeated.add(pk)
    return repeated
