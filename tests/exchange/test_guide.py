"""The plan of docs/how-to/add-a-flow.md: it says what it would do, and does that."""

import re
from pathlib import Path
from typing import Any

from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.registers import flow
from akropolis.base.kernel.registers.report import CellProblem, RowOutcome
from akropolis.graph.assets.models import Service
from tests.world import World

WORLD = "filled"
NONE = CellProblem("Nummer", "Det finns inget med det numret som du får ändra.")
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-flow.md"


def guides_plan() -> Any:
    """The guide's own class."""
    text = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    names: dict[str, Any] = {"__name__": __name__}
    exec(re.sub(r"^ {3}", "", text, flags=re.MULTILINE), names)
    return names["Retiring"]


def test_what_is_changed_is_told_from_what_is_as_before_and_from_what_is_another_units(world: World) -> None:
    row, plan = world.rows["services"], guides_plan()
    sheet = read("l.csv", f"Nummer\n{row.number}\n".encode())
    before = Service.everything.get(pk=row.pk).status

    (told,) = plan(world.access("owner"), sheet).report().rows
    assert (told.line, told.outcome, told.number) == (2, RowOutcome.UPDATE, row.number)
    assert [str(change) for change in told.changes] == ["Status: I bruk → Avvecklad"]
    (refused,) = plan(world.access("neighbour"), sheet).report().rows
    assert (refused.line, refused.outcome, refused.number, refused.label) == (
        2,
        RowOutcome.REFUSED,
        row.number,
        "",
    )
    assert (refused.problems, refused.changes) == ((NONE,), ())
    assert Service.everything.get(pk=row.pk).status == before

    for outcome in (RowOutcome.UPDATE, RowOutcome.UNCHANGED):
        report = flow.commit(
            world.access("owner"), lambda: plan(world.access("owner"), sheet), because="Lista"
        )
        assert [line.outcome for line in report.rows] == [outcome]
        assert [event.because for event in events_of([row.pk])].count("Lista") == 1
