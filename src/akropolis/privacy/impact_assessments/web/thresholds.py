"""The page on which a processing is tested against the threshold, with what the record proposes."""

from collections.abc import Iterator, Mapping
from typing import Unpack

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.privacy.impact_assessments.models import CriterionMet, ThresholdTest
from akropolis.privacy.impact_assessments.selectors.thresholds import (
    ThresholdFacts,
    collect_facts,
    criteria_in_force,
    newest_tests,
    suggest,
)
from akropolis.privacy.impact_assessments.services.thresholds import ThresholdAnswer, record_test
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.register.processings import EDIT, way_to

REASON = 500


class ThresholdForm(ModelFieldsForm, model=ThresholdTest):
    """Form for an answer to each criterion and the decision. It begins with the last answers, or what is proposed."""

    make = forms.TypedChoiceField(
        label=gettext_lazy("Is an impact assessment made?"),
        choices=(("yes", gettext_lazy("Yes, it is made")), ("no", gettext_lazy("No, it is not made"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = FromModel(
        gettext_lazy(
            "Two criteria that are met normally call for an assessment. Without one, write why not."
        ),
        rows=3,
    )

    def __init__(
        self,
        data: FormData = None,
        *,
        facts: ThresholdFacts,
        last: ThresholdTest | None,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        before = {each["key"]: each for each in last.answers if each["key"]} if last else {}
        self.asked = [(row, suggest(row, facts)) for row in criteria_in_force(timezone.localdate())]
        for row, proposed in self.asked:
            earlier = before.get(row.code, {})
            self.fields[f"answer_{row.pk}"] = forms.ChoiceField(
                label=row.said("name"),
                choices=[("", ""), *CriterionMet.choices],
                initial=earlier.get("answer") or (proposed and proposed.answer),
                error_messages={"required": _("Answer: %(name)s") % {"name": row.said("name")}},
            )
            why = forms.CharField(
                label=_("Why"), max_length=REASON, required=False, initial=earlier.get("reason")
            )
            self.fields[f"reason_{row.pk}"] = unmarked(why)

    def criteria(self) -> Iterator[dict[str, object]]:
        """Yield the criteria in their order, each with its fields and what the record proposes."""
        for row, proposed in self.asked:
            words = ""
            if proposed:
                answer = CriterionMet(proposed.answer).label
                words = _("Proposed: %(answer)s. %(reason)s") % {"answer": answer, "reason": proposed.reason}
            fields = {name: self[f"{name}_{row.pk}"] for name in ("answer", "reason")}
            yield {"criterion": row, "guide": row.said("guide"), "proposed": words, **fields}

    def parts(self) -> list[tuple[str, list[dict[str, object]]]]:
        """Return the criteria that nothing answers yet, and those that are filled in, each under its heading."""
        left: list[dict[str, object]] = []
        filled: list[dict[str, object]] = []
        for item, (row, _proposed) in zip(self.criteria(), self.asked, strict=True):
            (filled if self.fields[f"answer_{row.pk}"].initial else left).append(item)
        found = ((_("Left to answer: %(n)s"), left), (_("Filled in, to check: %(n)s"), filled))
        return [(heading % {"n": len(items)}, items) for heading, items in found if items]

    def answers(self) -> dict[str, ThresholdAnswer]:
        """Return the answers by the key of the criterion."""
        data = self.cleaned_data
        keys = [str(row.pk) for row, _proposed in self.asked]
        return {key: ThresholdAnswer(data[f"answer_{key}"], data[f"reason_{key}"]) for key in keys}


def _given(request: HttpRequest, processing: Processing) -> Mapping[str, object]:
    access = access_of(request)
    facts, last = collect_facts(access, [processing]), newest_tests(access, [processing])
    return {"facts": facts[processing.pk], "last": last.get(processing.pk)}


TEST = Act(
    on=ActTarget(EDIT, row_of(Processing, "owner_unit"), "processings-detail", way_to, unit="owner_unit"),
    form=ThresholdForm,
    given=_given,
    do=lambda access, processing, form: record_test(
        access,
        processing,
        form.answers(),
        make=form.cleaned_data["make"],
        reason=form.cleaned_data["reason"],
    ),
    once=True,
    after=lambda test: reverse("processings-detail", args=[test.processing_id]) + "#impact-assessment",
    done=lambda test: (
        _("The threshold test is saved: %(result)s.") % {"result": test.get_result_display().lower()}
    ),
    title=gettext_lazy("Threshold test"),
    lead=gettext_lazy(
        "Does the processing need an impact assessment (GDPR article 35)? What the record says is filled in: check it."
    ),
    submit=gettext_lazy("Save the test"),
    template="impact_assessments/threshold.html",
)
