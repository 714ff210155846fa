"""Personal data at a city's size: the list, the pages beside it, and one controller's record.

The processings belong to the controllers in turn. The baseline of pages is the list of risks, in the same run.
"""

import time
from collections.abc import Iterator
from itertools import cycle, islice

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.reporting import render
from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.models import Processing, ProcessingNode, ProcessingRecipient
from akropolis.privacy.processing.selectors.past import read_record
from akropolis.privacy.processing_record.reports.record_paper import record_paper
from akropolis.tools.bench.measure import Measurement, median, timed
from akropolis.tools.bench.risks import figure_of_work
from akropolis.tools.bench.visiting import visit

COUNT, LIST, RECORD = 6_000, 40.0, 2_000.0
"""The number of processings, and the limits of a list and a record, in milliseconds of the processor."""


def measured() -> Iterator[Measurement]:
    """Yield all figures. The processings remain: no other group is measured after this one."""
    access, today = system("bench"), timezone.localdate()
    units = list(Unit.everything.filter(valid_to=None, kind__in=OWN_AUTHORITY))
    nodes = list(Node.everything.filter(archived_at=None, kind="service"))
    with writing(access) as w:
        owners = islice(cycle(units), COUNT)
        values = {"purpose": "Handlägga ärenden.", "retention_months": 24}
        rows = w.create_many(
            Processing, [values | {"title": f"Behandling {n}", "owner_unit": u} for n, u in enumerate(owners)]
        )
        w.create_many(
            ProcessingNode, [{"processing": r, "node": n} for r, n in zip(rows, cycle(nodes), strict=False)]
        )
        w.create_many(ProcessingRecipient, [{"processing": row, "name": "Skatteverket"} for row in rows])
    size = f"{COUNT} processings, {len(units)} controllers"
    base = median(timed(visit(reverse("risks-list"), "ciso"), runs=9, clock=time.process_time))
    for name, address, limit in (
        ("list of processings", reverse("processings-list"), LIST),
        ("a processing", reverse("processings-detail", args=[rows[0].pk]), None),
        ("the officer's desk", reverse("dpo-desk"), None),
    ):
        yield figure_of_work(name, size, visit(address, "dso"), base, limit)
    unit = units[0]
    yield figure_of_work(
        "a controller's record as Word",
        size,
        lambda: render(record_paper(access, unit, today, read_record(access, unit, today)), "docx"),
        base,
        RECORD,
    )
