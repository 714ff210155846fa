"""What a person writes to point at a row: its number, its whole name, or both; and what is hidden was never there."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.columns import UnreadableCell
from akropolis.base.kernel.registers.picking import SUGGESTED, Pickable, PickField, pick_text
from akropolis.graph.assets.models import Service
from tests.world import SYSTEM, World


def made(world: World, *names: str, unit: str = "utb", **given: Any) -> list[Service]:
    """Services of the unit by those names."""
    with writing(SYSTEM) as w:
        return [w.create(Service, {"name": n, "owner_unit": world.units[unit], **given}) for n in names]


def services(world: World, among: Q | None = None) -> Pickable:
    return Pickable(world.access("owner"), Service, among)


def refused(rows: Pickable, text: str) -> str:
    """What is said of a text that names nothing that can be used."""
    rows.load([text])
    with pytest.raises(UnreadableCell) as refusal:
        rows.find(text)
    return str(refusal.value)


def test_a_row_is_named_by_its_number_its_whole_name_or_both(world: World) -> None:
    plan, roof, twin, other = made(world, "Plan (ny)", "Takbyte", "Rakel", "Rakel")
    rows = services(world)
    texts = {
        plan.number: plan,
        f" {plan.number.lower()} ": plan,
        "plan (NY)": plan,
        pick_text(plan): plan,
        "Takbyte": roof,
        f"Något annat ({roof.number.lower()})": roof,
        pick_text(twin): twin,
        pick_text(other): other,
    }
    rows.load(texts)
    assert {text: rows.find(text) for text in texts} == texts
    assert pick_text(plan) == f"Plan (ny) ({plan.number})"


def test_what_names_nothing_several_or_something_hidden_is_said(world: World) -> None:
    few, many = made(world, *["Rakel"] * 3), made(world, *["Växel"] * 4)
    (hidden,) = made(world, "Dold", unit="kul")
    rows, numbers = services(world), sorted(each.number for each in few)
    assert refused(rows, "Rakel") == (
        f"Flera heter Rakel. Skriv numret på den rätta: {numbers[0]}, {numbers[1]} eller {numbers[2]}."
    )
    assert refused(rows, "Växel") == f"Det finns {len(many)} som heter Växel. Skriv numret på den rätta."
    for text in ("Rak", "Finns inte", hidden.number, "Dold", pick_text(hidden)):
        assert refused(rows, text) == refused(rows, "x").replace("x", text, 1)
    rows.load(["", "  "])
    with pytest.raises(UnreadableCell):
        rows.find("")


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\u202eTakbyte"])
def test_a_text_that_cannot_be_stored_names_nothing_and_the_others_stand(world: World, text: str) -> None:
    (roof,) = made(world, "Takbyte")
    rows = services(world)
    rows.load([text, "Takbyte"])
    assert rows.find("Takbyte") == roof
    with pytest.raises(UnreadableCell):
        rows.find(text)
    assert rows.suggest(text) == rows.suggest(f"Takbyte {text}") == []


def test_an_archived_row_is_found_where_that_is_asked_for_and_gives_way_to_one_in_use(world: World) -> None:
    old, alone = made(world, "Rakel", "Takbyte")
    with writing(SYSTEM) as w:
        w.archive(old)
        w.archive(alone)
    rows = services(world)
    assert refused(rows, "Takbyte") == "Takbyte är arkiverad. Återställ den först, eller välj något annat."
    assert rows.find("Takbyte", archived=True) == alone
    (new,) = made(world, "Rakel")
    rows = services(world)
    rows.load(["Rakel", old.number])
    assert rows.find("Rakel") == rows.find("Rakel", archived=True) == new
    assert rows.find(old.number, archived=True) == old
    with pytest.raises(UnreadableCell):
        rows.find(old.number)
    assert rows.suggest("rakel") == [new]


def test_what_is_hers_to_read_but_not_to_use_here_is_said_so(world: World) -> None:
    (mine,), (foreign,) = made(world, "Takbyte"), made(world, "Växel", unit="kul", shared=True)
    rows = services(world, Q(owner_unit=world.units["utb"]))
    rows.load(["Takbyte", "Växel"])
    assert rows.find("Takbyte") == mine
    said = "Du får inte skriva för Kulturnämnden. Välj något som tillhör en egen enhet."
    assert refused(rows, "Växel") == said
    with pytest.raises(UnreadableCell, match="Kulturnämnden"):
        rows.by_public_id(foreign.pk)
    assert (rows.suggest("växel"), rows.suggest("takbyte")) == ([], [mine])
    free = services(world)
    free.load(["Växel"])
    assert free.find("Växel") == free.by_public_id(foreign.pk) == foreign


def test_an_id_names_its_own_row_alone_and_nothing_that_is_hidden(world: World) -> None:
    (one, two), (hidden,) = made(world, "Ett", "Två"), made(world, "Dold", unit="kul")
    rows = services(world)
    assert [rows.by_public_id(pk) for pk in (two.pk, one.pk, two.pk)] == [two, one, two]
    assert (rows.by_public_id(hidden.pk), rows.by_public_id(new_id())) == (None, None)


def test_suggested_is_what_holds_every_word_in_swedish_order_and_no_more_than_fits(world: World) -> None:
    names = ("Åkeriets rakel", "Zonens rakel", "Rakelns åkeri", "Ögat")
    made_here = dict(zip(names, made(world, *names), strict=True))
    made(world, "Dold rakel", unit="kul")
    rows = services(world)

    def found(text: str) -> list[str]:
        return [str(row) for row in rows.suggest(text)]

    assert found("rakel") == ["Rakelns åkeri", "Zonens rakel", "Åkeriets rakel"]
    assert found("åkeri RAKEL") == ["Rakelns åkeri", "Åkeriets rakel"]
    assert found(pick_text(made_here["Ögat"])) == ["Ögat"]
    assert found(" () ") == found("") == found("rakel finnsinte") == []
    made(world, *(f"Mast {n:02d}" for n in range(SUGGESTED + 1)))
    assert found("mast") == [f"Mast {n:02d}" for n in range(SUGGESTED)]


def test_a_field_gives_the_row_and_shows_it_as_it_is_written(world: World) -> None:
    (row,), (hidden,) = made(world, "Takbyte"), made(world, "Dold", unit="kul")
    field = PickField(rows=services(world))
    loose = PickField(rows=services(world), required=False)
    assert (field.clean(f" {row.number} "), loose.clean(" ")) == (row, None)
    assert [field.prepare_value(value) for value in (row, row.pk, "hej", hidden.pk, None)] == [
        pick_text(row), pick_text(row), "hej", None, None
    ]  # fmt: skip
    for text in ("", "Dold", "x" * 301):
        with pytest.raises(ValidationError):
            field.clean(text)
