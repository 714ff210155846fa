"""The demo city's requests of data subjects: one that waits, one being searched, one late, one answered in time."""

from datetime import date

from akropolis.base.kernel.access.models import Appointment
from akropolis.privacy.data_requests.models import DataRequest, RequestSearch
from akropolis.privacy.processing.models import Processing
from akropolis.tools.demo.frame import BEGINNING, City, moment
from akropolis.tools.demo.source import Row, read


def build(city: City) -> None:
    """Create the requests, and let each controller's coordinator handle them."""
    rows: list[Row] = [row for row in read("requests")["requests"] if row["unit"] in city.reviewing()]
    role = city.roles["dataskyddssamordnare"]
    with city.writing() as w:
        given = {row["unit"]: city.people[f"samordnare.{row['unit']}"] for row in rows}
        at = {"role": role, "valid_from": BEGINNING}
        city.add(w, Appointment, [at | {"user": user, "unit": city.units[c]} for c, user in given.items()])
        for row in rows:
            unit, code = city.units[row["unit"]], row["unit"]
            handler = given[code] if row.get("handled", True) else None
            values = {**row["values"], "owner_unit": unit, "handler": handler}
            (made,) = city.add(w, DataRequest, [values])
            found = list(Processing.everything.filter(owner_unit=unit, archived_at=None).order_by("number"))
            asked: Row = {"request": made, "person": city.people[f"chef.{code}"], "due_on": date(2026, 12, 4)}
            done = {"found": True, "done_at": moment(date(2026, 11, 24), 10), "note": "Finns i närarkivet."}
            some = [asked | {"processing": each} for each in found[: row.get("searched", 0)]]
            city.add(
                w, RequestSearch, [each | (done if place == 0 else {}) for place, each in enumerate(some)]
            )
