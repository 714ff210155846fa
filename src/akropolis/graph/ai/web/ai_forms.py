"""The form to assess an AI system: the three worries, and the day of the next review."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.graph.ai.models import AiAssessment, AiSystem, Concern, Worry
from akropolis.graph.ai.services.ai import REASON, NewAction, WorryAnswer
from akropolis.shared.actions.models import Action

QUESTIONS = {
    Worry.INPUT: gettext_lazy("Can wrong or manipulated input give wrong answers?"),
    Worry.OPAQUE: gettext_lazy("Can it be explained how an answer came about?"),
    Worry.LEAK: gettext_lazy("Can sensitive information leak?"),
}
HINTS = {
    Worry.INPUT: gettext_lazy(
        "Think of who writes what goes in, how old it is, and what a wrong answer leads to."
    ),
    Worry.OPAQUE: gettext_lazy(
        "Think of whether a person can check an answer, and tell those concerned why."
    ),
    Worry.LEAK: gettext_lazy("Think of what is pasted in, where it is stored, and who learns from it."),
}
TITLES = {
    Worry.INPUT: gettext_lazy("Check what goes into %(name)s"),
    Worry.OPAQUE: gettext_lazy("See to it that answers from %(name)s can be explained"),
    Worry.LEAK: gettext_lazy("Prevent sensitive information from leaking through %(name)s"),
}
YEAR = 365


class Assessed(TypedDict):
    """The valid input of the form, as the arguments of the service `assess`."""

    answers: dict[Worry, WorryAnswer]
    review_on: date | None
    seen: UUID | None


class AIAssessmentForm(ModelFieldsForm, model=AiSystem):
    """Form for a concern and a reason per worry, an action if the concern is great, and the next review.

    `seen` holds the id of the latest assessment shown to the user.
    """

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    review_on = FromModel(
        gettext_lazy("On that day the system is assessed anew. Choose an earlier day if much changes."),
        required=True,
    )

    def __init__(
        self,
        data: FormData,
        *,
        access: Access,
        system: AiSystem,
        latest: AiAssessment | None,
        kept: Mapping[Worry, Action],
    ) -> None:
        super().__init__(data, initial=_initial(access, system, latest, kept))
        self.latest, self.kept = latest, kept
        for worry in Worry:
            self._ask(worry, access)

    def _ask(self, worry: Worry, access: Access) -> None:
        self.fields[f"{worry}_concern"] = forms.ChoiceField(
            label=str(QUESTIONS[worry]),
            help_text=str(HINTS[worry]),
            choices=Concern.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how serious it is here.")},
        )
        self.fields[f"{worry}_reason"] = forms.CharField(
            label=_("Why"),
            max_length=REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            # The three fields share a label, and the summary of errors must tell them apart.
            error_messages={"required": _("Write why you answer so: %(worry)s.") % {"worry": worry.label}},
        )
        if worry in self.kept:
            action = self.kept[worry]
            choices = [(str(action.pk), f"{action.number} {action.title}"), ("", _("Add another action"))]
            self.fields[f"{worry}_keep"] = forms.ChoiceField(
                label=_("Action under way"), required=False, choices=choices, widget=forms.RadioSelect
            )
        self.fields[f"{worry}_title"] = forms.CharField(
            label=_("What shall be done"), max_length=200, required=False
        )
        self.fields[f"{worry}_responsible"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=_("Responsible"),
            required=False,
        )
        self.fields[f"{worry}_due_on"] = day_field(_("To be done by"), required=False)
        for part in ("keep", "title", "responsible", "due_on"):
            if (field := self.fields.get(f"{worry}_{part}")) is not None:
                unmarked(field)

    @property
    def worries(self) -> list[dict[str, object]]:
        """Return the fields of each worry, in order."""
        return [
            {
                "label": worry.label,
                "concern": self[f"{worry}_concern"],
                "reason": self[f"{worry}_reason"],
                "keep": self[f"{worry}_keep"] if worry in self.kept else None,
                "action": [self[f"{worry}_{part}"] for part in ("title", "responsible", "due_on")],
            }
            for worry in Worry
        ]

    def clean_seen(self) -> UUID | None:
        """Check that the assessment to be replaced is the one that the user was shown."""
        seen: UUID | None = self.cleaned_data["seen"]
        now = self.latest.pk if self.latest else None
        if seen != now:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("seen")] = str(now or "")  # type: ignore[index]
            self.add_error(
                None,
                _(
                    "Someone else has assessed the system since you opened the page. Their assessment stands below:"
                    " read it, and send yours again if it shall replace it."
                ),
            )
        return seen

    def values(self) -> Assessed:
        """Return the valid input as the arguments of the service `assess`."""
        return {
            "answers": {worry: self._answer(worry) for worry in Worry},
            "review_on": self.cleaned_data["review_on"],
            "seen": self.cleaned_data["seen"],
        }

    def _answer(self, worry: Worry) -> WorryAnswer:
        given = {part: self.cleaned_data.get(f"{worry}_{part}") for part in PARTS}
        concern, reason = given["concern"] or "", given["reason"] or ""
        if concern != Concern.GREAT:
            return WorryAnswer(concern, reason)
        if worry in self.kept and given["keep"] == str(self.kept[worry].pk):
            return WorryAnswer(concern, reason, self.kept[worry])
        return WorryAnswer(
            concern, reason, NewAction(given["title"] or "", given["responsible"], given["due_on"])
        )


PARTS = ("concern", "reason", "keep", "title", "responsible", "due_on")


def _initial(
    access: Access, system: AiSystem, latest: AiAssessment | None, kept: Mapping[Worry, Action]
) -> dict[str, object]:
    first: dict[str, object] = {"review_on": _in_a_year(timezone.localdate())}
    if latest is not None:
        first["seen"] = latest.pk
    for worry in Worry:
        said = latest.answers.get(worry, {}) if latest else {}
        first |= {f"{worry}_concern": said.get("concern", ""), f"{worry}_reason": said.get("reason", "")}
        first[f"{worry}_title"] = str(TITLES[worry]) % {"name": system.name[:100]}
        first[f"{worry}_responsible"] = system.owner_id or access.actor.id
        if worry in kept:
            first[f"{worry}_keep"] = str(kept[worry].pk)
    return first


def _in_a_year(today: date) -> date:
    return date.fromordinal(today.toordinal() + YEAR)
