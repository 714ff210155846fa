"""A plan is carried out whole or not at all, whatever stops it, and says of each row what becomes of it."""

from collections.abc import Callable, Sequence

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.flow import RowsRefused, commit, updating
from akropolis.base.kernel.registers.report import CellProblem, Report, RowOutcome, RowReport
from akropolis.events.incidents.models import IncidentUnit
from akropolis.graph.assets.models import Service
from tests.world import World

WORLD = "filled"


class Making:
    """A plan that makes a service, and then does what it is told; its rows come to these outcomes."""

    def __init__(
        self, world: World, outcomes: Sequence[RowOutcome], then: Callable[[Writer], object] = lambda _w: None
    ) -> None:
        self.unit, self.outcomes, self.then = world.units["utb"], outcomes, then

    def report(self) -> Report:
        return Report(tuple(RowReport(n, outcome, "", "") for n, outcome in enumerate(self.outcomes)))

    def carry_out(self, w: Writer) -> None:
        w.create(Service, {"name": "Ny", "owner_unit": self.unit})
        self.then(w)


def made() -> tuple[int, int]:
    return Service.everything.filter(name="Ny").count(), Change.objects.count()


def test_a_row_that_is_refused_stops_all_unless_such_rows_are_left(world: World) -> None:
    before, access = made(), world.access("owner")
    plan = Making(world, [RowOutcome.REFUSED, RowOutcome.CREATE, RowOutcome.REFUSED])
    with pytest.raises(RowsRefused) as refusal:
        commit(access, lambda: plan, because="Prov")
    assert str(refusal.value) == "Inget är sparat: 2 av 3 rader måste rättas först."
    assert (refusal.value.plan is plan, refusal.value.report == plan.report(), made()) == (True, True, before)
    report = commit(access, lambda: plan, because="Prov", leaves=True)
    assert (report.count(RowOutcome.REFUSED), made()) == (2, (1, before[1] + 1))
    assert Change.objects.latest("seq").content.count("Prov") == 1


def test_rows_that_only_the_database_finds_to_be_the_same_are_refused_in_words(world: World) -> None:
    before, access = made(), world.access("owner")

    def twice(_w: Writer) -> None:
        same = {"incident": world.rows["incidents"], "unit": world.units["kul"], "created_at": _w.at}
        IncidentUnit.everything.bulk_create([IncidentUnit(**same, updated_at=_w.at) for _twice in range(2)])

    with pytest.raises(Refused) as refusal:
        commit(access, lambda: Making(world, [RowOutcome.CREATE], twice), because="Prov")
    assert str(refusal.value) == "Inget är sparat: två rader är lika i något som måste vara unikt."
    assert (refusal.value.code, made()) == ("not_unique", before)
    assert not IncidentUnit.everything.filter(unit=world.units["kul"]).exists()


def test_a_line_says_whether_its_row_is_there_and_what_changes_in_it(world: World) -> None:
    row: Service = world.rows["services"]  # type: ignore[assignment]
    gone = updating(3, "TJ-1", None, {"name": "Ny"})
    assert (gone.line, gone.outcome, gone.number) == (3, RowOutcome.REFUSED, "TJ-1")
    assert gone.problems == (CellProblem("Nummer", "Det finns inget med det numret som du får ändra."),)
    same = updating(4, "x", row, {"name": row.name})
    assert (same.outcome, same.number, same.label, same.changes) == (
        RowOutcome.UNCHANGED, row.number, row.name, ()
    )  # fmt: skip
    changed = updating(5, "x", row, {"name": "Ny", "description": row.description})
    assert (changed.outcome, [change.after for change in changed.changes]) == (RowOutcome.UPDATE, ["Ny"])
