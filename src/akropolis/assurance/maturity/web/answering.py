"""The page on which a unit answers the statements of its maturity, area by area, and the panel of what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Unpack

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.maturity.models import (
    EDIT,
    MaturityAssessment,
    MaturityStatement,
    StatementAnswerChoice,
)
from akropolis.assurance.maturity.register.levels import level_words, register_words, shown_words, state_cell
from akropolis.assurance.maturity.rules.levels import unit_level
from akropolis.assurance.maturity.selectors.levels import AreaMaturity, maturity_of
from akropolis.assurance.maturity.services.answers import AnswerGiven, save_answers
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, FormGiven

DETAIL = "maturity-detail"
ANSWERS = (("", gettext_lazy("Not answered")), *StatementAnswerChoice.choices)


class MaturityForm(VersionedForm):
    """An answer and a reason for each statement of the assessed areas."""

    def __init__(
        self, data: FormData = None, *, areas: Sequence[AreaMaturity], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        self.areas = areas
        for stated in (each for area in areas for each in area.statements):
            key = stated.statement.pk
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label=stated.statement.title, choices=ANSWERS, required=False, initial=stated.answer
            )
            self.fields[f"reason-{key}"] = forms.CharField(
                label=_("Reason"), max_length=1000, required=False, initial=stated.reason
            )

    @property
    def given(self) -> Mapping[MaturityStatement, AnswerGiven]:
        """The answers as they were sent."""
        found = self.cleaned_data
        every = [each.statement for area in self.areas for each in area.statements]
        return {s: AnswerGiven(found[f"answer-{s.pk}"], found[f"reason-{s.pk}"]) for s in every}

    def folds(self) -> Iterator[Mapping[str, object]]:
        """Yield each area with how much of it is answered, whether it has errors, and its statements with fields."""
        for area in self.areas:
            keyed = [(each, each.statement.pk) for each in area.statements]
            rows = [(s, self[f"answer-{pk}"], self[f"reason-{pk}"], shown_words(s.shown)) for s, pk in keyed]
            answered = sum(each.answer is not None for each in area.statements)
            words = {"area": area.area.title, "n": number(answered), "of": number(len(rows))}
            yield {
                "summary": _("%(area)s: %(n)s of %(of)s answered") % words,
                "faulty": any(answer.errors or reason.errors for _stated, answer, reason, _shown in rows),
                "rows": rows,
            }


def areas_of(access: Access, row: MaturityAssessment) -> list[AreaMaturity]:
    """Return the assessed unit's maturity by the assessment, in each area."""
    return maturity_of(access, timezone.localdate(), {row.owner_unit: row})


ANSWER = Act(
    on=ActTarget(
        EDIT, row_of(MaturityAssessment, "owner_unit"), DETAIL, MaturityAssessment.label, unit="owner_unit"
    ),
    form=MaturityForm,
    initial=("version",),
    given=lambda request, row: {"areas": areas_of(access_of(request), row)},
    do=lambda access, row, form: save_answers(access, row, form.given, version=form.seen),
    done=gettext_lazy("The answers are saved."),
    title=gettext_lazy("Answer the statements"),
    lead=gettext_lazy(
        "A level is reached when every statement of it, and of the levels below, is answered yes. What the registers"
        " show stands beside, and changes no answer."
    ),
    template="maturity/answers.html",
)


def levels_panel(access: Access, row: MaturityAssessment) -> PanelContent:
    """Return the level in each area by the answers and by the registers, and every answer with its reason."""
    areas, acts = areas_of(access, row), []
    if row.archived_at is None and access.may(EDIT, row.owner_unit):
        address = reverse("maturity-answers", args=[row.pk])
        acts.append(RowAct(_("Answer the statements"), address, ActRank.NEXT))
    levels = [area.level for area in areas if area.level is not None]
    if not levels:
        return PanelContent(missing=_("Nothing is answered yet."), acts=acts)
    words = level_words(unit_level(levels))
    sentences = [_("The unit's level is that of its lowest area: %(level)s.") % {"level": words.lower()}]
    if found := sum(area.contradictions for area in areas):
        sentences.append(_("Answers that the registers contradict: %(n)s.") % {"n": number(found)})
    folds = [
        {
            "summary": _("%(area)s: %(level)s")
            % {"area": area.area.title, "level": level_words(area.level).lower()},
            "registers": register_words(area),
            "state": state_cell(area),
            "contradicted": bool(area.contradictions),
            "statements": [(each, shown_words(each.shown)) for each in area.statements],
        }
        for area in areas
    ]
    return PanelContent(context={"folds": folds}, sentences=sentences, acts=acts)
