"""Units of the demo city, changes of units, people and their appointments."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from random import Random

from django.contrib.auth.hashers import make_password

from akropolis.base.kernel.access.models import Appointment, Role, Unit, UnitEvent, User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.tools.demo.frame import BEGINNING, City
from akropolis.tools.demo.source import Row, read
from akropolis.tools.demo.suppliers import invented_number

PASSWORD = "akropolis-demo"  # noqa: S105 # of a city that does not exist; only a demo has it
ALONE = ("admin", "ciso", "dso", "revisor", "incidentledare", "sakerhetschef")
PER_UNIT = ("samordnare", "chef", "medarbetare")
DESKS = ("registrator", "sekreterare")
"""Functions that handle what a unit has decided; named apart, so that the other names stay the same."""
CHAIR = "ordforande"
ROLE_OF = {"admin": "administrator", "sekreterare": "namndsekreterare", CHAIR: "namnd"}
OFFICE, BOARD = "slk", "ks"
"""The office whose review is made for the board, and the board, which decides what is above the office's head."""
MAIL = "malarstad.example"


SPECIALIST = "medarbetare.utb"
"""User name of the person who knows the unit's own systems, and can answer for them beside the unit's samordnare."""
INFORMATION_OWNERS = ("medarbetare.soc", "medarbetare.utb")
"""User names of employees who own information together with the head; in other units only the head does."""


def build_units(city: City) -> None:
    """Create the unit tree, level by level, and the mergers; in a small city the chosen units and ancestors."""
    rows = _chosen(city, read("units")["units"])
    with city.writing() as w:
        while rows:
            ready = [row for row in rows if row.get("parent") in (None, *city.units)]
            made = city.add(w, Unit, [_unit(city, row) for row in ready])
            city.units |= {unit.code: unit for unit in made}
            rows = [row for row in rows if row not in ready]
        city.add(
            w,
            UnitEvent,
            [_event(row) for row in read("units")["events"] if set(row["to"]) <= set(city.units)],
        )
    order = [row["code"] for row in read("units")["units"]]
    city.units = {code: city.units[code] for code in order if code in city.units}


def _chosen(city: City, rows: list[Row]) -> list[Row]:
    if city.size.units is None:
        return rows
    parents = {row["code"]: row.get("parent") for row in rows}
    tops = {*city.size.units}
    tops |= {code for row in read("units")["events"] if tops & set(row["to"]) for code in row["from"]}
    return [
        row for row in rows if row["code"] in ("stad", "ks") or tops & set(_upwards(row["code"], parents))
    ]


def _upwards(code: str | None, parents: dict[str, str | None]) -> Iterator[str]:
    while code is not None:
        yield code
        code = parents[code]


def _unit(city: City, row: Row) -> dict[str, object]:
    parent, kind = row.get("parent"), UnitKind(row["kind"])
    leads = {UnitKind.CITY: "21", UnitKind.COMPANY: "55"}
    chance = city.chance(f"legal entity {row['code']}")
    number = invented_number(chance, leads[kind]) if kind in leads else ""
    place = city.units[parent] if parent else None
    return {**row, "kind": kind, "parent": place, "organisation_number": number}


def _event(row: Mapping[str, object]) -> dict[str, object]:
    return {
        "kind": row["kind"],
        "happened_on": row["date"],
        "before": row["from"],
        "after": row["to"],
        "reason": row["reason"],
    }


def build_people(city: City) -> None:
    """Create the user accounts, all with the same password, which is hashed once, and the appointments."""
    roles = Role.objects.unscoped(because="the demo city appoints people to roles")
    city.roles = {role.code: role for role in roles}
    wanted = [*_alone(city), *_in_units(city)]
    secret = make_password(PASSWORD)
    rows = [
        {
            "username": username,
            "name": person["name"],
            "title": person["title"],
            "email": f"{_mail_name(person['name'])}@{MAIL}",
            "password": secret,
        }
        for username, person in wanted
    ]
    with city.writing() as w:
        made = city.add(w, User, rows)
        city.people = {user.username: user for user in made}
        city.add(w, Appointment, [row for item in wanted for row in _appointments(city, *item)])


def _alone(city: City) -> list[tuple[str, dict[str, object]]]:
    return [(name, {**read("people")["accounts"][name], "place": "stad"}) for name in ALONE]


def _in_units(city: City) -> list[tuple[str, Row]]:
    chance, desks, content = city.chance("people"), city.chance("desks of units"), read("people")
    taken = {
        p["name"]
        for p in (*content["accounts"].values(), *content["named"].values(), *content["chairs"].values())
    }
    found = []
    for code in city.reviewing():
        for function in PER_UNIT:
            told = content["units"].get(code, {}).get(function)
            made = told or {"name": _name(chance, taken), "title": _title(chance, city.units[code], function)}
            found.append((f"{function}.{code}", {**made, "place": code}))
    for code, function in product(city.reviewing(), DESKS):
        told = {"name": _name(desks, taken), "title": _title(desks, city.units[code], function)}
        found.append((f"{function}.{code}", {**told, "place": code}))
    return [*found, *_chairs(city, taken)]


def _chairs(city: City, taken: set[str]) -> Iterator[tuple[str, Row]]:
    """Yield the chair of each nämnd and company, and of the board for the office."""
    chance, chairs = city.chance("chairs"), read("people")["chairs"]
    for code in city.reviewing():
        place = BOARD if code == OFFICE else code
        whose = "Styrelsens" if city.units[place].kind == UnitKind.COMPANY else "Nämndens"
        person = chairs.get(place) or {"name": _name(chance, taken), "title": f"{whose} ordförande"}
        yield f"{CHAIR}.{code}", {**person, "place": place}


def _name(chance: Random, taken: set[str]) -> str:
    content = read("people")
    while True:
        name = f"{chance.choice(content['given_names'])} {chance.choice(content['surnames'])}"
        if name not in taken:
            taken.add(name)
            return name


def _title(chance: Random, unit: Unit, function: str) -> str:
    content = read("people")
    titles = content["titles"][function]
    if function == "medarbetare":
        return str(chance.choice(titles))
    if function == "chef" and unit.code in content["chef_titles"]:
        return str(content["chef_titles"][unit.code])
    return str(titles["company" if unit.kind == UnitKind.COMPANY else "committee"])


def _mail_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return ".".join(plain.replace("-", " ").split())


def _appointments(city: City, username: str, person: Row) -> list[dict[str, object]]:
    function = username.partition(".")[0]
    codes = ["kommunstyrelse" if person["place"] == BOARD else ROLE_OF.get(function, function)]
    if person["title"] == "Registrator" and function != "registrator":
        codes.append("registrator")
    if username in INFORMATION_OWNERS:
        codes.append("informationsagare")
    if username == SPECIALIST:
        codes.append("forvaltningsledare")
    place = None if function == "admin" else city.units[person["place"]]
    since: date = place.valid_from if place else BEGINNING
    user = city.people[username]
    return [
        {"user": user, "role": city.roles[code], "unit": place, "valid_from": since}
        for code in codes
        if code in city.roles
    ]
