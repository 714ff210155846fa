"""Form fields shared by many forms."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.ui.words import Phrase

FAST = timedelta(minutes=5)


def day_input() -> forms.DateInput:
    """Return the browser's own date input."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FieldGiven(TypedDict, total=False):
    """Keyword arguments common to all form fields."""

    required: bool
    help_text: Phrase
    initial: object
    disabled: bool
    validators: Sequence[Callable[[datetime], None]]
    error_messages: dict[str, Phrase]


def day_field(label: Phrase, **given: Unpack[FieldGiven]) -> forms.DateField:
    """Return a date field with the browser's own date input."""
    return forms.DateField(label=label, widget=day_input(), **given)


def moment_input() -> forms.DateTimeInput:
    """Return the browser's own input for day and time, to the minute."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def moment_field(label: Phrase, **given: Unpack[FieldGiven]) -> forms.DateTimeField:
    """Return a date-and-time field with the browser's own input."""
    return forms.DateTimeField(label=label, widget=moment_input(), **given)


def prose_field(label: Phrase, most: int, *, rows: int, **given: Unpack[FieldGiven]) -> forms.CharField:
    """Return a field for running text of at most `most` characters, in a multi-line box."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=box, **given)


def password_field(label: Phrase, *, new: bool = False, **given: Unpack[FieldGiven]) -> forms.CharField:
    """Return a password field that strips nothing, at most 1,000 characters; browsers offer the stored or a `new`
    one.
    """
    box = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
    return forms.CharField(label=label, strip=False, max_length=1000, widget=box, **given)


class PastField(forms.DateTimeField):
    """A past moment, as the browser's own field. Future moments and those skipped or doubled by DST are refused."""

    def __init__(self, *, label: Phrase, ahead: Phrase, **given: Unpack[FieldGiven]) -> None:
        super().__init__(label=label, widget=moment_input(), **given)
        self.ahead = ahead

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        """Return the moment. Raises ValidationError in the hour that summer time skips or doubles."""
        try:
            return super().to_python(value)
        except forms.ValidationError as wrong:
            written = (wrong.params or {}).get("datetime")
            if not isinstance(written, datetime):
                raise
            raise forms.ValidationError(_moved(written)) from wrong

    def clean(self, value: object) -> object:
        """Refuse future moments (ValidationError), with some tolerance for a clock that is a little fast."""
        found, now = super().clean(value), timezone.now()
        if found and found > now + FAST:
            raise forms.ValidationError(self.ahead)
        return found and min(found, now)


def _moved(written: datetime) -> str:
    """Return why the moment is ambiguous or missing: the clock is moved then (lag 1979:988)."""
    here = timezone.get_current_timezone()
    there = written.replace(tzinfo=here).timestamp()
    skipped = datetime.fromtimestamp(there, here).replace(tzinfo=None) != written
    words = {"time": written.strftime("%H:%M"), "day": written.date().isoformat()}
    if skipped:
        return (
            _("There was no %(time)s on %(day)s: summer time began. Write an hour earlier or later.") % words
        )
    return (
        _("It was %(time)s twice on %(day)s: summer time ended. Write a time before or after that hour.")
        % words
    )
