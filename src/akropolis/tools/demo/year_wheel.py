"""The year of the demo city's wheel, half done: most is done by its day, some is late, and some does not apply."""

from datetime import timedelta

from akropolis.base.kernel.access.gate import system
from akropolis.shared.year_wheel.models import DutyOutcome, DutyStatus
from akropolis.shared.year_wheel.selectors.years import DutyState, duties_of_year
from akropolis.tools.demo.frame import TODAY, City

EARLY = timedelta(days=5)
LATE, EXEMPT, UNSAID = 4, 11, 7
"""Of the duties that are past, each of this number is open, does not apply, or has nothing said of it."""


def build(city: City) -> None:
    """Say what came of the year's duties that are past, by the unit's coordinator."""
    rows = duties_of_year(system("demo"), TODAY, TODAY.year)
    past = [row for row in rows if row.state in (DutyState.LATE, DutyState.UNKNOWN)]
    with city.writing() as w:
        found: list[dict[str, object]] = []
        for number, row in enumerate(past):
            if not number % UNSAID:
                continue
            said: dict[str, object] = {"done_on": row.due - EARLY, "note": "Genomfört enligt plan."}
            if not number % EXEMPT:
                reason = "Enheten har inget sådant i år."
                said = {"state": DutyStatus.NOT_APPLICABLE, "note": reason}
            elif not number % LATE:
                said = {"state": DutyStatus.OPEN, "note": "Påbörjat men inte klart."}
            person = city.people.get(f"samordnare.{row.unit.code}", city.people["ciso"])
            key = {"unit": row.unit, "duty": row.duty, "year": row.year}
            found.append({**key, **said, "done_by": person.name})
        city.add(w, DutyOutcome, found)
