"""Record and look up maintenance of the installation."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import DatabaseError

from akropolis.base.kernel.access.faults import READ_ONLY, fault
from akropolis.base.kernel.watch.models import Upkeep, UpkeepKind

log = logging.getLogger("akropolis.operation")


def record_upkeep(
    kind: UpkeepKind, at: datetime, *, why: str = "", figures: Mapping[str, object] | None = None
) -> Upkeep | None:
    """Store and log a maintenance run, with what went wrong, if anything.

    Never raises: the maintenance is already done, even if the database accepts no writes. Returns the row,
    or None if it could not be stored.
    """
    row = Upkeep(kind=kind, at=at, well=not why, why=why[:300], figures=figures or {})
    said = json.dumps(row.figures, ensure_ascii=False)
    log.log(logging.ERROR if why else logging.INFO, "%s: %s %s", kind.value, why or "done", said)
    try:
        row.save(force_insert=True)
    except DatabaseError as error:
        if fault(error) is not READ_ONLY:  # a read-only copy
            log.warning("%s could not be noted: %s", kind.value, error)
        return None
    return row


def latest_upkeep(kind: UpkeepKind, **more: object) -> Upkeep | None:
    """Return the latest maintenance run of that kind; None if there is none."""
    return Upkeep.objects.filter(kind=kind, **more).first()
