"""What a cell that points at a unit, a person or a row means: by code, by name or both, and never what is hidden."""

from typing import Any

import pytest

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.columns import SheetColumn, UnreadableCell, column_of
from akropolis.base.kernel.registers.references import References
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.shared.actions.models import Action
from tests.world import START, SYSTEM, World


def column(model: Any, name: str) -> SheetColumn:
    return column_of(model._meta.get_field(name), name)


UNIT, PERSON = column(Service, "owner_unit"), column(Action, "responsible")
RECORD, PICKED = column(Incident, "service"), column(Dependency, "target")


def references(world: World) -> References:
    return References(world.access("owner"))


def refused(found: References, where: SheetColumn, text: str) -> str:
    with pytest.raises(UnreadableCell) as refusal:
        found.find(where, text)
    return str(refusal.value)


def service(world: World, name: str, unit: str = "utb") -> Service:
    with writing(SYSTEM) as w:
        return w.create(Service, {"name": name, "owner_unit": world.units[unit]})


def test_units_and_people_are_named_by_code_by_name_or_by_both(world: World) -> None:
    found, utb, nadja = references(world), world.units["utb"], world.people["owner"]
    for text in ("utb", " UTB ", "utbildningsnämnden", "Utbildningsnämnden (utb)"):
        assert found.find(UNIT, text) == utb
    for text in ("owner", "OWNER", "nadja perić", "Nadja Perić (owner)"):
        assert found.find(PERSON, text) == nadja
    assert refused(found, UNIT, "owner") == "Det finns ingen enhet owner. Skriv enhetens kod eller hela namn."
    assert refused(found, PERSON, "utb") == (
        "Det finns ingen person utb. Skriv personens användarnamn eller hela namn."
    )


def test_of_those_with_the_same_name_each_is_named_by_what_tells_them_apart(world: World) -> None:
    with writing(SYSTEM) as w:
        twin = {"name": "Utbildningsnämnden", "kind": "committee", "parent": world.units["stad"]}
        other = w.create(Unit, {**twin, "code": "utb2", "valid_from": START})
        called_so = w.create(Unit, {**twin, "name": "kul", "code": "x", "valid_from": START})
        people = [world.add(w, f"nadja{n}", "Nadja Perić", "medarbetare", "utb") for n in (1, 2)]
    found = references(world)
    assert refused(found, UNIT, "Utbildningsnämnden") == (
        "Flera enheter heter Utbildningsnämnden. Skriv enhetens kod."
    )
    assert refused(found, PERSON, "nadja perić") == (
        "Flera personer heter nadja perić. Skriv personens användarnamn."
    )
    assert (found.find(UNIT, "utb2"), found.find(UNIT, "Utbildningsnämnden (utb2)")) == (other, other)
    assert [found.find(PERSON, person.username) for person in people] == people
    assert found.find(UNIT, "kul") == world.units["kul"]  # a code goes before a name
    assert found.find(UNIT, "kul (x)") == called_so


def test_nobody_who_has_left_is_pointed_at(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["colleague"], {"is_active": False})
    found = references(world)
    assert "Det finns ingen person" in refused(found, PERSON, "colleague")
    with pytest.raises(UnreadableCell):
        found.by_id(PERSON, world.people["colleague"].pk)
    assert found.by_id(PERSON, world.people["chef"].pk) == world.people["chef"]


def test_a_row_is_named_by_its_number_and_what_is_hidden_or_archived_is_not_there(world: World) -> None:
    mine, other, old = (service(world, name) for name in ("Takbyte", "Växel", "Gammal"))
    hidden = service(world, "Dold", "kul")
    with writing(SYSTEM) as w:
        w.archive(old)
    found = references(world)
    texts = [f" {mine.number.lower()} ", other.number, old.number, hidden.number, "", "  ", "a\0", "\ud800"]
    found.load(RECORD, texts)
    assert [found.find(RECORD, text) for text in texts[:2]] == [mine, other]
    for text in (old.number, hidden.number, "TJ-1999-0001"):
        assert refused(found, RECORD, text) == (
            f"Här finns ingen post med numret {text}. Skriv ett nummer som TJ-2026-0001."
        )
    later = service(world, "Ny")
    found.load(RECORD, [later.number])
    assert [found.find(RECORD, row.number) for row in (later, mine)] == [later, mine]


def test_a_row_is_named_by_its_id_and_by_its_name_where_there_are_too_many_to_choose_from(
    world: World,
) -> None:
    mine, hidden = service(world, "Takbyte"), service(world, "Dold", "kul")
    node = Node.everything.get(record=mine.pk)
    found = references(world)
    found.load(PICKED, ["Takbyte", "Dold"])
    assert found.find(PICKED, " takbyte ") == found.by_id(PICKED, mine.pk) == node
    assert found.by_id(RECORD, mine.pk) == mine
    assert found.by_id(UNIT, world.units["utb"].pk) == world.units["utb"]
    for where in (PICKED, RECORD, PERSON, UNIT):
        for pk in (hidden.pk, new_id()):
            with pytest.raises(UnreadableCell) as refusal:
                found.by_id(where, pk)
            assert str(refusal.value) == f"Det finns inget med id {pk} att hänvisa till här."
    assert "Dold" in refused(found, PICKED, "Dold")
