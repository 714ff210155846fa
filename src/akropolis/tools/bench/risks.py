"""The picture of a city's risks: the matrix, the top list, and two days compared.

The risks are spread over the units and the nodes of the demo city, each judged twice by one matrix. The baseline
groups the same rows by plain SQL.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache.results import clear_cache
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement, RiskMatrix
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.graph.risk.selectors.picture import RiskPicture
from akropolis.tools.bench.measure import Measurement, figure, median, timed
from akropolis.tools.bench.visiting import visit

COUNT, RUNS = 5_000, 9
PICTURE = 120.0
"""Maximum processor time of the matrix with the top list, in milliseconds."""
JUDGED = (timedelta(days=300), timedelta(days=20))
"""How long ago each risk was judged."""


def measured() -> Iterator[Measurement]:
    """Yield all figures. The risks remain: no other group is measured after this one."""
    access, today = access_for_username("ciso"), timezone.localdate()
    matrix = matrix_in_use(access, today)
    assert matrix is not None, "the demo city uses a matrix"
    _store(matrix)
    size = f"{COUNT} risks, {Unit.everything.filter(valid_to=None).count()} units"
    base = median(timed(_grouped, runs=RUNS, clock=time.process_time))

    def draw() -> None:
        clear_cache()
        picture = RiskPicture(access, today)
        assert picture.cells
        assert picture.top

    def compare() -> None:
        clear_cache()
        assert RiskPicture(access, today).moves(today - timedelta(days=100))

    address = reverse("risk-picture")
    yield figure_of_work("matrix and top list, as data", size, draw, base, PICTURE)
    yield figure_of_work("two days compared, as data", size, compare, base, None)
    yield figure_of_work("picture of the risks, kept", size, visit(address, "ciso"), base, PICTURE)
    yield figure_of_work("picture of the risks, anew", size, _anew(visit(address, "ciso")), base, PICTURE)
    yield figure_of_work(
        "picture of a committee's risks, anew", size, _anew(visit(address, "chef.utb")), base, PICTURE
    )


def _anew(work: Callable[[], object]) -> Callable[[], object]:
    """Return a function that does the work without anything from the cache of query results."""

    def run() -> None:
        clear_cache()
        work()

    return run


def _store(matrix: RiskMatrix) -> None:
    """Store the risks and their judgements, in units in turn and about nodes in turn."""
    chance, body, today = random.Random(7), body_of(matrix), timezone.localdate()  # noqa: S311 # the same each time
    units, nodes = list(Unit.everything.filter(valid_to=None)), list(Node.everything.filter(archived_at=None))
    cells = [(*cell, level) for cell, level in sorted(body.cells.items())]
    with writing(system("bench")) as w:
        rows, judgements = [], []
        for n in range(COUNT):
            likelihood, consequence, level = chance.choice(cells)
            judged = {"matrix": matrix, "likelihood": likelihood, "consequence": consequence, "level": level}
            about = {"owner_unit": units[n % len(units)], "node": nodes[n % len(nodes)]}
            rows.append({"title": f"Risk {n}", **about, **judged, "judged_on": today - JUDGED[-1]})
        for risk in w.create_many(Risk, rows):
            for ago in JUDGED:
                likelihood, consequence, level = chance.choice(cells)
                judged = {
                    "matrix": matrix,
                    "likelihood": likelihood,
                    "consequence": consequence,
                    "level": level,
                }
                said = {"kind": JudgementKind.CURRENT, "judged_on": today - ago, "judged_by": "Benchmark"}
                said |= {"consequences": {"person": consequence}}
                judgements.append({"risk": risk, **judged, **said})
        w.create_many(RiskJudgement, judgements)


def _grouped() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT matrix_id, likelihood, consequence, COUNT(*) FROM risk_risk GROUP BY 1, 2, 3")
        cursor.fetchall()


def figure_of_work(
    name: str, size: str, work: Callable[[], object], base: float, limit: float | None, *, runs: int = RUNS
) -> Measurement:
    """Return a figure measured in processor time, which other load on the machine does not affect."""
    times = timed(work, runs=runs, clock=time.process_time)
    with CaptureQueriesContext(connection) as queries:
        work()
    return figure(name, size, times, baseline=base, limit=limit, queries=len(queries))
