"""Forms and the gate: choices among the rows that may be read, and what is refused said where it was written.

Django's own model choices would offer every row there is.
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
from akropolis.base.ui.forms import written_anew
from akropolis.base.ui.model_fields import ModelFieldsForm
from akropolis.base.ui.words import Phrase

SEARCHED = (Unit, User)
"""Of these a city has so many that one writes a part of the name to find one, where there is JavaScript."""


type Narrow = Callable[[GatedQuerySet[Any]], QuerySet[Any]]
"""Of a model's rows those that a field offers: its caller knows which model it is."""


class SeveralGiven(TypedDict, total=False):
    """What a field for several rows takes by name besides."""

    label: Phrase | None
    required: bool
    help_text: Phrase
    initial: object
    widget: forms.Widget | type[forms.Widget] | None
    to_field_name: str | None
    error_messages: Mapping[str, Phrase]
    disabled: bool


class ChoiceGiven(SeveralGiven, total=False):
    """What a field for one row takes by name besides."""

    empty_label: Phrase | None
    blank: bool


def _choices(model: type[Model], access: Access, narrow: Narrow | None) -> QuerySet[Model]:
    rows = visible(model, access)
    return narrow(rows) if narrow else rows


class ReadOnce(ModelChoiceIterator):  # type: ignore[type-arg] # not subscriptable when it runs
    """Choices whose rows are read once: Django asks for all of them to learn what stands first, and then again."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from map(self.choice, self.queryset)  # which keeps what it has read


class ScopedModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg] # not subscriptable when it runs
    """A choice among the rows of `model` that `access` may read (`narrow` keeps fewer). No access, no choices."""

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
    """Several choices among the rows of `model` that `access` may read (`narrow` keeps fewer)."""

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
    """The units in which `access` holds the permission, in Swedish order."""
    return Unit.objects.visible(access).filter(access.units(permission))


def active_people(access: Access) -> GatedQuerySet[User]:
    """The people that may be named as owners. No service account stands where a person must."""
    return active_accounts(access).filter(kind=PERSON)


def active_accounts(access: Access) -> GatedQuerySet[User]:
    """Those that may hold a role: people and service accounts."""
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


class VersionedForm(ModelFieldsForm):
    """A form that shows the refusals of a service at its fields. `version` is the one the person saw."""

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
        """What `act` gives, or None after a refusal, whose sentences the form then shows."""
        return self.attempt(act).made

    def row_values(self) -> dict[str, Any]:
        """What was written, without the version and the reason."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "because")}

    @property
    def seen(self) -> int | None:
        """The version that the person saw."""
        version: int | None = self.cleaned_data.get("version")
        return version

    @property
    def why(self) -> str:
        """The reason as written, where the form asks for one."""
        return str(self.cleaned_data.get("because", ""))

    @property
    def status(self) -> int:
        """The answer's status when the form is shown."""
        return 409 if self.stale is not None else 422 if self.errors else 200


def reason_field(*, required: bool) -> forms.CharField:
    """Why: it stands in the history."""
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
    """Show a refusal's sentences at their fields; those that belong to none stand first in the form.

    `places` names the field for values that are written in another one than their own.
    """
    for name, sentences in errors.items():
        field = (places or {}).get(name, name.rpartition(".")[2])  # of many rows alike it is asked once
        form.add_error(field if field in form.fields else None, list(sentences))


def renew(form: forms.Form, version: int) -> None:
    """Let the form that was sent carry this version from now on; all else that was written stays."""
    form.data = written_anew(form, version=str(version)) or {}
