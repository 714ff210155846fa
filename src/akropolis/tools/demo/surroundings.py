"""Processes, platforms, locations, devices, AI systems and cryptographic assets."""

from collections.abc import Callable
from random import Random

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.ai.models import AiSystem
from akropolis.graph.assets.models import DeviceGroup, Location, Platform, Process, Service
from akropolis.graph.crypto.models import CryptoAsset, Migration
from akropolis.graph.crypto.rules.crypto import proves
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.information import template
from akropolis.tools.demo.registers import OPERATOR
from akropolis.tools.demo.source import Row, read


def build(city: City) -> None:
    """Create the nodes on which information and services depend, except suppliers and the registers that are new."""
    chance = city.chance("surroundings")
    content = read("surroundings")
    with city.writing() as w:
        for model, rows in (
            (Platform, [*map(city_platform(city), content["platforms"]), *_own_platforms(city, chance)]),
            (Location, [*_locations(city), *_own_locations(city)]),
            (DeviceGroup, [_devices(city, row) for row in content["devices"]]),
            (Process, _processes(city)),
        ):
            city.things[model] = city.add(w, model, rows)


def build_newest(city: City, w: Writer) -> None:
    """Create AI systems and cryptographic assets, which had no register in earlier years."""
    rows = [_ai(city, row) for row in read("surroundings")["ai"] if row["unit"] in city.units]
    city.things[AiSystem] = city.add(w, AiSystem, rows)
    assets = [*_crypto(city), *_own_crypto(city, city.chance("cryptography"))]
    city.things[CryptoAsset] = city.add(w, CryptoAsset, assets)


def city_platform(city: City) -> Callable[[Row], Row]:
    """Return a function that converts a shared platform of the content to a row."""

    def made(row: Row) -> Row:
        return {
            "name": row["name"],
            "description": row["text"],
            "kind": row["kind"],
            "owner_unit": city.units[OPERATOR],
            "shared": True,
        }

    return made


def _own_platforms(city: City, chance: Random) -> list[Row]:
    """Return rows of platforms, one for each unit: its own servers or network."""
    sorts = (("Egna servrar", "platform"), ("Styrsystemets servrar", "platform"), ("Lokalt nät", "network"))
    rows = []
    for code in city.reviewing():
        name, kind = chance.choice(sorts)
        unit = city.units[code]
        rows.append({"name": f"{name} {unit.short_name}", "kind": kind, "owner_unit": unit})
    return rows


def _locations(city: City) -> list[Row]:
    return [
        {"name": row["name"], "address": row["address"], "owner_unit": city.units[OPERATOR]}
        for row in read("surroundings")["locations"]
    ]


def _own_locations(city: City) -> list[Row]:
    return [
        {"name": f"Serverrum {city.units[code].short_name}", "owner_unit": city.units[code]}
        for code in city.reviewing()[::2]
    ]


def _devices(city: City, row: Row) -> Row:
    return {
        "name": row["name"],
        "description": row["text"],
        "count": row["count"],
        "mobile": row["mobile"],
        "owner_unit": city.units[OPERATOR],
    }


def processes_of(city: City, code: str) -> list[Row]:
    """Return a unit's processes in the content: those that all units have, and those whose services the unit has."""
    content = read("surroundings")["processes"]
    area = read("services")["unit_areas"][code]
    names = [service.name for service in city.services.get(code, ())]
    fitting = [
        row
        for row in content.get(area, ())
        if any(name == own or name.startswith(f"{own} ") for own in row["own"] for name in names)
    ]
    return [*fitting, *content["all"]]


def _processes(city: City) -> list[Row]:
    return [
        {
            "name": row["name"],
            "critical": row["critical"],
            "tolerated_hours": row["hours"],
            "owner_unit": city.units[code],
        }
        for code in city.reviewing()
        for row in processes_of(city, code)
    ]


def _ai(city: City, row: Row) -> Row:
    return {
        "name": row["name"],
        "purpose": row["purpose"],
        "model": row["model"],
        "owner": city.people.get(f"chef.{row['unit']}"),
        "data_in": row["data_in"],
        "data_out": row["data_out"],
        "affects_people": row["people"],
        "checking": row["checking"],
        "ai_class": row["ai_class"],
        "class_reason": row["reason"],
        "owner_unit": city.units[row["unit"]],
    }


def _crypto(city: City) -> list[Row]:
    return [
        {**_cryptography(row), _holds(row): row["secret"], "owner_unit": city.units[OPERATOR]}
        | {"certificate_to": row["to"], "migration": row["migration"], "effort": row["effort"]}
        for row in read("surroundings")["crypto"]
    ]


def _own_crypto(city: City, chance: Random) -> list[Row]:
    kinds, moved = read("surroundings")["crypto_own"], city.chance("migration")
    return [
        _cryptography(row)
        | {"name": row["name"].format(service=service.name)[:200], "owner_unit": service.owner_unit}
        | {_holds(row): TODAY.year + row["years"], "effort": chance.choice((1, 2, 2, 3, None))}
        | {"migration": _migration(moved, row)}
        for service in protected(city)
        for row in [chance.choice(kinds)]
    ]


def _migration(chance: Random, row: Row) -> str:
    """Return a drawn state of the migration to new cryptography: most migrations have not begun."""
    if row["use"] == "encryption":
        return Migration.NOT_NEEDED
    states = (Migration.UNKNOWN, Migration.PLANNED, Migration.ONGOING, Migration.DONE)
    return str(chance.choices(states, (10, 5, 2, 1))[0])


def _holds(row: Row) -> str:
    """Return the field of its end date; what only verifies keeps nothing secret."""
    return "verify_until" if proves(row["use"], row["algorithm"]) else "secret_until"


def _cryptography(row: Row) -> Row:
    return {
        "name": row["name"],
        "kind": row["kind"],
        "algorithm": row["algorithm"],
        "key_bits": row["bits"],
        "use": row["use"],
        "protocol": row["protocol"],
    }


def protected(city: City) -> list[Service]:
    """Return the units' own services that handle information with the highest confidentiality level."""
    own = read("information")["own"]
    secret = {name for name, lines in own.items() if max(template(x).levels[0] for x in lines) == 3}
    return [
        service
        for code in city.reviewing()
        for service in city.services.get(code, ())
        if not service.shared and any(service.name == n or service.name.startswith(f"{n} ") for n in secret)
    ]
