"""Form fields that many forms have."""

from typing import Any

from django import forms


def day_input() -> forms.DateInput:
    """The browser's own date field."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(label: Any, **given: Any) -> forms.DateField:
    """A date as the browser's own date field."""
    return forms.DateField(label=label, widget=day_input(), **given)
