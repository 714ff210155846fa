"""Register forms: choices are those that the person may make, and no more."""

from typing import Any

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import forms
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.forms import form_class
from akropolis.events.incidents.register import REGISTER as INCIDENTS
from akropolis.graph.assets.register.services import SERVICES
from tests.factories import registers
from tests.world import SYSTEM, WORD, World

WORLD = "filled"


def choices(world: World, who: str, field: str, register: Register = SERVICES) -> list[str]:
    """What the field offers the person, by name."""
    form = form_class(register, world.access(who), row=None)()
    shown: Any = form.fields[field]
    return sorted(map(str, shown.queryset))


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("owner", ["Utbildningsförvaltningen", "Utbildningsnämnden"]),
        ("neighbour", ["Kulturförvaltningen", "Kulturnämnden"]),
        ("auditor", []),
        ("outsider", []),
    ],
)
def test_a_row_is_written_for_the_own_units(world: World, who: str, units: list[str]) -> None:
    assert choices(world, who, "owner_unit") == units


def test_the_page_of_a_new_row_and_of_one_that_is_changed_say_where_they_are(world: World) -> None:
    client, row = world.client("owner"), world.rows["services"]
    trail = [{"label": "It-tjänster", "url": "/tjanster/"}]
    here = f"/tjanster/{row.pk}/"
    new, changed = client.get("/tjanster/ny/"), client.get(f"{here}redigera/")
    assert new.context["crumbs"] == [*trail, {"label": "Ny it-tjänst", "url": ""}]
    assert changed.context["crumbs"] == [
        *trail,
        {"label": WORD, "url": here},
        {"label": "Ändra", "url": ""},
    ]


def test_any_unit_can_be_the_operator(world: World) -> None:
    assert len(choices(world, "owner", "operator_unit")) == 6
    assert choices(world, "outsider", "operator_unit") == []


def test_a_service_that_is_not_seen_or_not_in_use_is_no_choice(world: World) -> None:
    with writing(SYSTEM) as w:
        registers.row(w, SERVICES, world.units["utb"], "Arkiverad", archived_at=registers.MOMENT)
        registers.row(w, SERVICES, world.units["kul"], "Grannens")
    assert "Havsörn" in choices(world, "owner", "service", INCIDENTS)
    assert not {"Arkiverad", "Grannens"} & set(choices(world, "owner", "service", INCIDENTS))
    assert choices(world, "neighbour", "service", INCIDENTS) == ["Grannens"]


def test_who_may_not_sign_in_is_given_nothing_to_do(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["colleague"], {"is_active": False})
    assert "Oskar Tallgren" not in choices(world, "owner", "lead", INCIDENTS)
    assert "Nadja Perić" in choices(world, "owner", "lead", INCIDENTS)


CHOSEN = {
    "severity": 1,
    "personal_data": "no",
    "status": "reported",
    "kind": "incident",
    "sharing": "affected",
    "root_cause": "unknown",
}
"""What a browser sends of the choices that an incident's form shows."""


@pytest.mark.parametrize("field", ["owner_unit", "service"])
def test_a_posted_id_that_was_no_choice_is_refused(world: World, field: str) -> None:
    with writing(SYSTEM) as w:
        theirs = registers.row(w, SERVICES, world.units["kul"], "Grannens")
        values = registers.values(w, INCIDENTS, world.units["utb"], "Nytt")
    form = form_class(INCIDENTS, world.access("owner"), row=None)
    made = form(
        registers.posted(values | CHOSEN)
        | {field: str(world.units["kul"].pk if field == "owner_unit" else theirs.pk)}
    )
    assert list(made.errors) == [field]


def test_where_there_are_too_many_to_choose_from_one_writes_which(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MANY", 1)
    with writing(SYSTEM) as w:
        mine = registers.row(w, SERVICES, world.units["utb"], "Vår egen")
        theirs = registers.row(w, SERVICES, world.units["kul"], "Grannens")
        values = registers.posted(registers.values(w, INCIDENTS, world.units["utb"], "Nytt") | CHOSEN)
    form = form_class(INCIDENTS, world.access("owner"), row=None)
    shown = str(form(initial={"service": mine.pk})["service"])
    assert f'value="Vår egen ({mine.number})"' in shown
    assert "<option" not in shown
    chosen = form(values | {"service": mine.number})
    assert chosen.is_valid(), chosen.errors
    assert chosen.cleaned_data["service"] == mine
    refused = [form(values | {"service": text}) for text in (theirs.number, "SYS-1999-0001", str(mine.pk))]
    assert [list(each.errors) for each in refused] == [["service"]] * 3
    offered = world.client("owner").get("/incidenter/forslag/service/?service=eg").content.decode()
    assert f"Vår egen ({mine.number})" in offered
    assert (
        "Grannens"
        not in world.client("owner").get("/incidenter/forslag/service/?service=gran").content.decode()
    )
    assert (
        form_class(INCIDENTS, world.access("neighbour"), row=None)().fields["service"].widget.input_type
        == "select"
    )
