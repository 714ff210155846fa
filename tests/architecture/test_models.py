"""Every stored thing says what it is, whether it holds personal data, and where a reader meets each field."""

from django.apps import apps
from django.db import models

from akropolis.base.kernel.access.managers import GatedManager
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import Register, registry


def _own() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("akropolis.")]


def test_every_model_says_whether_it_holds_personal_data() -> None:
    assert [model._meta.label for model in _own() if "Personal data:" not in (model.__doc__ or "")] == []


def test_every_tracked_model_is_gated() -> None:
    tracked = [model for model in _own() if issubclass(model, Tracked)]
    assert [model._meta.label for model in tracked if not isinstance(model.objects, GatedManager)] == []
    assert [model._meta.label for model in tracked if model._meta.default_manager_name != "everything"] == []


def test_the_history_has_one_name_for_each_model() -> None:
    kinds = [kind_of(model) for model in _own() if issubclass(model, Tracked)]
    assert len(set(kinds)) == len(kinds)


def test_every_register_places_every_field_once() -> None:
    kernel = {field.name for field in _base_fields()}
    assert [fault for register in registry.all() for fault in _misplaced(register, kernel)] == []


def _base_fields() -> "list[models.Field[object, object]]":
    from akropolis.base.kernel.records.models import Record

    return list(Record._meta.local_fields) + list(Tracked._meta.local_fields)


def _misplaced(register: Register, kernel: set[str]) -> list[str]:
    own = {field.name for field in register.model._meta.concrete_fields} - kernel | {"owner_unit"}
    own |= {field.name for field in register.model._meta.local_many_to_many}
    placed = [*register.fields, *register.internal]
    faults = [
        f"{register.key}: {name} is in no section and not internal" for name in sorted(own - set(placed))
    ]
    return faults + [
        f"{register.key}: {name} is placed twice"
        for name in sorted({n for n in placed if placed.count(n) > 1})
    ]
