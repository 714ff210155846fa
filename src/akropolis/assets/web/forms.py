"""The forms of dependencies: when one ends, and by how much and how long one demands less."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from akropolis.ui.fields import day_field


class EndForm(forms.Form):
    """The last day of a dependency, and why."""

    last = day_field(_("Last day"), help_text=_("The dependency holds to and with that day."))
    because = forms.CharField(label=_("Reason"), max_length=300, required=False)


class LowerForm(forms.Form):
    """Which demand is lowered, how far, why, by whom and until when."""

    aspect = forms.ChoiceField(label=_("Which demand"))
    level = forms.ChoiceField(label=_("At most level"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What makes less enough: encryption, redundancy, a manual routine."),
    )
    appointment = forms.ChoiceField(label=_("You decide as"), widget=forms.RadioSelect)
    until = day_field(
        _("Holds until"), help_text=_("Then the whole demand counts again, unless somebody decides anew.")
    )

    def __init__(
        self,
        *args: Any,
        aspects: Sequence[tuple[str, Any]],
        levels: Sequence[tuple[int, Any]],
        held: Sequence[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        roles = [
            (str(each.pk), f"{each.role}, {each.unit}" if each.unit else str(each.role)) for each in held
        ]
        choices = {
            "aspect": aspects,
            "level": [(str(value), label) for value, label in levels],
            "appointment": roles,
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        if held:
            self.fields["appointment"].initial = str(held[0].pk)


class EndLoweringForm(forms.Form):
    """Why a lowering ends before its time."""

    because = forms.CharField(label=_("Reason"), max_length=300)
