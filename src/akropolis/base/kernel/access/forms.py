"""Forms and the gate: choices among the rows a user may read, and refusals shown at their fields.

Django's own model choices would offer every row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet, visible
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.models.people import PERSON
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import resubmitted_data
from akropolis.base.ui.model_fields import ModelFieldsForm
from akropolis.base.ui.words import Phrase

SEARCHED = (Unit, User)
"""Models with so many rows in a city that users search them by part of the name, if JavaScript is on."""


type Narrow = Callable[[GatedQuerySet[Any]], QuerySet[Any]]
"""Restricts a model's rows to those that a field offers: the caller knows which model it is."""


class SeveralGiven(TypedDict, total=False):
    """Further keyword arguments of a field for several rows."""

    label: Phrase | None
    required: bool
    help_text: Phrase
    initial: object
    widget: forms.Widget | type[forms.Widget] | None
    to_field_name: str | None
    error_messages: Mapping[str, Phrase]
    disabled: bool


class ChoiceGiven(SeveralGiven, total=False):
    """Further keyword arguments of a field for one row."""

    empty_label: Phrase | None
    blank: bool


def _choices(model: type[Model], access: Access, narrow: Narrow | None) -> QuerySet[Model]:
    rows = visible(model, access)
    return narrow(rows) if narrow else rows


class ReadOnce(ModelChoiceIterator):  # type: ignore[type-arg] # not subscriptable when it runs
    """Choices whose rows are read once: Django would read all of them for the first choice, and then again."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from map(self.choice, self.queryset)  # which keeps what it has read


class ScopedModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg] # not subscriptable when it runs
    """A choice among the rows of `model` that `access` may read, restricted by `narrow`. No access, no choices."""

    iterator = ReadOnce

    def __init__(
        self,
        *,
        model: type[Model],
        access: Access,
        narrow: Narrow | None = None,
        **kwargs: Unpack[ChoiceGiven],
    ) -> None:
        super().__init__(queryset=_choices(model, access, narrow), **kwargs)
        if model in SEARCHED and isinstance(self.widget, forms.Select):
            self.widget.attrs["data-combobox"] = ""


class ScopedModelMultipleChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not subscriptable when it runs
    """Several choices among the rows of `model` that `access` may read, restricted by `narrow`."""

    def __init__(
        self,
        *,
        model: type[Model],
        access: Access,
        narrow: Narrow | None = None,
        **kwargs: Unpack[SeveralGiven],
    ) -> None:
        super().__init__(queryset=_choices(model, access, narrow), **kwargs)


def editable_units(access: Access, permission: str) -> GatedQuerySet[Unit]:
    """Return the units in which `access` holds the permission, in Swedish order."""
    return Unit.objects.visible(access).filter(access.units(permission))


def active_people(access: Access) -> GatedQuerySet[User]:
    """Return the people who may be named as owners; service accounts may not."""
    return active_accounts(access).filter(kind=PERSON)


def active_accounts(access: Access) -> GatedQuerySet[User]:
    """Return the accounts that may hold a role: people and service accounts."""
    return User.objects.visible(access).filter(is_active=True)


@dataclass(frozen=True, slots=True)
class Attempt[T]:
    """Result of carrying out a form's request.

    `made` is what `act` returned. `conflict` is the stored row, if somebody else has saved since the form was
    opened.
    """

    done: bool
    made: T | None = None
    conflict: Any = None

    @property
    def status(self) -> int:
        """HTTP status if the form is shown again."""
        return 200 if self.done else 422 if self.conflict is None else 409


def attempt[T](
    form: forms.Form, act: Callable[[], T], *, places: Mapping[str, str] | None = None
) -> Attempt[T]:
    """Carry out a valid form's request; a refusal's sentences are shown in the form, with all that was written.

    After a conflict the form's `version` becomes the stored row's: the next save knows what it overwrites. `Hidden`
    is not caught: it propagates and becomes a 404. `places` is as in `take_errors`.
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


class VersionedForm(ModelFieldsForm):
    """A form that shows a service's refusals at its fields. `version` is the one the user saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stale: Any = None

    def attempt[T](self, act: Callable[[], T], *, places: Mapping[str, str] | None = None) -> Attempt[T]:
        """How it went to carry out what the form asks for; after a conflict the form says so."""
        tried = attempt(self, act, places=places)
        if tried.conflict is not None:
            self.stale = tried.conflict
            sentence = _(
                "Someone else saved this while you were writing. Your text is still here: compare, and save again."
            )
            self.add_error(None, sentence)
        return tried

    def carry_out[T](self, act: Callable[[], T]) -> T | None:
        """Return what `act` returns, or None after a refusal, whose sentences the form then shows."""
        return self.attempt(act).made

    def row_values(self) -> dict[str, Any]:
        """Return what was written in the form, without the version and the reason."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "because")}

    @property
    def seen(self) -> int | None:
        """The version of the row that the user saw; None if the form holds none."""
        version: int | None = self.cleaned_data.get("version")
        return version

    @property
    def why(self) -> str:
        """Return the reason as written, if the form asks for one."""
        return str(self.cleaned_data.get("because", ""))

    @property
    def status(self) -> int:
        """HTTP status when the form is shown."""
        return 409 if self.stale is not None else 422 if self.errors else 200


def reason_field(*, required: bool) -> forms.CharField:
    """Return the field for the reason, which is recorded in the history."""
    help_text = (
        gettext_lazy("Which decision is behind it. It stands in the history.")
        if required
        else gettext_lazy("Stands in the history. Write it when the change is not self-evident.")
    )
    return forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, required=required, help_text=help_text
    )


class EndForm(VersionedForm):
    """The last day of something, and why if that is not self-evident."""

    valid_to = day_field(gettext_lazy("Last day"))
    because = reason_field(required=False)


class BecauseForm(forms.Form):
    """Why something ends."""

    because = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


def take_errors(
    form: forms.BaseForm, errors: Mapping[str, Sequence[str]], *, places: Mapping[str, str] | None = None
) -> None:
    """Show a refusal's sentences at their fields; those that belong to no field come first in the form.

    `places` maps the name of a value to the field in which it is written, if that has another name.
    """
    for name, sentences in errors.items():
        field = (places or {}).get(name, name.rpartition(".")[2])  # of many rows alike it is asked once
        form.add_error(field if field in form.fields else None, list(sentences))


def renew(form: forms.Form, version: int) -> None:
    """Replace the version in the submitted form's data with `version`; everything else in the data stays."""
    form.data = resubmitted_data(form, version=str(version)) or {}
