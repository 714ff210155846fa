"""Seal viewings of secret events in the history by a job, so that a reader never waits for the history's lock."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.history.moments import last_settled, one_snapshot
from akropolis.base.kernel.records.proof import Comparison
from akropolis.base.kernel.records.values import stored_value
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.commitments import canonical
from akropolis.events.incidents.models import Viewing, ViewingSeal

EVERY = timedelta(minutes=10)
"""Interval between seals, so the longest time for which a deleted or changed viewing cannot be detected."""
FIELDS = ("pk", "incident_id", "person", "username", "page", "at")
BATCH = 2000

type Sum = tuple[int, str]
"""The number of viewings, and the SHA-256 digest of their contents."""


def seal_viewings(_now: datetime) -> str:
    """Job: seal the viewings recorded since the last seal, if there are new ones. Returns their number in words."""
    if not _after(_last_sealed()).exists():
        return "0 viewings"
    last = last_settled(Viewing)
    with writing(system("akropolis viewings"), because=_("Viewings of secret events are sealed.")) as w:
        rows = _after(_last_sealed()).filter(pk__lte=last)
        count, digest = _sum(rows.order_by("pk").values_list(*FIELDS).iterator(BATCH))
        if count:
            w.create(ViewingSeal, {"last": last, "count": count, "digest": digest})
    return f"{count} viewings"


def _after(number: int) -> "QuerySet[Viewing]":
    return Viewing.objects.filter(pk__gt=number)


def _last_sealed() -> int:
    return ViewingSeal.everything.aggregate(last=Max("last"))["last"] or 0


def _sum(rows: Iterable[Sequence[object]]) -> Sum:
    """Return the sum of rows of FIELDS in the order of their numbers."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        count += 1
        digest.update(canonical([stored_value(value) for value in row]).encode() + b"\n")
    return count, digest.hexdigest()


@one_snapshot()
def compare_viewings() -> Comparison:
    """Compare every sealed viewing with its seal, to detect any deleted, changed or inserted. Returns how many."""
    seals = list(ViewingSeal.everything.order_by("last"))
    lasts = [seal.last for seal in seals]
    rows = Viewing.objects.filter(pk__lte=max(lasts, default=0)).order_by("pk").values_list(*FIELDS)
    parts = groupby(rows.iterator(BATCH), key=lambda row: bisect_left(lasts, row[0]))
    sums = {index: _sum(part) for index, part in parts}
    found = Comparison(sum(count for count, _digest in sums.values()))
    sentence = _(
        "Viewings of secret events up to number %(last)s: not the %(count)s that were sealed %(at)s."
    )
    for index, seal in enumerate(seals):
        if sums.get(index) != (seal.count, seal.digest):
            words = {"last": seal.last, "count": seal.count, "at": seal.created_at.isoformat()}
            found.faults.append(sentence % words)
    return found
