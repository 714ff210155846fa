"""The first question of forms that take in texts: whether they may concern Sweden's security (ADR 0070); and
how what was stopped is settled.
"""

from typing import Unpack

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy

from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import ModelFieldsForm

YES, NO = "yes", "no"


class SettleNoteForm(forms.Form):
    """Form of how a stopped intake was taken care of."""

    note = forms.CharField(
        label=gettext_lazy("How it was taken care of"),
        help_text=gettext_lazy("Write how, and nothing of the matter itself."),
        max_length=300,
    )


class SecurityQuestionForm(ModelFieldsForm):
    """Base form that first asks whether what is to be written may concern Sweden's security.

    A subclass calls `forget` when its fields are there, and stores nothing if the form is `stopped`.
    """

    security = forms.ChoiceField(
        label=gettext_lazy("Can it concern protective security (Sweden's security)?"),
        help_text=gettext_lazy(
            "If so, do not write about it here. Answer yes and send: nothing of what stands in the form is kept, and "
            "the head of protective security is told that you want to report."
        ),
        choices=((NO, gettext_lazy("No")), (YES, gettext_lazy("Yes, or I am not sure"))),
        widget=forms.RadioSelect,
    )
    kept_when_stopped: tuple[str, ...] = ("security",)

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.stopped = self.is_bound and self.data.get("security") == YES

    def forget(self) -> None:
        """If the answer is yes, discard everything else that was entered, unvalidated, and do not show it again."""
        if self.stopped:
            self.data = {name: value for name, value in self.data.items() if name in self.kept_when_stopped}
            self.files = MultiValueDict()
            for name in self.fields.keys() - {*self.kept_when_stopped}:
                del self.fields[name]
