"""Changes the unit tree. Unit codes are permanent.

A merge or split ends units and begins new ones, so that last year's figures stay with last year's units.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.base.kernel.access.models.units import UnitEventKind, UnitKind
from akropolis.base.kernel.records.derived import follow
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.swedish import listing
from akropolis.people.organisation.rules.tree import exists_on, nested, would_be_circular

DAY = timedelta(days=1)
REORGANISE = "organisation:reorganisation:edit"
RESERVED = frozenset({"ny", "excel", "overlamningar"})
PERMANENT = frozenset({"code", "parent", "parent_id"})

type UnitValues = Mapping[str, Any]
"""Values of a unit, by field."""


def create(access: Access, values: Mapping[str, object], *, because: str = "") -> Unit:
    """Create a unit below another. Only the first unit, the city, has no parent."""
    with writing(access, because=because) as w:
        return _begin(w, values)


def change(
    access: Access, unit: Unit, values: UnitValues, *, version: int | None = None, because: str = ""
) -> Unit:
    """Change a unit's details, except for its code, which is permanent, and its parent, which `move` changes.

    A new name is recorded as an event: documents of earlier years keep the name that the unit had then.
    """
    with writing(access, because=because) as w:
        return change_in(w, unit, values, version=version)


def change_in(w: Writer, unit: Unit, values: UnitValues, *, version: int | None = None) -> Unit:
    """Change a unit's details as `change` does, within an open writer."""
    wanted = {name: value for name, value in values.items() if name not in PERMANENT}
    check_change(unit, wanted)
    old = Unit.objects.visible(w.access).one(pk=unit.pk).name
    if wanted.get("valid_to"):
        _must_be_empty(unit, wanted["valid_to"])
    w.update(unit, wanted, version=version)
    if unit.name != old:
        w.because = w.because or _("New name")
        names = {"before": [old], "after": [unit.name]}
        _event(w, UnitEventKind.RENAME, timezone.localdate(w.at), names)
    return unit


def check_change(unit: Unit, values: UnitValues) -> None:
    """Raise Invalid if the unit would end before it begins, or if another unit would become the city."""
    _dates_in_order(values.get("valid_from", unit.valid_from), values.get("valid_to", unit.valid_to))
    if (values.get("kind", unit.kind) == UnitKind.CITY) is not (unit.kind == UnitKind.CITY):
        raise Invalid({"kind": [_("There is one city. Choose another kind.")]})


def end(access: Access, unit: Unit, on: date, *, version: int | None = None, because: str = "") -> Unit:
    """Set the unit's last day. Raises Invalid while there are units below it that end later."""
    return change(access, unit, {"valid_to": on}, version=version, because=because)


def move(w: Writer, unit: Unit, parent: Unit, *, on: date) -> Unit:
    """Move the unit, and all units below it, to another parent from that day. Return the former parent.

    Raises Invalid if the new parent is the unit itself or lies below it.
    """
    unit, parent = _fresh(w.access, unit), _fresh(w.access, parent)
    if unit.parent is None:
        raise Refused(_("The city itself cannot be moved."), code="top")
    if would_be_circular(unit.path, parent.path):
        sentence = _("%(unit)s cannot belong to a unit that lies below it. Choose another.")
        raise Invalid({"parent": [sentence % {"unit": unit.name}]})
    _need_alive([unit, parent], on)
    left = unit.parent
    _put(w, unit, parent)
    _event(w, UnitEventKind.MOVE, on, {"before": [left.code, unit.code], "after": [parent.code, unit.code]})
    return left


def merge(w: Writer, units: Sequence[Unit], into: Mapping[str, object], *, on: date) -> Unit:
    """End the units on the day before `on`, and begin and return a new unit. Units below them are moved below
    the new unit.

    The ended units are also moved below it, so that people who work there can read what belonged to the
    ended units.
    """
    if len({unit.pk for unit in units}) < 2:
        raise Invalid({"units": [_("Choose at least two units to merge.")]})
    old = [_fresh(w.access, unit) for unit in units]
    if nested(unit.path for unit in old):
        raise Invalid({"units": [_("A unit cannot be merged with one that lies below it.")]})
    _need_alive(old, on)
    new = _begin(w, {**into, "valid_from": on}, besides=old)
    for unit in old:
        for child in _living_below(unit, on):
            if child.parent_id == unit.pk:
                _put(w, child, new)
        _close(w, unit, new, on)
    _event(w, UnitEventKind.MERGE, on, {"before": [unit.code for unit in old], "after": [new.code]})
    return new


def split(
    w: Writer,
    unit: Unit,
    into: Sequence[Mapping[str, object]],
    *,
    on: date,
    keeper: int = 0,
    below: Mapping[UUID, int] | None = None,
) -> list[Unit]:
    """End the unit on the day before `on`, and begin and return two or more new units.

    `below` maps the key of each unit below the ended unit to the index of the new unit that it is moved to.
    The ended unit is moved below the new unit with index `keeper`, which keeps what belonged to the ended
    unit itself.
    """
    if len(into) < 2:
        raise Invalid({"__all__": [_("A split gives at least two new units.")]})
    old = _fresh(w.access, unit)
    if old.parent is None:
        raise Refused(_("The city itself cannot be split."), code="top")
    _need_alive([old], on)
    new = [_begin(w, {"parent": old.parent, **values, "valid_from": on}, besides=[old]) for values in into]
    for child in _living_below(old, on):
        if child.parent_id == old.pk and child.pk in (below or {}):
            _put(w, child, new[(below or {})[child.pk]])
    _must_be_empty(old, on - DAY)
    _close(w, old, new[keeper], on)
    _event(w, UnitEventKind.SPLIT, on, {"before": [old.code], "after": [each.code for each in new]})
    return new


def _close(w: Writer, unit: Unit, successor: Unit, on: date) -> None:
    w.update(unit, {"valid_to": on - DAY}, permission=REORGANISE)
    _put(w, unit, successor)


def _begin(w: Writer, values: UnitValues, besides: Sequence[Unit] = ()) -> Unit:
    parent = values.get("parent")
    check_new(values, city=parent is not None or city_exists())
    if parent is not None and any(would_be_circular(unit.path, parent.path) for unit in besides):
        raise Invalid({"parent": [_("The new unit cannot belong to one that ends.")]})
    return w.create(Unit, values, permission=REORGANISE if besides else None)


def city_exists() -> bool:
    """Return whether there is a city: the unit that all others lie below."""
    return Unit.objects.unscoped(because="there is one city").exists()


def check_new(values: UnitValues, *, city: bool) -> None:
    """Raise Invalid if the values are not those of a new unit; `city` says whether the city exists before it."""
    parent, kind = values.get("parent"), values.get("kind")
    if values.get("code") in RESERVED:
        raise Invalid({"code": [_("That word is used in addresses. Choose another code.")]})
    if parent is None and city:
        raise Invalid({"parent": [_("Say which unit it belongs to.")]})
    if parent is None and kind != UnitKind.CITY:
        raise Invalid({"kind": [_("The first unit is the city.")]})
    if parent is not None and kind == UnitKind.CITY:
        raise Invalid({"kind": [_("There is one city. Choose another kind.")]})
    _dates_in_order(values.get("valid_from"), values.get("valid_to"))


def _put(w: Writer, unit: Unit, parent: Unit) -> None:
    old = unit.path
    w.update(unit, {"parent": parent}, permission=REORGANISE)
    moved = {unit.pk: unit}
    every = Unit.objects.unscoped(because="paths follow from the tree")
    below = list(every.filter(path__startswith=old).exclude(pk=unit.pk).order_by("path"))
    for each in below:
        assert each.parent_id is not None, "only the top unit has none"
        each.parent = moved[each.parent_id]
        each.derive()
        moved[each.pk] = each
    follow(below)


def _living_below(unit: Unit, day: date) -> list[Unit]:
    below = Unit.objects.unscoped(because="a unit may not end above others").filter(
        path__startswith=unit.path
    )
    return [each for each in below.exclude(pk=unit.pk) if each.valid_to is None or each.valid_to > day]


def _must_be_empty(unit: Unit, day: date) -> None:
    living = _living_below(unit, day)
    if living:
        names = listing([each.name for each in living[:5]], _("and"))
        sentence = _("Units that go on lie below: %(names)s. Move or end them first.") % {"names": names}
        raise Invalid({"valid_to": [sentence]})


def _need_alive(units: Iterable[Unit], day: date) -> None:
    for unit in units:
        if not exists_on(unit.valid_from, unit.valid_to, day) or unit.valid_from == day:
            sentence = _("%(unit)s does not exist the day before. Choose a day while it does.")
            raise Invalid({"on": [sentence % {"unit": unit.name}]})


def _dates_in_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Invalid({"valid_to": [_("The last day lies before the first.")]})


def _event(w: Writer, kind: UnitEventKind, on: date, codes: Mapping[str, list[str]]) -> None:
    values = {"kind": kind, "happened_on": on, "reason": w.because[:500], **codes}
    w.create(UnitEvent, values, permission=None if kind == UnitEventKind.RENAME else REORGANISE)


def _fresh(access: Access, unit: Unit) -> Unit:
    return or_hidden(Unit.objects.visible(access).select_related("parent").filter(pk=unit.pk).first())
