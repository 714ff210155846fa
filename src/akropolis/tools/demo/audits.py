"""Audits of the demo city, what they found, and how far each deviation has come."""

from datetime import date
from functools import partial

from akropolis.assurance.audits.models import Audit, AuditObservation
from akropolis.assurance.deviations.models import Deviation, DeviationException
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.writer import Writer
from akropolis.tools.demo.frame import City, moment
from akropolis.tools.demo.source import Row, read

REGISTERED = date(2026, 10, 20)
"""The last of them is registered then, before the first review of the last year counts them."""


def build(city: City) -> None:
    """Create the audits, and the deviations that they and others found, with their exceptions, on their day."""
    city.later(REGISTERED, partial(_register, city))


def _register(city: City, w: Writer) -> None:
    content = read("audits")
    audits = city.add(w, Audit, [_row(city, each) for each in content["audits"]])
    for each in content["deviations"]:
        _add_deviation(city, w, each, audits)


def _add_deviation(city: City, w: Writer, given: Row, audits: list[Audit]) -> None:
    audit = audits[given["audit"]] if "audit" in given else None
    source = {"source_kind": "audits", "source_id": audit.pk} if audit else {}
    w.at = moment(given["found_on"], 9)
    (made,) = city.add(w, Deviation, [_row(city, given) | source])
    if audit:
        seen = {"audit": audit, "deviation": made, "evidence": given.get("evidence", "")}
        city.add(w, AuditObservation, [seen])
    if exception := given.get("exception"):
        owner = city.people[exception["owner"]]
        city.add(
            w, DeviationException, [exception | {"deviation": made, "owner": owner, "decided_by": owner.name}]
        )


def _row(city: City, given: Row) -> Row:
    """Return the values of a row, with its unit and the people that it names."""
    people = {field.name for field in Deviation._meta.concrete_fields if field.related_model is User}
    kept = {
        name: value for name, value in given.items() if name not in ("unit", "audit", "evidence", "exception")
    }
    named = {name: city.people[value] for name, value in kept.items() if name in people}
    return kept | named | {"owner_unit": city.units[given["unit"]]}
