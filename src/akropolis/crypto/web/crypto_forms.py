"""The forms of the rules on cryptography and of the city's year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from akropolis.classification.models.legal import Mark
from akropolis.crypto.models.crypto import FIRST_YEAR, LAST_YEAR
from akropolis.ui.fields import day_field

MOST_BITS, MOST_PLACES = 1_000_000, 32_000
FIELDS = (
    "pattern",
    "min_bits",
    "max_bits",
    "vulnerable",
    "weak_now",
    "reason",
    "source",
    "mark",
    "valid_from",
    "valid_to",
    "position",
)


class RuleForm(forms.Form):
    """A rule. `version` is the one the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pattern = forms.CharField(
        label=gettext_lazy("Algorithm or protocol begins with"),
        max_length=60,
        help_text=gettext_lazy("Case, spaces and signs make no difference: sha1 fits SHA-1 and sha_1."),
    )
    min_bits = forms.IntegerField(
        label=gettext_lazy("From key length"), required=False, min_value=0, max_value=MOST_BITS
    )
    max_bits = forms.IntegerField(
        label=gettext_lazy("To key length"),
        required=False,
        min_value=0,
        max_value=MOST_BITS,
        help_text=gettext_lazy(
            "In bits, both included. Leave both empty if the key length makes no difference."
        ),
    )
    vulnerable = forms.BooleanField(label=gettext_lazy("Broken by a quantum computer"), required=False)
    weak_now = forms.BooleanField(label=gettext_lazy("Weak already today"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stands in the plan beside every asset that the rule fits."),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    mark = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Mark.choices)
    valid_from = day_field(gettext_lazy("Valid from"))
    valid_to = day_field(gettext_lazy("Valid to"), required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Order"),
        min_value=0,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("The first rule that fits holds, the lowest number first."),
    )

    def values(self) -> dict[str, Any]:
        """The rule's own values."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class EndForm(forms.Form):
    """The last day of a rule."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    valid_to = day_field(
        gettext_lazy("Last day"), help_text=gettext_lazy("From the day after, the next rule that fits holds.")
    )


class YearForm(forms.Form):
    """The year that the city sets."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("What must stay secret past this year has to be quantum-safe."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("On what the year rests, and who has decided on it."),
    )
