"""Security measures at a city's size and at ten times that size: missing ones, a service's list, writing
one row and many.

The services belong to the units of the demo city that are to assess measures, and have the highest
levels, so that all measures are demanded. At the smaller size all assessments are written by the
product's own function, in one transaction with their history; the rest of the larger size is stored as
rows alone.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.statements import bulk_update_rows, bulk_upsert_rows
from akropolis.base.kernel.records.writer import create
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.graph.compliance.models.tallies import COUNTED
from akropolis.graph.compliance.selectors.catalogue import controls, of_services
from akropolis.graph.compliance.selectors.requirements import by_control, tallies
from akropolis.graph.compliance.services import tallying
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.selectors.campaigns import candidates
from akropolis.shared.campaigns.services import answers, campaigns
from akropolis.shared.campaigns.services.answers import AnswerInput
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.tools.bench import graphs
from akropolis.tools.bench.measure import Measurement, figure, median, timed
from akropolis.tools.bench.visiting import visit

CITY, TIMES = 80_000, 10
"""Number of assessments in a city, and how many times as many are measured as well."""
ANSWERED = 600
PAGE, DATA, LIST, SAVED, FILED = 100.0, 2.0, 150.0, 40.0, 60_000.0
RUNS = 9
STATES, PARTS = ("met", "partly", "not_applicable", "not_begun"), (60, 20, 10, 10)
READER = "ciso"


def measured() -> Iterator[Measurement]:
    """Yield all figures. The stored rows remain: no other group is measured after this one."""
    access, measures = access_for_username(READER), of_services(controls(timezone.localdate()))
    nodes = _services(CITY // len(measures))
    words = list(_words(nodes, measures))
    took = timed(lambda: assess(access, words, because="Benchmark"), runs=1, warm=0)
    size = f"{len(words)} rows"
    yield figure("measures said of in one act", size, took, baseline=median(timed(_copied, runs=3)))
    yield from _figures(access, nodes, measures, size)
    more = _services(CITY * (TIMES - 1) // len(measures))
    _bulk_insert(list(_words(more, measures)))
    yield figure("tallies worked out anew", f"{CITY * TIMES} rows", timed(tallying.rebuild, runs=1, warm=0))
    yield from _figures(access, more, measures, f"{CITY * TIMES} rows")


def _services(count: int) -> list[Node]:
    """Create services at the highest levels, in the units that are to assess measures, and return their nodes."""
    ids = graphs.store(graphs.Shape(["service"] * count, [None] * count, []))
    units = [unit.hex for unit in sorted(_ids_of_asked())]
    rows = [(units[place % len(units)], 3, 3, 3, 3, node) for place, node in enumerate(ids)]
    bulk_update_rows(Node, ("owner_unit_id", *ORDER[: graphs.ASPECTS]), rows, key="id")
    tallying.rebuild()
    found = Node.everything.select_related("owner_unit", "operator_unit").in_bulk(ids)
    return [found[node] for node in ids]


def _ids_of_asked() -> set[UUID]:
    return set(Unit.everything.filter(reviews=True, valid_to=None).values_list("pk", flat=True))


def _words(nodes: Sequence[Node], measures: Sequence[Control]) -> Iterator[AssessmentInput]:
    chance = random.Random(7)  # noqa: S311 # the same city each time
    for node, control in product(nodes, measures):
        state = chance.choices(STATES, PARTS)[0]
        yield AssessmentInput(control, node, state, "Beskrivs i rutinen, och kontrollerades i våras.")


def _bulk_insert(words: Sequence[AssessmentInput]) -> None:
    """Insert the assessments as rows alone, without history."""
    now, day = timezone.now().isoformat(), timezone.localdate().isoformat()
    names = ("id", "version", "created_at", "updated_at", "control_id", "node_id", "state", "reasons")
    rows = [
        (new_id().hex, 1, now, now, w.control.pk.hex, w.place.pk, w.state, w.reasons, day, "Benchmark")
        for w in words
    ]
    bulk_upsert_rows(Fulfilment, (*names, "assessed_on", "assessed_by"), rows)


def _copied() -> None:
    """Copy the stored assessments to a temporary table by the database alone, and drop that table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_plain AS SELECT * FROM compliance_fulfilment")
        cursor.execute("DROP TABLE bench_plain")


def _figures(
    access: Access, nodes: Sequence[Node], measures: Sequence[Control], size: str
) -> Iterator[Measurement]:
    base = median(timed(_tallies, runs=RUNS, clock=time.process_time))
    day = timezone.localdate()
    yield _figure(
        "what is missing, as data", size, lambda: by_control(tallies(access, day)), base, DATA * base
    )
    yield _figure("what is missing, the city's page", size, visit(reverse("compliance"), READER), base, PAGE)
    node = nodes[0]
    rows = median(timed(lambda: _of(node), runs=RUNS, clock=time.process_time))
    address = reverse("compliance-service", args=[node.record])
    yield _figure("a service's list with reasons", size, visit(address, READER), rows, LIST)
    yield _figure("one measure saved", size, _saving(access, node, measures[0]), None, SAVED)
    took = timed(_filing(access, nodes[:ANSWERED], measures[1]), runs=1, warm=0)
    yield figure(
        "answers of a campaign filed", f"{len(nodes[:ANSWERED])} services, {size}", took, limit=FILED
    )
    begun = time.perf_counter()
    assert tallying.differences() == []
    yield figure("tallies held against the rows", size, [(time.perf_counter() - begun) * 1000])


def _figure(
    name: str, size: str, work: Callable[[], object], base: float | None, limit: float
) -> Measurement:
    """Return a figure measured in processor time, which other load on the machine does not affect."""
    times = timed(work, runs=RUNS, clock=time.process_time)
    with CaptureQueriesContext(connection) as queries:
        work()
    return figure(name, size, times, baseline=base, limit=limit, queries=len(queries))


def _tallies() -> None:
    _fetch(f"SELECT unit_id, control_id, {', '.join(COUNTED)} FROM compliance_tally")  # noqa: S608 # names of ours


def _of(node: Node) -> None:
    _fetch(f"SELECT * FROM compliance_fulfilment WHERE node_id = {node.pk}")  # noqa: S608 # a whole number
    _fetch("SELECT * FROM compliance_control")


def _fetch(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)
        cursor.fetchall()


def _saving(access: Access, node: Node, control: Control) -> Callable[[], object]:
    """Return a function that saves a different assessment each time it is called, with history and tallies."""
    count = iter(range(1_000_000))
    return lambda: assess(access, [AssessmentInput(control, node, "partly", f"Saknar logg {next(count)}")])


def _filing(access: Access, nodes: Sequence[Node], control: Control) -> Callable[[], object]:
    """Send a campaign about one measure at each service. Return a function that answers the whole campaign at once."""
    day = timezone.localdate()
    values = {"title": "Benchmark", "kind": "measures", "text": "Benchmark", "last_on": day}
    campaign = create(access, Campaign, values | {"owner_unit": Unit.everything.get(parent=None)})
    names = {f"{node.name}: {control.title}" for node in nodes}
    found = candidates(access, campaign.of_kind, day)
    campaigns.send(access, campaign, [each.key for each in found if each.name in names])
    asks = Ask.everything.select_related("campaign__owner_unit", "unit").filter(campaign=campaign)
    said = {"state": "met", "reasons": "Enligt svaret."}
    given = [AnswerInput(ask, ask.version, said) for ask in asks]
    return lambda: answers.answer(access, given)
