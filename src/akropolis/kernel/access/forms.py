"""Forms and the gate: choices among the rows that may be read, and what is refused said where it was written.

Django's own model choices would offer every row there is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from akropolis.kernel.access.errors import Hidden, Invalid, Refused, Stale
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


def editable_units(access: Access, permission: str) -> GatedQuerySet[Unit]:
    """The units in which `access` holds the permission, in Swedish order."""
    return Unit.objects.visible(access).filter(access.units(permission))


def active_people(access: Access) -> GatedQuerySet[User]:
    """The people that may be named as owners."""
    return User.objects.visible(access).filter(is_active=True)


@dataclass(frozen=True, slots=True)
class Attempt[T]:
    """How it went to carry out what a form asked for.

    `made` is what came of it. `conflict` is the stored row, when somebody else has saved since the form was opened.
    """

    done: bool
    made: T | None = None
    conflict: Any = None

    @property
    def status(self) -> int:
        """The answer's status if the form is shown again."""
        return 200 if self.done else 422 if self.conflict is None else 409


def attempt[T](
    form: forms.Form, act: Callable[[], T], *, places: Mapping[str, str] | None = None
) -> Attempt[T]:
    """Carry out what a valid form asks for; a refusal's sentences then stand in the form, with all that was written.

    After a conflict the form's `version` is the stored row's: the next save knows what it goes over. `Hidden` is
    not for the form: it goes on and becomes the one 404. `places` is as in `take_errors`.
    """
    try:
        return Attempt(done=True, made=act())
    except Hidden:
        raise
    except Stale as stale:
        if stale.current is not None:
            renew(form, stale.current.version)
            return Attempt(done=False, conflict=stale.current)
        form.add_error(None, str(stale))
    except Invalid as refusal:
        take_errors(form, refusal.errors, places=places)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return Attempt(done=False)


def take_errors(
    form: forms.BaseForm, errors: Mapping[str, Sequence[str]], *, places: Mapping[str, str] | None = None
) -> None:
    """Show a refusal's sentences at their fields; those that belong to none stand first in the form.

    `places` names the field for values that are written in another one than their own.
    """
    for name, sentences in errors.items():
        field = (places or {}).get(name, name)
        form.add_error(field if field in form.fields else None, list(sentences))


def renew(form: forms.Form, version: int) -> None:
    """Let the form that was sent carry this version from now on; all else that was written stays."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("version")] = str(version)
    form.data = data
