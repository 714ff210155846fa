"""What the forms of units ask for: in which words, how long it may be, and what must be said."""

from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from akropolis.base.kernel.access.models import Unit
from akropolis.people.organisation.web import forms as ours
from akropolis.people.organisation.web.reorganising_forms import MergeForm
from tests.world import World

CODE = "Kort och med små bokstäver, till exempel utb. Den används i adresser och filer och kan inte ändras."


def told(field: forms.Field) -> dict[str, Any]:
    """What is not as it usually is."""
    with override("sv"):
        found = {"label": str(field.label), "help": str(field.help_text), "required": field.required}
    for name in ("max_length", "min_value", "max_value"):
        if getattr(field, name, None) is not None:
            found[name] = getattr(field, name)
    return found


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            ours.NewUnitForm.base_fields["code"],
            {
                "label": "Kod",
                "help": CODE,
                "required": True,
                "max_length": 30,
            },
        ),
        (
            ours.AnyUnitForm.base_fields["name"],
            {"label": "Namn", "help": "", "required": True, "max_length": 200},
        ),
        (
            MergeForm.base_fields["name"],
            {"label": "Den nya enhetens namn", "help": "", "required": True, "max_length": 200},
        ),
        (
            ours.AnyUnitForm.base_fields["short"],
            {
                "label": "Kortnamn",
                "help": "Används där det är ont om plats.",
                "required": False,
                "max_length": 40,
            },
        ),
        (
            ours.AnyUnitForm.base_fields["organisation_number"],
            {
                "label": "Organisationsnummer",
                "help": "Bara kommunen och dess bolag har ett: NNNNNN-NNNN.",
                "required": False,
                "max_length": 11,
            },
        ),
        (
            ours.AnyUnitForm.base_fields["employees"],
            {"label": "Anställda", "help": "", "required": False, "min_value": 0, "max_value": 2_000_000},
        ),
        (
            ours.AnyUnitForm.base_fields["reviews"],
            {
                "label": "Gör en egen ledningens genomgång",
                "help": "Nämnder och bolag gör det, andra när staden har bestämt det.",
                "required": False,
            },
        ),
    ],
    ids=["code", "name", "called", "short", "number", "employees", "reviews"],
)
def test_a_field_of_a_unit_says_what_it_takes(field: forms.Field, expected: dict[str, Any]) -> None:
    assert told(field) == expected


def test_a_code_that_no_address_can_hold_is_refused() -> None:
    code = ours.NewUnitForm.base_fields["code"]
    with pytest.raises(forms.ValidationError):
        code.clean("Utb 2")
    assert code.clean("utb") == "utb"


def test_a_unit_below_is_no_city_and_the_top_is_nothing_else(world: World) -> None:
    def kinds(form: Any) -> list[str]:
        return [value for value, _label in form.fields["kind"].choices]

    access = world.access("admin")
    city, others = ["city"], [value for value, _label in ours.KINDS]
    assert "city" not in others
    assert (kinds(ours.UnitForm(top=True)), kinds(ours.UnitForm())) == (city, others)
    first, new = ours.NewUnitForm(access=access, first=True), ours.NewUnitForm(access=access)
    assert (kinds(first), kinds(new)) == (city, others)
    assert ("parent" in first.fields, [*new.fields][:2]) == (False, ["parent", "code"])


def test_a_unit_is_chosen_among_those_that_exist_and_that_one_may_change(world: World) -> None:
    def offered(who: str) -> set[str]:
        rows: Any = ours.unit_field(world.access(who), "Hör till").queryset
        return {unit.code for unit in rows}

    assert (offered("admin"), offered("owner")) == ({*world.units}, set())
    Unit.everything.filter(code="hamn").update(valid_to="2999-01-01")
    assert offered("admin") == {*world.units} - {"hamn"}
    field = ours.unit_field(world.access("admin"), "Hör till", required=False)
    assert (field.label, field.required, str(field.empty_label)) == ("Hör till", False, "Välj")
    assert ours.unit_field(world.access("admin"), "Hör till").required
