"""Information sets of the demo city, derived from the services that each unit has."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from akropolis.base.kernel.access.models import Unit, User
from akropolis.graph.assets.models import Service
from akropolis.graph.information.models import InformationSet
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.organisation import INFORMATION_OWNERS
from akropolis.tools.demo.source import Row, read


@dataclass(frozen=True, slots=True)
class Template:
    """A set as described in the content: its levels in the order of the aspects, people per hundred employees."""

    name: str
    levels: tuple[int, ...]
    people: int | None
    text: str


@dataclass(frozen=True, slots=True)
class DemoInformation:
    """An information set of one unit, and the service that handles it."""

    template: Template
    unit: Unit
    service: Service
    place: str = ""


def template(line: str) -> Template:
    """Return the template parsed from a line of `information.yaml`."""
    name, levels, people, text = line.split(" | ")
    return Template(name, tuple(map(int, levels.split())), None if people == "-" else int(people), text)


def build(city: City) -> None:
    """Create the register of information sets, one per department where a unit has several of the same kind."""
    chance = city.chance("information")
    planned = _chosen(city, chance)
    rows = [_row(city, chance, each) for each in planned]
    with city.writing() as w:
        made = city.add(w, InformationSet, rows)
    city.information = list(zip(made, planned, strict=True))


def _chosen(city: City, chance: Random) -> list[DemoInformation]:
    own = [each for code in city.reviewing() for each in _own(city, code)]
    general = [each for code in city.reviewing() for each in _general(city, code)]
    wanted = city.size.information
    if len(own) + len(general) > wanted:
        kept = sorted(chance.sample(range(len(general)), max(0, wanted - len(own))))
        general = [general[place] for place in kept]
    chosen = (own + general)[:wanted]
    return chosen + _departments(city, own, wanted - len(chosen))


def _own(city: City, code: str) -> Iterator[DemoInformation]:
    content = read("information")
    for service in city.services.get(code, ()):
        for name, lines in {**content["own"], **content["generic"]}.items():
            if not service.shared and (service.name == name or service.name.startswith(f"{name} ")):
                yield from (DemoInformation(template(line), city.units[code], service) for line in lines)


def _general(city: City, code: str) -> Iterator[DemoInformation]:
    for key, lines in read("information")["shared"].items():
        for line in lines:
            yield DemoInformation(template(line), city.units[code], city.shared(key))


def _departments(city: City, own: list[DemoInformation], count: int) -> list[DemoInformation]:
    """Return further sets of the units' departments; in a large city with a number too."""
    below = [u for u in city.units.values() if u.kind in ("department", "section") and u.valid_to is None]
    found: list[DemoInformation] = []
    turn = 0
    while len(found) < count and own:
        turn += 1
        for unit in below:
            inside = [each for each in own if unit.path.startswith(each.unit.path)] or own
            for each in inside[: 14 if turn == 1 else None]:
                place = unit.name if turn == 1 else f"{unit.name} {turn}"
                found.append(DemoInformation(each.template, each.unit, each.service, place))
    return found[:count]


def _row(city: City, chance: Random, each: DemoInformation) -> Row:
    told = each.template
    name = f"{told.name}, {each.place}" if each.place else told.name
    return {
        "name": name[:200],
        "description": told.text,
        "owner_unit": each.unit,
        "owner": _owner(city, chance, each.unit.code),
        "personal_data": told.people is not None,
        "people": _people(city, told, each.unit),
        "protected_people": "skyddade" in told.name or (told.levels[0] == 3 and told.people is not None),
    }


def _owner(city: City, chance: Random, code: str) -> User | None:
    """Return the owner: the head of the unit, or an employee who owns information; sometimes None."""
    employee = f"medarbetare.{code}"
    names = [f"chef.{code}", *([employee] * 2 if employee in INFORMATION_OWNERS else [])]
    return None if chance.random() < 0.08 else city.people[chance.choice(names)]


def _people(city: City, told: Template, unit: Unit) -> int | None:
    if told.people is None:
        return None
    staff = sum(u.employees or 0 for u in city.units.values() if u.pk == unit.pk or u.parent_id == unit.pk)
    exact = max(10, (staff or 100) * told.people // 100)
    step = 10 ** max(1, len(str(exact)) - 2)
    return int(exact // step * step)


def levels_of(told: Template) -> dict[str, int]:
    """Return a dict from aspect to level."""
    return dict(zip((str(aspect) for aspect in ORDER), told.levels, strict=False))
