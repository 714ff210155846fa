"""Pages of impact assessments: begin one, what belongs to it, advice; panels of processings and documents; tasks."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import update
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.privacy.impact_assessments.models import (
    AssessmentAdvice,
    CriterionMet,
    ImpactAssessment,
    ThresholdTest,
)
from akropolis.privacy.impact_assessments.register.assessed import STATES
from akropolis.privacy.impact_assessments.selectors.assessments import (
    AssessedProcessing,
    AssessmentState,
    assessments,
    current_processings,
    due_answer,
    list_assessed,
)
from akropolis.privacy.impact_assessments.services.assessments import (
    ADVISE,
    advise,
    ask_for_advice,
    begin_assessment,
)
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.register.processings import EDIT, may_write
from akropolis.shared.documents.models import DocumentKind, GoverningDocument
from akropolis.shared.documents.register.pages import page_of, steps_to

WRITE = f"{GoverningDocument.permission}:edit"
RESULT_KINDS = {"needed": "warning", "may": "info", "open": "warning", "not_needed": "success"}


# The pages


BEGIN = ButtonAct(
    on=ActTarget(EDIT, row_of(Processing, "owner_unit"), "processings-detail", unit="owner_unit"),
    do=begin_assessment,
    done=gettext_lazy("The impact assessment is begun. Choose who may read it besides you."),
    after=lambda made: reverse("documents-readers", args=[made.document_id]),
)


class DetailsForm(VersionedForm, model=ImpactAssessment):
    """Form for the views of the data subjects, what is decided because of the advice, and prior consultation."""

    views_asked = FromModel(gettext_lazy("Where it is appropriate (article 35.9)."))
    views = FromModel(rows=3)
    advice_followed = FromModel(
        gettext_lazy("Whether the advice is followed, and why if it is not. The advice itself stands apart."),
        rows=3,
    )
    high_risk = FromModel(
        gettext_lazy(
            "If so, the supervisory authority is consulted before the processing begins (article 36.1)."
        )
    )
    sent_on = FromModel()
    extended = FromModel(gettext_lazy("By six weeks (article 36.2)."))
    answered_on = FromModel()
    answer = FromModel(rows=3)


def _page(assessment: ImpactAssessment) -> str:
    return page_of(assessment.document)


OF_ONE = row_of(ImpactAssessment, "document__owner_unit", "processing")
ON = ActTarget(WRITE, OF_ONE, _page, lambda row: steps_to(row.document), unit="document.owner_unit")
DETAILS = Act(
    on=ON,
    form=DetailsForm,
    initial=(
        *("version", "views_asked", "views", "advice_followed", "high_risk"),
        *("sent_on", "extended", "answered_on", "answer"),
    ),
    do=lambda access, row, form: update(access, row, form.row_values(), version=form.seen),
    title=gettext_lazy("Views, remaining risk and prior consultation"),
    lead=lambda row: row.document.title,
)
ASK = ButtonAct(
    on=ON, do=ask_for_advice, done=gettext_lazy("The data protection officer is asked for advice.")
)


class AdviceForm(ModelFieldsForm, model=AssessmentAdvice):
    """Form for the advice."""

    text = FromModel(gettext_lazy("It is stored as it is. What the controller decides stands apart."), rows=8)


GIVE_ADVICE = Act(
    on=ActTarget(ADVISE, OF_ONE, _page, lambda row: steps_to(row.document), unit="document.owner_unit"),
    form=AdviceForm,
    do=lambda access, row, form: advise(access, row, form.cleaned_data["text"]),
    once=True,
    done=gettext_lazy("The advice is saved."),
    title=gettext_lazy("Advice on the impact assessment"),
    lead=lambda row: row.document.title,
    submit=gettext_lazy("Save the advice"),
)


# The panels


def processing_panel(access: Access, row: Processing) -> PanelContent:
    """Return the threshold test of a processing and its assessment, and the next step of the two."""
    (found,) = list_assessed(access, [row])
    mine = assessments(access).filter(processing=row).first()
    acts = []
    if may_write(access, row):
        again = found.test is None or found.changes
        label = _("Test again") if found.test else _("Test the threshold")
        url = reverse("threshold-test", args=[row.pk])
        acts.append(RowAct(label, url, ActRank.BESIDE if again else ActRank.MENU))
        if found.needed and found.state is AssessmentState.NONE and access.may(WRITE, row.owner_unit):
            url = reverse("impact-assessment-begin", args=[row.pk])
            acts.append(RowAct(_("Begin the impact assessment"), url, ActRank.NEXT, post=True))
    sentence = _sentence(found)
    if found.test is None and found.state is AssessmentState.NONE:
        return PanelContent(missing=sentence, acts=acts)
    words, kind = STATES[found.state]
    context = {
        "sentence": sentence,
        "test": found.test,
        "kind": RESULT_KINDS.get(found.test.result, "neutral") if found.test else "",
        "answers": _answers(found.test) if found.test else [],
        "changes": found.changes,
        "state": found.state,
        "words": words,
        "state_kind": kind,
        "mine": _describe(access, mine) if mine else None,
    }
    asks = bool(found.changes) or (found.needed and found.state is AssessmentState.NONE)
    return PanelContent(context=context, acts=acts, sentences=[sentence] if asks else [])


def _sentence(found: AssessedProcessing) -> str:
    if found.test is None:
        return _("Nobody has tested whether it needs an impact assessment.")
    if found.changes:
        words = {"day": date_format(found.test.tested_on), "what": listing(found.changes, _("and"))}
        return (
            _("The threshold was tested on %(day)s. Since then this has changed: %(what)s. Test again.")
            % words
        )
    if found.needed and found.state is AssessmentState.NONE:
        return _("An impact assessment is needed and has not been begun.")
    return _("%(result)s, by the threshold test on %(day)s.") % {
        "result": found.test.get_result_display(),
        "day": date_format(found.test.tested_on),
    }


def _answers(test: ThresholdTest) -> list[dict[str, object]]:
    """Return the criteria that are met or unknown, and last how many are not met."""
    return [
        each | {"label": CriterionMet(each["answer"]).label}
        for each in test.answers
        if each["answer"] != CriterionMet.NO
    ]


def document_panel(access: Access, row: GoverningDocument) -> PanelContent | None:
    """Return what belongs to an impact assessment, on its document's page; None for other documents."""
    if row.kind != DocumentKind.ASSESSMENT:
        return None
    found = assessments(access).filter(document=row).first()
    if found is None:
        return PanelContent(missing=_("It belongs to no processing."))
    context, acts = _describe(access, found), []
    if access.may(WRITE, row.owner_unit) and not found.locked_reason():
        waits = bool(found.high_risk) and not found.sent_on
        rank = ActRank.NEXT if waits else ActRank.BESIDE
        acts.append(RowAct(DETAILS.title, reverse("impact-assessment-details", args=[found.pk]), rank))
        if not context["advice"] and not found.asked_on:
            url = reverse("impact-assessment-ask", args=[found.pk])
            acts.append(RowAct(_("Ask the data protection officer"), url, ActRank.BESIDE, post=True))
    if access.may(ADVISE, row.owner_unit) and not found.locked_reason():
        rank = ActRank.MENU if context["advice"] else ActRank.NEXT
        acts.append(RowAct(_("Give advice"), reverse("impact-assessment-advise", args=[found.pk]), rank))
    return PanelContent(context={"mine": context}, acts=acts)


def _describe(access: Access, row: ImpactAssessment) -> dict[str, object]:
    """Return what belongs to the assessment besides its text."""
    due = due_answer(row)
    return {
        "row": row,
        "document_url": page_of(row.document),
        "processing_url": reverse("processings-detail", args=[row.processing_id]),
        "advice": list(AssessmentAdvice.objects.visible(access).filter(assessment=row)),
        "last_day": due.last_day if due and not row.answered_on else None,
        "later": due.later if due else None,
    }


# What waits


def _untested(access: Access, today: date) -> Iterator[AssessedProcessing]:
    rows = list(current_processings(access, today).filter(access.asked(EDIT, "owner_unit")))
    return (each for each in list_assessed(access, rows) if each.lacks_test or each.changes)


def _all_untested(access: Access, rows: object) -> PendingTask:
    title = _("Test whether processings need an impact assessment")
    why = _("They have sensitive data and are not tested, or have changed since (GDPR article 35).")
    return PendingTask("threshold-tests", title, reverse("impact-assessments"), why)


@task_feed(_untested, right=EDIT, limit=3, folded=_all_untested)
def pending_tests(found: AssessedProcessing) -> PendingTask:
    """A task for each processing with sensitive data that is not tested, or that has changed since its test."""
    row = found.processing
    return PendingTask(
        key=f"threshold:{row.pk}:{found.test.pk if found.test else ''}",
        title=_("Test whether “%(title)s” needs an impact assessment") % {"title": row},
        url=reverse("threshold-test", args=[row.pk]),
        why=_sentence(found) if found.test else _("It has sensitive data (GDPR article 35)."),
        about=refer(row),
    )


def _without_advice(access: Access, _today: date) -> Iterator[ImpactAssessment]:
    given = AssessmentAdvice.everything.filter(assessment=OuterRef("pk"))
    mine = access.units(ADVISE, "document__owner_unit")
    yield from assessments(access).filter(~Q(Exists(given)), mine, asked_on__isnull=False)


@task_feed(_without_advice, right=ADVISE)
def pending_advice(row: ImpactAssessment) -> PendingTask:
    """A task for each assessment on which the data protection officer is asked for advice."""
    return PendingTask(
        key=f"assessment-advice:{row.pk}",
        title=_("Give advice on “%(title)s”") % {"title": row},
        url=reverse("impact-assessment-advise", args=[row.pk]),
        why=_("%(unit)s asks for your advice (GDPR article 35.2).") % {"unit": row.document.owner_unit},
        about=refer(row.document),
    )


def _to_consult(access: Access, _today: date) -> Iterator[ImpactAssessment]:
    mine = access.asked(WRITE, "document__owner_unit")
    yield from assessments(access).filter(
        mine, Q(high_risk=True) | Q(sent_on__isnull=False), answered_on=None
    )


@task_feed(_to_consult, right=WRITE)
def pending_consultations(row: ImpactAssessment) -> PendingTask:
    """A task for each assessment on which the supervisory authority is to be consulted, or has not answered yet."""
    due = due_answer(row)
    title = (
        _("Follow the prior consultation on “%(title)s”")
        if due
        else _("Ask for prior consultation on “%(title)s”")
    )
    why = _("A high risk remains in spite of the measures (GDPR article 36.1).")
    if due:
        why = _("The authority is to answer by the last day (GDPR article 36.2).")
    return PendingTask(
        key=f"assessment-consultation:{row.pk}:{row.sent_on or ''}",
        title=title % {"title": row},
        url=reverse("impact-assessment-details", args=[row.pk]),
        why=why,
        due=due.last_day if due else None,
        about=refer(row.document),
    )
