"""The city's legal entities under the Cybersecurity Act: classes, sectors, and registrations, one of them late."""

from datetime import date
from functools import partial

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.compliance.models import (
    EntityProfile,
    EntitySector,
    Registration,
    RegistrationFact,
    Sector,
)
from akropolis.graph.entities.selectors import Entities
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row, read

KNOWN = date(2026, 1, 20)
"""When the entities whose coverage is undecided are entered; the act came into force five days earlier."""
SIZE = ("employees", "turnover", "balance")


def build(city: City) -> None:
    """Create each entity of the content that the city has, on the day of its decision; the others have not begun."""
    sectors = {row.code: row for row in Sector.in_force(city.access, TODAY)}
    for row in read("entities")["entities"]:
        if row["unit"] in city.units:
            those = [sectors[code] for code in row["sectors"]]
            city.later(row.get("decided", KNOWN), partial(_entity, city, row, those))


def _entity(city: City, row: Row, sectors: list[Sector], w: Writer) -> None:
    told = {name: row.get(name) for name in SIZE} | dict.fromkeys(row.get("holds", ()), True)
    (profile,) = city.add(w, EntityProfile, [{"unit": city.units[row["unit"]], **told}])
    city.add(w, EntitySector, [{"profile": profile, "sector": sector} for sector in sectors])
    if "class" in row:
        proposed = Entities(city.access, TODAY).one(row["unit"]).proposal.kind or ""
        names = {"entity_class": "class", "provision": "provision", "decided_on": "decided"}
        values = {name: row[key] for name, key in names.items()} | {"reason": row.get("reason", "")}
        by = city.people[row["by"]].name
        w.update(profile, {**values, "proposed": proposed, "decided_by": by})
    if "facts" in row:
        city.later(
            row.get("sent", {}).get("day", row["decided"]), partial(_registered, city, profile, row, sectors)
        )


def _registered(city: City, profile: EntityProfile, row: Row, sectors: list[Sector], w: Writer) -> None:
    """Create the registration, valid from the day of the decision; later changes have registrations of their own."""
    first = {"name": profile.unit.name, "sectors": "\n".join(map(str, sectors)), "states": "Sverige"}
    sent, made = row.get("sent"), None
    if sent:
        values = {
            "sent_on": sent["day"],
            "receipt": sent.get("receipt", ""),
            "confirmed_on": sent.get("confirmed"),
        }
        (made,) = city.add(w, Registration, [{"profile": profile, **values}])
    told = [(name, value, row["decided"], made) for name, value in (first | row["facts"]).items()]
    told += [(name, value, day, None) for name, (value, day) in row.get("changed", {}).items()]
    names = ("field", "value", "true_from", "registration")
    for each in told:
        fact = {"profile": profile, **dict(zip(names, each, strict=True))}
        city.later(each[2], partial(city.add, model=RegistrationFact, rows=[fact]))
