"""The forms of a classification, one for each part that is written on a page of its own.

Each gives its part as it is stored (`value`). `seen` is the seal of the part as it was opened.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.classification.rules.assessment import TEXT
from akropolis.classification.rules.scheme import Level, SchemeBody
from akropolis.ui.fields import day_field

YES_NO = (("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")), ("", gettext_lazy("Do not know yet")))
MOST_PEOPLE = 2**31 - 1


class PartForm(forms.Form):
    """A part of the draft."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def value(self) -> Any:
        """The part as it is stored."""
        raise NotImplementedError


def _said(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def unmarked(field: forms.Field) -> forms.Field:
    """A field that may wait, and is not called optional on every line."""
    field.unmarked = True  # type: ignore[attr-defined]
    return field


class AboutForm(PartForm):
    """What the information is, and whom it tells about."""

    description = forms.CharField(
        label=gettext_lazy("What is it, and what is it used for?"),
        help_text=gettext_lazy(
            "In your own words: what it tells, whom it is about, who uses it. Somebody who does not know your work "
            "should understand what the levels rest on."
        ),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    personal_data = forms.ChoiceField(
        label=gettext_lazy("Does it tell about people?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    people = forms.IntegerField(
        label=gettext_lazy("About how many people?"),
        help_text=gettext_lazy("A rough number will do. It says how many are hit by an intrusion."),
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
    )
    protected_people = forms.ChoiceField(
        label=gettext_lazy("Are there people with protected identity among them?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, stored: Mapping[str, Any], seen: str) -> None:
        answers = {name: _said(stored.get(name)) for name in ("personal_data", "protected_people")}
        plain = {"description": stored.get("description", ""), "people": stored.get("people")}
        super().__init__(data, initial={**plain, **answers, "seen": seen})
        for field in self.fields.values():
            unmarked(field)

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        truth = {"true": True, "false": False, "": None}
        return {
            "description": data["description"].replace("\r\n", "\n").strip(),
            "personal_data": truth[data["personal_data"]],
            "people": data["people"],
            "protected_people": truth[data["protected_people"]],
        }


class HarmForm(PartForm):
    """One aspect: for each kind of harm a level with its criterion, and because of what."""

    def __init__(self, data: Any, *, body: SchemeBody, stored: Mapping[str, Any], seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        self.body = body
        for category in body.categories:
            answer = stored.get(category.key, {})
            level = answer.get("level")
            self.fields[f"level-{category.key}"] = unmarked(
                forms.ChoiceField(
                    label=category.name,
                    choices=[(str(each.value), _option(body, category.key, each)) for each in body.levels],
                    initial="" if level is None else str(level),
                    required=False,
                    widget=forms.RadioSelect,
                )
            )
            self.fields[f"text-{category.key}"] = unmarked(
                forms.CharField(
                    label=_("Because"),
                    initial=answer.get("text", ""),
                    max_length=TEXT,
                    required=False,
                    widget=forms.TextInput,
                )
            )

    @property
    def rows(self) -> Iterator[tuple[Any, Any]]:
        """For each kind of harm the level and the reason."""
        for category in self.body.categories:
            yield self[f"level-{category.key}"], self[f"text-{category.key}"]

    def value(self) -> dict[str, Any]:
        found = {}
        for category in self.body.categories:
            level = self.cleaned_data[f"level-{category.key}"]
            text = self.cleaned_data[f"text-{category.key}"].strip()
            if level or text:
                found[category.key] = {"level": int(level) if level else None, "text": text}
        return found


def _option(body: SchemeBody, category: str, level: Level) -> Any:
    criterion = body.criterion(category, level.value)
    words = format_html("<strong>{} {}</strong>", level.value, level.label)
    if level.beyond:
        away = _("Concerns Sweden's security. Is not handled here.")
        return format_html("{} <span>{}</span>", words, criterion or away)
    return format_html("{} <span>{}</span>", words, criterion) if criterion else words


class DecideForm(forms.Form):
    """In which role, and until when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    appointment = forms.ChoiceField(label=gettext_lazy("You decide as"), widget=forms.RadioSelect)
    valid_to = day_field(gettext_lazy("The decision holds until"))

    def __init__(
        self, data: Any, *, held: Sequence[Any], initial: Mapping[str, Any], longest: str, **kwargs: Any
    ) -> None:
        first = {"appointment": str(held[0].pk)} if held else {}
        super().__init__(data, initial={**first, **initial}, **kwargs)
        choices = [(str(each.pk), f"{each.role}, {each.unit}" if each.unit else each.role) for each in held]
        self.fields["appointment"].choices = choices  # type: ignore[attr-defined]
        self.fields["valid_to"].help_text = longest


class SettleForm(forms.Form):
    """How a stop was taken care of."""

    note = forms.CharField(
        label=gettext_lazy("How was it taken care of?"),
        help_text=gettext_lazy("Where the matter is handled. Nothing of the information itself."),
        max_length=300,
    )
    released = forms.ChoiceField(
        label=gettext_lazy("What holds from now on?"),
        choices=(
            ("", gettext_lazy("It is handled outside the system. Only the pointer stays here.")),
            ("1", gettext_lazy("It does not concern Sweden's security, and can be classified here.")),
        ),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unmarked(self.fields["released"])
