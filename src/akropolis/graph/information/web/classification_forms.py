"""The forms of a classification, one per part of the draft; each part has a page of its own.

The method `value` returns the part in its stored form. `seen` is the digest of the part as it was opened.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Unpack

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.shared.classification.rules.aspects import in_letters
from akropolis.shared.classification.rules.assessment import TEXT
from akropolis.shared.classification.rules.scheme import Level, SchemeBody

YES_NO = (("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")), ("", gettext_lazy("Do not know yet")))
MOST_PEOPLE = 2**31 - 1


class DraftPartForm(ModelFieldsForm):
    """Base form for one part of the draft."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def value(self) -> Plain:
        """Return the part as it is stored."""
        raise NotImplementedError


def _tristate(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


class AboutForm(DraftPartForm, model=InformationSet):
    """Form for the part about the information itself: what it is, and whom it is about."""

    description = FromModel(
        gettext_lazy(
            "In your own words: what it tells, whom it is about, who uses it. Somebody who does not know your work "
            "should understand what the levels rest on."
        ),
        label=gettext_lazy("What is it, and what is it used for?"),
        rows=5,
    )
    personal_data = forms.ChoiceField(
        label=gettext_lazy("Does it tell about people?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    people = FromModel(
        gettext_lazy("A rough number will do. It says how many are hit by an intrusion."),
        label=gettext_lazy("About how many people?"),
        max_value=MOST_PEOPLE,
    )
    protected_people = forms.ChoiceField(
        label=gettext_lazy("Are there people with protected identity among them?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: FormData, *, stored: Plain, seen: str) -> None:
        answers = {name: _tristate(stored.get(name)) for name in ("personal_data", "protected_people")}
        plain = {"description": stored.get("description", ""), "people": stored.get("people")}
        super().__init__(data, initial={**plain, **answers, "seen": seen})
        for field in self.fields.values():
            unmarked(field)

    def value(self) -> Plain:
        data = self.cleaned_data
        truth = {"true": True, "false": False, "": None}
        return {
            "description": data["description"].replace("\r\n", "\n").strip(),
            "personal_data": truth[data["personal_data"]],
            "people": data["people"],
            "protected_people": truth[data["protected_people"]],
        }


class LikeForm(forms.Form):
    """Form to choose a similar set's decision to start from; the most similar set is preselected."""

    def __init__(self, found: Sequence[ClassificationDecision]) -> None:
        super().__init__()
        self.fields["other"] = unmarked(
            forms.ChoiceField(
                label=_("Begin from"),
                choices=[(str(each.pk), _like(each)) for each in found],
                initial=str(found[0].pk),
                widget=forms.RadioSelect,
            )
        )


def _like(each: ClassificationDecision) -> object:
    levels = in_letters(each.levels)
    return format_html(
        "{} <strong>{}</strong> <span>{}</span>", each.information.name, levels, each.information.owner_unit
    )


class HarmForm(DraftPartForm):
    """Form for one aspect: which kinds of harm are possible, and for each the level, by its criterion, and
    the reason.

    An unticked kind is answered with the lowest level when the user presses a button; an autosave leaves it
    unanswered.
    """

    def __init__(self, data: FormData, *, body: SchemeBody, stored: Plain, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        self.body, self.stored, self.lowest = body, stored, body.levels[0]
        for category in body.categories:
            answer = stored.get(category.key)
            level = answer.get("level") if answer else None
            self.fields[f"harm-{category.key}"] = unmarked(
                forms.BooleanField(
                    label=category.name,
                    initial=answer is not None and level != self.lowest.value,
                    required=False,
                )
            )
            self.fields[f"level-{category.key}"] = unmarked(
                forms.ChoiceField(
                    label=_("%(harm)s: how bad would it be?") % {"harm": category.name},
                    choices=[
                        (str(each.value), _option(body, category.key, each)) for each in body.levels[1:]
                    ],
                    initial="" if level is None else str(level),
                    required=False,
                    widget=forms.RadioSelect,
                )
            )
            self.fields[f"text-{category.key}"] = unmarked(
                forms.CharField(
                    label=_("Because"),
                    initial=answer.get("text", "") if answer else "",
                    max_length=TEXT,
                    required=False,
                    widget=forms.TextInput,
                )
            )

    @property
    def rows(self) -> Iterator[tuple[forms.BoundField, ...]]:
        """Yield the fields of each kind of harm: tick box, level and reason."""
        for category in self.body.categories:
            key = category.key
            yield self[f"harm-{key}"], self[f"level-{key}"], self[f"text-{key}"]

    @property
    def pressed(self) -> bool:
        """Tell whether a button was pressed; false for an autosave."""
        return bool({"go", "stay"} & set(self.data))

    def value(self) -> Plain:
        found = {}
        for category in self.body.categories:
            answer = self._answer(category.key)
            if answer is not None:
                found[category.key] = answer
        return found

    def _answer(self, key: str) -> dict[str, object] | None:
        level, text = (self.cleaned_data[f"{name}-{key}"] for name in ("level", "text"))
        if self.cleaned_data[f"harm-{key}"]:
            return {"level": int(level) if level else None, "text": text.strip()}
        before = self.stored.get(key, {})
        if before.get("level") == self.lowest.value:
            return {"level": self.lowest.value, "text": text.strip()}
        return {"level": self.lowest.value, "text": ""} if self.pressed else None


def _option(body: SchemeBody, category: str, level: Level) -> object:
    criterion = body.criterion(category, level.value)
    words = format_html("<strong>{} {}</strong>", level.value, level.label)
    if level.beyond:
        away = _("Concerns Sweden's security. Is not handled here.")
        return format_html("{} <span>{}</span>", words, criterion or away)
    return format_html("{} <span>{}</span>", words, criterion) if criterion else words


class DecideForm(forms.Form):
    """Form for the decider's role and the last day of the decision's validity."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    appointment = forms.ChoiceField(label=gettext_lazy("You decide as"), widget=forms.RadioSelect)
    valid_to = day_field(gettext_lazy("The decision holds until"))

    def __init__(
        self,
        data: FormData,
        *,
        held: Sequence[Appointment],
        initial: Mapping[str, object],
        longest: str,
    ) -> None:
        first = {"appointment": str(held[0].pk)} if held else {}
        super().__init__(data, initial={**first, **initial})
        choices = [(str(each.pk), f"{each.role}, {each.unit}" if each.unit else each.role) for each in held]
        self.fields["appointment"].choices = choices  # type: ignore[attr-defined]
        self.fields["valid_to"].help_text = longest


class SettleStopForm(forms.Form):
    """Form for a note on how an intake stop was handled, and whether the set is released."""

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

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        unmarked(self.fields["released"])
