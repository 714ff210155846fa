"""Viewings of secret rows: kept beside the history, and sealed in it by a job, so that no reader waits for its lock."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Max, QuerySet

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.history.moments import last_settled, one_snapshot
from akropolis.base.kernel.records.models import AbstractViewing, AbstractViewingSeal
from akropolis.base.kernel.records.proof import Comparison
from akropolis.base.kernel.records.values import stored_value
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.commitments import canonical
from akropolis.base.ui.words import Phrase

EVERY = timedelta(minutes=10)
"""Interval between seals, so the longest time for which a deleted or changed viewing cannot be detected."""
BATCH = 2000

type Sum = tuple[int, str]
"""The number of viewings, and the SHA-256 digest of their contents."""


@dataclass(frozen=True, slots=True)
class SealedViewings:
    """Declares the viewings of one kind of row: their model, their seals, and what is sealed, in a fixed order.

    `because` is the reason in the history; `fault` says which seal is broken (`last`, `count`, `at`).
    """

    viewing: type[AbstractViewing]
    seal: type[AbstractViewingSeal]
    fields: tuple[str, ...]
    because: Phrase
    fault: Phrase

    def seal_new(self, _now: datetime) -> str:
        """Job: seal the viewings recorded since the last seal, if there are any. Returns their number in words."""
        if not self._unsealed().exists():
            return "0 viewings"
        last = last_settled(self.viewing)
        with writing(system("akropolis viewings"), because=str(self.because)) as w:
            rows = self._unsealed().filter(pk__lte=last)
            count, digest = _sum(rows.order_by("pk").values_list(*self.fields).iterator(BATCH))
            if count:
                w.create(self.seal, {"last": last, "count": count, "digest": digest})
        return f"{count} viewings"

    def _unsealed(self) -> QuerySet[AbstractViewing]:
        last = self.seal.everything.aggregate(last=Max("last"))["last"] or 0
        return self.viewing._default_manager.filter(pk__gt=last)

    @one_snapshot()
    def compare(self) -> Comparison:
        """Compare every sealed viewing with its seal, to detect any deleted, changed or inserted. Returns how many."""
        seals = list(self.seal.everything.order_by("last"))
        lasts = [seal.last for seal in seals]
        rows = self.viewing._default_manager.filter(pk__lte=max(lasts, default=0)).order_by("pk")
        parts = groupby(
            rows.values_list(*self.fields).iterator(BATCH), key=lambda row: bisect_left(lasts, row[0])
        )
        sums = {index: _sum(part) for index, part in parts}
        found = Comparison(sum(count for count, _digest in sums.values()))
        for index, seal in enumerate(seals):
            if sums.get(index) != (seal.count, seal.digest):
                words = {"last": seal.last, "count": seal.count, "at": seal.created_at.isoformat()}
                found.faults.append(str(self.fault) % words)
        return found


def _sum(rows: Iterable[Sequence[object]]) -> Sum:
    """Return the sum of rows of the sealed fields, in the order of their numbers."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        count += 1
        digest.update(canonical([stored_value(value) for value in row]).encode() + b"\n")
    return count, digest.hexdigest()
