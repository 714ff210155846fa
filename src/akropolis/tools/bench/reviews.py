"""Gathering the city's figures for a review (its pack), and writing the document of the review."""

import io
from collections.abc import Callable, Iterator

import docx
import typst
from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.reporting import Form
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review_inputs.selectors import gathering
from akropolis.review.review_text.services import documents
from akropolis.tools.bench.measure import Measurement, figure, median, timed

RUNS = 15
CITY, YEAR, READER = "stad", 2026, "ciso"
DATED = {
    "incidents_incident": "occurred_at",
    "actions_action": "begun_on",
    "assets_service": "in_use_from",
    "horizon_observation": "observed_on",
}


def gather() -> Iterator[Measurement]:
    """Measure the city's pack over all units; the baseline is the same counts per unit by SQL."""
    access = access_for_username(READER)
    review = find(access, CITY, YEAR)
    times = timed(lambda: gathering.gather(access, review, now=timezone.now()), runs=RUNS)
    units = Review.everything.filter(year=YEAR).count()
    base = median(timed(lambda: _count(review), runs=RUNS))
    yield figure("gather the city's pack", f"{units} reviews", times, baseline=base, limit=500.0)


def _count(review: Review) -> None:
    with connection.cursor() as cursor:
        for table, day in DATED.items():
            cursor.execute(
                f'SELECT owner_unit_id, count(*) FROM "{table}" WHERE "{day}" BETWEEN %s AND %s GROUP BY owner_unit_id',  # noqa: S608 # names of ours
                [review.period_from, review.period_to],
            )
            cursor.fetchall()


def rendering() -> Iterator[Measurement]:
    """Measure the city's decided document in each form; the baseline is an empty document by the same library."""
    access = access_for_username(READER)
    forms: tuple[tuple[Form, float | None, Callable[[], object] | None], ...] = (
        ("docx", 300.0, _empty_docx),
        ("pdf", 500.0, _empty_pdf),
        ("odt", None, None),
        ("html", None, None),
    )
    for form, limit, empty in forms:

        def write(form: Form = form) -> bytes:
            return documents.render(access, unit=CITY, year=YEAR, form=form)

        size = f"{len(write()) // 1024} kB"
        base = median(timed(empty, runs=RUNS)) if empty else None
        yield figure(f"render {form}", size, timed(write, runs=RUNS), baseline=base, limit=limit)


def _empty_docx() -> None:
    docx.Document().save(io.BytesIO())


def _empty_pdf() -> bytes:
    return bytes(typst.compile(b"#set document(title: [x])\nx"))
