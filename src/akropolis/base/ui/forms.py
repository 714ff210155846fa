"""How every form looks: set `FORM_RENDERER = "akropolis.base.ui.forms.HouseRenderer"` and write `{{ form }}`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.safestring import SafeString

from akropolis.base.ui.escaping import escaped, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping

    from django.core.files.uploadedfile import UploadedFile
    from django.forms.widgets import Widget
    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict

type FormData = Mapping[str, object] | None
"""Submitted form data, if any."""


class FormGiven(TypedDict, total=False):
    """Keyword arguments common to all forms."""

    files: MultiValueDict[str, UploadedFile[Any]] | None
    initial: MutableMapping[str, Any] | None
    prefix: str | None
    auto_id: bool | str
    label_suffix: str | None
    empty_permitted: bool


OWN_WIDGETS = {
    "django/forms/widgets/checkbox_select.html": "ui/forms/options.html",
    "django/forms/widgets/radio.html": "ui/forms/options.html",
    "django/forms/widgets/clearable_file_input.html": "ui/forms/file.html",
    "django/forms/widgets/date.html": "ui/forms/date.html",
    "django/forms/widgets/datetime.html": "ui/forms/datetime.html",
    "django/forms/widgets/number.html": "ui/forms/number.html",
}
STYLED = (forms.widgets.Input, forms.Textarea, forms.widgets.ChoiceWidget)


DATES = (forms.DateInput, forms.DateTimeInput)


def resubmitted_data(form: forms.BaseForm, **changed: str) -> FormData:
    """Return the submitted data with new values in the named fields, so that nobody has to write the rest again."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
    for name, value in changed.items():
        data[form.add_prefix(name)] = value
    return data


def _is_moment(value: object) -> bool:
    """Whether a browser's date field can hold the value. It can if the value is empty."""
    if not isinstance(value, str) or not value:
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


class HouseBoundField(forms.BoundField):
    """A field with Designsystemet's class, whatever its widget; hidden fields are left alone."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if isinstance(widget, STYLED) and not widget.is_hidden:
            own = f"{widget.attrs.get('class', '')} {attrs.get('class', '')}".split()
            attrs["class"] = " ".join(dict.fromkeys(["ds-input", *own]))
        return attrs

    def as_widget(
        self, widget: Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        chosen = widget or self.field.widget
        if isinstance(chosen, DATES) and self.errors and not _is_moment(self.value()):
            # A browser empties a date field with an invalid value, and the input would be lost.
            widget = forms.TextInput(attrs=chosen.attrs)
        return super().as_widget(widget, attrs, only_initial)

    label_hidden = False
    """Whether the label is for screen readers only."""

    @property
    def is_optional(self) -> bool:
        """Whether the label says that the field is optional; never for an `unmarked` field."""
        return not self.field.required and not getattr(self.field, "unmarked", False)

    @property
    def is_check(self) -> bool:
        """True for a single checkbox, whose label comes after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def error_target(self) -> str:
        """The id that an error summary links to: the control itself, or the first one of a group."""
        if self.use_fieldset and self.auto_id:
            return f"{self.auto_id}_0"
        return str(self.id_for_label or self.auto_id)


def unmarked[F: forms.Field](field: F) -> F:
    """Return the field without the label's "optional": it may wait, or states itself when it is needed."""
    field.unmarked = True  # type: ignore[attr-defined]
    return field


class WidgetOption(TypedDict):
    """Attributes of a Django widget option that a page shows."""

    value: object
    label: object
    attrs: Mapping[str, object]


class Choosing(TypedDict):
    """Attributes of a select's widget: its options by group; options in no group are under no name."""

    name: str
    attrs: Mapping[str, object]
    optgroups: Iterable[tuple[object, Iterable[WidgetOption], int]]


class Select:
    """Django's select rendered without a template: a city's units and people are hundreds of options."""

    def render(self, context: Mapping[str, Choosing], request: HttpRequest | None = None) -> SafeString:
        """Render like Django's own template, from `widget` in the context."""
        widget = context["widget"]
        lines = joined(_group(name, options) for name, options, _nth in widget["optgroups"])
        return SafeString(
            f'<select name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>{lines}\n</select>'
        )


def _group(name: object, options: Iterable[WidgetOption]) -> SafeString:
    lines = joined(map(_option, options))
    return SafeString(f'\n  <optgroup label="{_label_html(name)}">{lines}\n  </optgroup>') if name else lines


def _option(option: WidgetOption) -> SafeString:
    value, label = escaped(option["value"]), _label_html(option["label"])
    return SafeString(f'\n  <option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n')


def _attributes(attrs: Mapping[str, object]) -> SafeString:
    told = ((name, value) for name, value in attrs.items() if value is not False)
    return joined(
        SafeString(f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"')
        for name, value in told
    )


def _label_html(label: object) -> SafeString:
    return escaped(label if isinstance(label, str) else localize(label))


class HouseRenderer(DjangoTemplates):
    """Renders forms, fields and some widgets by `ui/forms/`; other widgets by Django's own templates."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = HouseBoundField

    def get_template(self, template_name: str) -> object:
        if template_name == "django/forms/widgets/select.html":
            return Select()
        return super().get_template(OWN_WIDGETS.get(template_name, template_name))
