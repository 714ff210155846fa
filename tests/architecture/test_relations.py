"""What imports cannot see: relations between models point down, and never open a way back up."""

import ast
import inspect
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.models.fields.related import RelatedField

from tests.architecture import source


def _own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("akropolis.")
    ]


def _relations() -> list[tuple[type[models.Model], RelatedField]]:  # type: ignore[type-arg]
    return [
        (model, field)
        for model in _own_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if isinstance(field, RelatedField)
    ]


def _height(model: type[models.Model]) -> tuple[int, int]:
    if not model.__module__.startswith("akropolis."):
        return (-1, 0)  # Django's and other libraries' tables lie below everything of ours
    path = Path(inspect.getfile(model))
    package = source.owner(path)
    rank = len(source.spine()) - source.spine().index(package)
    return (rank, source.kernel_rank(source.below(path)[0]) if package == "kernel" else 0)


def _name(model: type[models.Model], field: RelatedField) -> str:  # type: ignore[type-arg]
    return f"{model._meta.label}.{field.name}"


def test_every_relation_points_down_or_stays_at_home() -> None:
    upwards = [
        f"{_name(model, field)} → {field.related_model._meta.label}"
        for model, field in _relations()
        if model._meta.app_label != field.related_model._meta.app_label
        and _height(field.related_model) >= _height(model)
    ]
    assert upwards == []


def test_no_relation_opens_a_reverse_manager() -> None:
    # A reverse manager reads through the default manager, around the gate.
    assert [_name(m, f) for m, f in _relations() if not f.remote_field.hidden] == []


def test_no_database_cascades() -> None:
    # They delete rows without the writer knowing.
    names = {"DB_CASCADE", "DB_SET_NULL", "DB_SET_DEFAULT"}
    assert [
        _name(m, f) for m, f in _relations() if str(getattr(f.remote_field, "on_delete", "")) in names
    ] == []


MIGRATING = "src/akropolis/base/kernel/history/triggers.py"
"""Gives migrations their steps, which know models as they were."""


def test_models_are_imported_and_not_looked_up_by_name() -> None:
    found = [
        f"{source.short(path)}:{call.lineno}"
        for path in source.modules()
        if "migrations" not in path.parts and source.short(path) != MIGRATING
        for call in source.calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "get_model"
    ]
    assert found == []
