"""Form choices that go through the gate. Django's own model choices would offer every row there is."""

from typing import Any

from django import forms

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.managers import GatedQuerySet
from akropolis.kernel.access.models import Tracked, Unit, User


class ScopedModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg] # not subscriptable when it runs
    """A choice among the rows of `model` that `access` may read (`narrow` keeps fewer). No access, no choices."""

    def __init__(self, *, model: type[Tracked], access: Access, narrow: Any = None, **kwargs: Any) -> None:
        rows = model.objects.visible(access)
        super().__init__(queryset=narrow(rows) if narrow else rows, **kwargs)


class ScopedModelMultipleChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not subscriptable when it runs
    """Several choices among the rows of `model` that `access` may read (`narrow` keeps fewer)."""

    def __init__(self, *, model: type[Tracked], access: Access, narrow: Any = None, **kwargs: Any) -> None:
        rows = model.objects.visible(access)
        super().__init__(queryset=narrow(rows) if narrow else rows, **kwargs)


def editable_units(access: Access, permission: str) -> GatedQuerySet:
    """The units in which `access` holds the permission, in Swedish order."""
    return Unit.objects.visible(access).filter(access.units(permission))


def active_people(access: Access) -> GatedQuerySet:
    """The people that may be named as owners."""
    return User.objects.visible(access).filter(is_active=True)
