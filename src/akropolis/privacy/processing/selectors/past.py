"""The record of one controller as it was at the end of a day, from the history."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.privacy.processing.models import Processing, ProcessingPart
from akropolis.privacy.processing.selectors.contents import PARTS, Contents, fill_contents, read_contents

BECAUSE = "the record as it was: the right is tested in the controller that kept it"
READ = f"{Processing.permission}:read"


def read_record(access: Access, controller: Unit, day: date) -> list[Contents]:
    """Return the controller's processings that were going on at the end of the day, in the order of their numbers.

    Raises Hidden without the right to read the record in the controller. A processing that has moved to another
    controller since is in the record that it was in, as its history is (OSL 8 kap. 1 §).
    """
    access.must(READ, controller)
    units = Units()
    own = {unit.pk for unit in units if units.controller(unit.pk) == controller}
    if day >= timezone.localdate():
        rows = Processing.objects.visible(access).filter(owner_unit__in=own)
        held = read_contents(access, list(_related(rows).order_by("number")))
    else:
        held = _read_past(access, own, midnight(day + DAY))
    return [each for each in held if _going_on(each.row, day)]


def _related(rows: QuerySet[Processing]) -> QuerySet[Processing]:
    return rows.select_related("owner_unit", "owner", "national_basis")


def _going_on(row: Processing, day: date) -> bool:
    return row.archived_at is None and (row.ended_on is None or row.ended_on > day)


def _read_past(access: Access, own: Collection[UUID], since: datetime) -> list[Contents]:
    before = _values_before(Processing, since)
    moved = [pk for pk, values in before.items() if values.get("owner_unit") in {str(pk) for pk in own}]
    every = _related(Processing.objects.unscoped(because=BECAUSE).filter(created_at__lt=since))
    rows = every.filter(owner_unit__in=own) | every.filter(pk__in=moved)
    then = [_as_it_was(row, before.get(row.pk, {})) for row in rows.order_by("number")]
    found = {row.pk: Contents(row) for row in then if row.owner_unit_id in own}
    parts = [part for model in PARTS for part in _read_parts(model, found, since)]
    fill_contents(access, found, parts)
    return list(found.values())


def _read_parts[P: ProcessingPart](model: type[P], found: Collection[UUID], since: datetime) -> list[P]:
    before = _values_before(model, since)
    rows = model.objects.unscoped(because=BECAUSE).filter(processing__in=found, created_at__lt=since)
    there = [_as_it_was(row, before.get(row.pk, {})) for row in rows.select_related(*PARTS[model][1])]
    of = {str(pk) for pk in found}
    gone = {pk for pk, values in before.items() if values.get("processing") in of}
    made = Change.objects.filter(object_id__in=gone, at__gte=since, payload__startswith='{"action":"create"')
    gone -= set(made.values_list("object_id", flat=True))
    return there + [_as_it_was(model(id=pk), before[pk]) for pk in sorted(gone)]


def _values_before(model: type[Tracked], since: datetime) -> dict[UUID, dict[str, object]]:
    names = [field.name for field in model._meta.concrete_fields]
    return log.values_before(names, [kind_of(model)], since=since)


def _as_it_was[T: Tracked](row: T, values: Mapping[str, object]) -> T:
    """Set the values that the row had; one that has been redacted since is empty."""
    for name, value in values.items():
        field = field_of(type(row), name)
        empty = None if field.null else ""
        setattr(row, field.attname, empty if value is None else field.to_python(value))
    return row
