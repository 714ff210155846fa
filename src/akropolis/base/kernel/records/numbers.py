"""Numbers such as `INC-2026-0012`, given in order and never twice."""

from collections import Counter as Tally
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from akropolis.base.kernel.records.models import Counter, Record


def _series(row: Record, at: datetime) -> str:
    year = row.number_year() if hasattr(row, "number_year") else timezone.localdate(at).year
    return f"{row.number_series()}-{year}"


def _take(series: str, count: int) -> int:
    mine = Counter.objects.filter(series=series)
    if not mine.update(last=F("last") + count):
        Counter.objects.create(series=series, last=count)
    return mine.get().last - count


def number_for(row: Record, at: datetime) -> str:
    """Return the next number in the row's series. The caller holds the write lock."""
    return numbers_for([row], at)[0]


def numbers_for(rows: Sequence[Record], at: datetime) -> list[str]:
    """Return numbers for many rows, in their order, with one look-up per series."""
    wanted = [_series(row, at) for row in rows]
    following = {series: _take(series, count) for series, count in Tally(wanted).items()}
    numbers = []
    for series in wanted:
        following[series] += 1
        numbers.append(f"{series}-{following[series]:04d}")
    return numbers
