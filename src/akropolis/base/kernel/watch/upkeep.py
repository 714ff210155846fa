"""What was done to keep the installation, noted and looked up."""

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
    """Write down that it was done, with what was wrong, if anything was; one line in the log says the same.

    Never raises: what was done is done, also where the database takes no writes. None is then returned.
    """
    row = Upkeep(kind=kind, at=at, well=not why, why=why[:300], figures=figures or {})
    said = json.dumps(row.figures, ensure_ascii=False)
    log.log(logging.ERROR if why else logging.INFO, "%s: %s %s", kind.value, why or "done", said)
    try:
        row.save(force_insert=True)
    except DatabaseError as error:
        if fault(error) is not READ_ONLY:  # a copy to look at, which takes no notes
            log.warning("%s could not be noted: %s", kind.value, error)
        return None
    return row


def latest_upkeep(kind: UpkeepKind, **more: object) -> Upkeep | None:
    """The latest time that it was done."""
    return Upkeep.objects.filter(kind=kind, **more).first()
