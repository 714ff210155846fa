"""The gate: who sees what, and that nothing goes round it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models
from django.db.models import Manager
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.test.utils import CaptureQueriesContext

from akropolis.base.kernel.access.errors import Hidden, UngatedRead
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, ScopedModelMultipleChoiceField
from akropolis.base.kernel.access.gate import Access, Actor, system
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Service
from tests.factories import registers
from tests.world import START, SYSTEM, TODAY, World

WORLD = "filled"
NOBODY = Access(Actor(None, "Ingen"))
GATED = [model for model in apps.get_models() if issubclass(model, Tracked)]
each_model = pytest.mark.parametrize("model", GATED, ids=[m._meta.label for m in GATED])

# Every word that a manager answers to by handing on to a queryset, and the few that it defines itself.
READS = sorted(name for name in dir(Manager) if not name.startswith("_") and callable(getattr(Manager, name)))
HARMLESS = {"auto_created", "check", "contribute_to_class", "db_manager", "deconstruct", "from_queryset"}
ARGUMENTS = {
    "aggregate": (models.Count("pk"),),
    "bulk_create": ([],),
    "bulk_update": ([], ["version"]),
    "dates": ("created_at", "year"),
    "datetimes": ("created_at", "year"),
    "raw": ("SELECT 1",),
    "union": (),
}


@pytest.mark.parametrize("word", sorted(set(READS) - HARMLESS))
def test_a_gated_manager_answers_to_nothing(word: str) -> None:
    with pytest.raises(UngatedRead):
        getattr(Service.objects, word)(*ARGUMENTS.get(word, ()))


def test_the_words_are_those_of_django() -> None:
    assert {"all", "filter", "get", "count", "exists", "create", "get_or_create", "raw", "values"} <= set(
        READS
    )


@each_model
def test_no_access_opens_nothing(world: World, model: type[Tracked]) -> None:
    stored = set(model.everything.values_list("pk", flat=True))
    assert set(model.objects.visible(NOBODY).values_list("pk", flat=True)) == set()
    assert set(model.objects.visible(system("Test")).values_list("pk", flat=True)) <= stored


@each_model
def test_an_outsider_sees_nothing_but_herself(world: World, model: type[Tracked]) -> None:
    seen = list(model.objects.visible(world.access("outsider")))
    assert seen == ([world.people["outsider"]] if model is type(world.people["outsider"]) else [])


@each_model
def test_no_relation_can_be_read_backwards(model: type[Tracked]) -> None:
    """A reverse manager would be the default manager, which is not gated."""
    backwards = [f.get_accessor_name() for f in model._meta.get_fields() if isinstance(f, ForeignObjectRel)]
    assert [name for name in backwards if name and hasattr(model, name)] == []


@each_model
def test_plain_doors_are_for_django_alone(model: type[Tracked]) -> None:
    assert (model._default_manager.name, model._base_manager.name) == ("everything", "everything")


def test_passing_the_gate_by_needs_a_reason() -> None:
    with pytest.raises(UngatedRead):
        Service.objects.unscoped(because="")


def test_missing_and_forbidden_are_the_same_refusal(world: World) -> None:
    row, access = world.rows["services"], world.access("neighbour")
    said = []
    for lookup in ({"pk": row.pk}, {"number": "TJ-2026-9999"}, {"number": "TJ\0"}):
        with pytest.raises(Hidden) as refusal:
            Service.objects.visible(access).one(**lookup)
        said.append((str(refusal.value), refusal.value.code))
    assert said == said[:1] * 3


@pytest.mark.parametrize("kind", [ScopedModelChoiceField, ScopedModelMultipleChoiceField])
def test_a_hidden_rows_id_is_no_choice(world: World, kind: Callable[..., Any]) -> None:
    row = world.rows["services"]
    value = str(row.pk) if kind is ScopedModelChoiceField else [str(row.pk)]
    for who, allowed in (("owner", True), ("neighbour", False), ("outsider", False)):
        field = kind(model=Service, access=world.access(who))
        assert (row in list(field.queryset)) is allowed
        if allowed:
            field.clean(value)
            continue
        with pytest.raises(forms.ValidationError):
            field.clean(value)


def test_a_choice_can_only_be_narrowed(world: World) -> None:
    field = ScopedModelChoiceField(
        model=Service, access=world.access("neighbour"), narrow=lambda rows: rows.filter(archived_at=None)
    )
    assert field.queryset is not None
    assert list(field.queryset) == []


def test_the_choices_of_a_form_are_read_once_and_anew_for_the_next(world: World) -> None:
    class Choose(forms.Form):
        unit = ScopedModelChoiceField(model=Unit, access=world.access("owner"), empty_label=None)

    def options(form: forms.Form) -> list[str]:
        return [str(label) for _value, label in form.fields["unit"].widget.choices]

    with CaptureQueriesContext(connection) as asked:
        form = Choose()
        assert str(form).count("<option") == len(options(form)) > 1
    assert len(asked) == 1
    with writing(SYSTEM) as w:
        w.update(world.units["utb"], {"name": "Ett annat namn"})
    assert "Ett annat namn" in options(Choose())


def test_below_means_below_and_not_beside(world: World) -> None:
    """A code that begins like another's is another unit."""
    with writing(SYSTEM) as w:
        twin = w.create(
            Unit,
            {
                "code": "utb2",
                "name": "Utbildning 2",
                "kind": "committee",
                "parent": world.units["stad"],
                "valid_from": START,
            },
        )
        from akropolis.graph.assets.register.services import SERVICES as REGISTER

        beside = registers.row(w, REGISTER, twin)
        below = registers.row(w, REGISTER, world.units["utbf"])
    seen = Service.objects.visible(world.access("owner"))
    assert (beside in seen, below in seen) == (False, True)


@pytest.mark.parametrize(
    ("below", "unit", "seen"), [(True, "utbf", True), (False, "utbf", False), (False, "utb", True)]
)
def test_an_appointment_reaches_as_far_as_it_says(world: World, below: bool, unit: str, seen: bool) -> None:
    with writing(SYSTEM) as w:
        for held in Appointment.everything.filter(user=world.people["owner"]):
            w.update(held, {"and_below": below})
    assert world.access("owner").may("assets:service:edit", world.units[unit]) is seen


@pytest.mark.parametrize(("day", "holds"), [(-1, True), (0, True), (1, False)])
def test_an_appointment_holds_to_its_last_day(world: World, day: int, holds: bool) -> None:
    with writing(SYSTEM) as w:
        for held in Appointment.everything.filter(user=world.people["owner"]):
            w.update(held, {"valid_to": TODAY})
    assert bool(world.access("owner", TODAY + timedelta(days=day)).grants) is holds


def test_an_appointment_does_not_hold_before_its_first_day(world: World) -> None:
    assert world.access("owner", START - timedelta(days=1)).grants == {}
    assert world.access("owner", START).grants != {}


def test_who_may_not_sign_in_may_nothing(world: World) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["owner"], {"is_active": False})
    assert world.access("owner").grants == {}


def test_a_grant_that_nobody_declared_gives_nothing(world: World) -> None:
    role = Role.everything.get(code="samordnare")
    with writing(SYSTEM) as w:
        for each in (role, *Role.everything.filter(code="tests")):
            w.update(each, {"grants": ["assets:service:fly", "nothing:*:*", "*"]})
    assert world.access("owner").grants == {}


def test_reading_everything_and_writing_only_at_home(world: World) -> None:
    """The two appointments that a samordnare with the whole city in view has."""
    with writing(SYSTEM) as w:
        role = Role.everything.get(code="lasare")
        values = {"user": world.people["owner"], "role": role, "unit": world.units["stad"]}
        w.create(Appointment, {**values, "valid_from": date(2026, 1, 1)})
        from akropolis.graph.assets.register.services import SERVICES as REGISTER

        theirs = registers.row(w, REGISTER, world.units["kul"])
    access = world.access("owner")
    assert theirs in Service.objects.visible(access)
    with pytest.raises(Hidden), writing(access) as w:
        w.update(theirs, {"name": "Deras"})
    with writing(access) as w:
        w.update(world.rows["services"], {"name": "Vår"})


def test_what_is_shared_is_read_by_all_who_read_the_register(world: World) -> None:
    row = world.rows["services"]
    with writing(SYSTEM) as w:
        w.update(row, {"shared": True})
    for who, seen in (("neighbour", True), ("outsider", False)):
        assert (row in Service.objects.visible(world.access(who))) is seen
    with pytest.raises(Hidden), writing(world.access("neighbour")) as w:
        w.update(row, {"name": "Tagen"})


def test_the_operator_reads_what_it_operates_and_changes_nothing(world: World) -> None:
    row = world.rows["services"]
    with writing(SYSTEM) as w:
        w.update(row, {"operator_unit": world.units["kul"]})
    assert row in Service.objects.visible(world.access("neighbour"))
    with pytest.raises(Hidden), writing(world.access("neighbour")) as w:
        w.update(row, {"name": "Tagen"})
