"""The pages on which suppliers are asked, links are made, questions added, and answers judged."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    VersionedForm,
    attempt,
    editable_units,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, ValueKind
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, no_row, row_of
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.graph.supplier_replies.models import (
    AnswerJudgement,
    InquiryQuestion,
    SupplierInquiry,
    Verdict,
)
from akropolis.graph.supplier_replies.rules.permissions import EDIT
from akropolis.graph.supplier_replies.selectors.agreed import contact_of
from akropolis.graph.supplier_replies.selectors.inquiries import QuestionLine, list_lines, list_unsent
from akropolis.graph.supplier_replies.services import inquiries
from akropolis.graph.supplier_replies.services.judging import WrittenJudgement, judge
from akropolis.graph.suppliers.models import Supplier

DETAIL, LIST = "supplier-inquiries-detail", "supplier-inquiries-list"
ASKED = "leverantor"
TIME = timedelta(days=30)
HEAVY = 8192
"""Weight of one supplier asked, in bytes of a request: about thirty are made at once, more in the background."""


def _crumbs(title: str) -> list[Crumb]:
    return [Crumb(label=_("Follow-ups of suppliers"), url=reverse(LIST)), Crumb(label=title)]


class AskForm(VersionedForm, model=SupplierInquiry):
    """Which suppliers are asked, by which unit, and by when they answer."""

    title = FromModel()
    text = FromModel(rows=4)
    due_on = FromModel()
    language = FromModel(initial="sv")

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner_unit"] = ScopedModelChoiceField(
            model=Unit, access=access, narrow=lambda _rows: editable_units(access, EDIT), label=_("Who asks")
        )
        self.fields["suppliers"] = ScopedModelMultipleChoiceField(
            model=Supplier,
            access=access,
            narrow=lambda rows: rows.filter(archived_at=None).order_by("sort_key", "id"),
            label=_("Suppliers"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext_lazy("Choose at least one.")},
        )
        self.order_fields(["title", "text", "due_on", "language", "owner_unit", "suppliers"])


def _ask_given(request: HttpRequest, _row: None) -> Mapping[str, object]:
    access = access_of(request)
    first = {"due_on": timezone.localdate() + TIME, "suppliers": request.GET.getlist(ASKED)}
    return {
        "access": access,
        "initial": {**first, "title": _("Security follow-up %(year)s") % {"year": timezone.localdate().year}},
    }


def _ask(access: Access, _row: None, form: AskForm) -> SupplierInquiry:
    values = form.row_values()
    return inquiries.ask_suppliers(access, list(values.pop("suppliers")), values)[0]


ASK: Act[None, AskForm, SupplierInquiry] = Act(
    on=ActTarget(EDIT, no_row, LIST, lambda _row: _("Follow-ups of suppliers")),
    form=AskForm,
    given=_ask_given,
    do=_ask,
    once=True,
    done=gettext_lazy("The follow-ups are made, and nothing is sent. Make the links when you are ready."),
    after=lambda _made: f"{reverse(LIST)}?state=draft",
    title=gettext_lazy("Ask suppliers"),
    lead=gettext_lazy(
        "Each gets the questions that the levels of what stands on it demand, in today's wording."
    ),
    submit=gettext_lazy("Make the follow-ups"),
)


def _weigh(request: HttpRequest) -> int:
    return HEAVY * len(request.POST.getlist("suppliers"))


ask_view = requires(EDIT)(heavy(_weigh)(ASK.view))


@requires(EDIT)
@never_cache
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what a new link does; POST makes it and shows it, this once."""
    access = access_of(request)
    row = row_of(SupplierInquiry, "owner_unit", "supplier")(access, pk)
    access.must(EDIT, row.owner_unit)
    title, back = _("The supplier's link"), reverse(DETAIL, args=[row.pk])
    way = [Crumb(label=row.label(), url=back), Crumb(label=title)]
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = attempt(form, partial(inquiries.issue_links, access, [row])).made
        if made:
            context = {
                "title": title,
                "crumbs": way,
                "inquiry": row,
                "url": _url(request, made[0][1]),
                "back": back,
            }
            return render(request, "supplier_replies/link.html", context)
    lead = _("The link is shown once and stored nowhere. If there is one already, it stops working.")
    return form_page(request, form, title, way, lead=lead, submit=_("Make the link"), back=back)


def _url(request: HttpRequest, made: str) -> str:
    return request.build_absolute_uri(reverse("supplier-reply", args=[made]))


@requires(EDIT)
@never_cache
def links_file(request: HttpRequest) -> HttpResponse:
    """Say how many follow-ups are not sent; POST makes their links and gives them as a workbook, this once."""
    access = access_of(request)
    rows = list(list_unsent(access, timezone.localdate()))
    if request.method == "POST" and rows:
        with refusals_as_messages(request):
            made = inquiries.issue_links(access, rows)
            lines = [
                (
                    row.number,
                    row.supplier.name,
                    contact_of(row.supplier),
                    row.title,
                    row.due_on,
                    _url(request, link),
                )
                for row, link in ((row, link) for row, (_made, link) in zip(rows, made, strict=True))
            ]
            columns = (
                OutColumn(_("No."), width=14),
                OutColumn(_("Supplier"), width=30),
                OutColumn(_("Contact"), ValueKind.PROSE, width=30),
                OutColumn(_("What is followed up"), ValueKind.PROSE, width=30),
                OutColumn(_("Answer by"), ValueKind.DATE, width=12),
                OutColumn(_("Link"), width=80),
            )
            title = _("Links to suppliers")
            return attachment(workbook([OutSheet(title, columns, lines)], title=title), title)
    title = _("Make links for all that are not sent")
    lead = _(
        "%(n)s follow-ups of your units are not sent. The links come in a workbook, this once: they are stored nowhere."
    )
    also = {"lead": lead % {"n": len(rows)}, "submit": _("Make the links"), "back": reverse(LIST)}
    return form_page(request, forms.Form(), title, _crumbs(title), also=also)


class OwnQuestionForm(VersionedForm, model=InquiryQuestion):
    """A question of a unit's own."""

    heading = FromModel()
    wording = FromModel(rows=4)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT),
            label=_("Which unit asks"),
            help_text=_("That unit alone reads the answer and its judgement."),
        )


def _own(access: Access, row: SupplierInquiry, form: OwnQuestionForm) -> InquiryQuestion:
    given = form.row_values()
    return inquiries.add_question(access, row, given["unit"], given["heading"], given["wording"])


OWN_QUESTION: Act[SupplierInquiry, OwnQuestionForm, InquiryQuestion] = Act(
    on=ActTarget(EDIT, row_of(SupplierInquiry, "owner_unit"), DETAIL, SupplierInquiry.label),
    form=OwnQuestionForm,
    given=lambda request, _row: {"access": access_of(request)},
    do=_own,
    once=True,
    title=gettext_lazy("Add a question of your unit's own"),
    lead=SupplierInquiry.label,
    submit=gettext_lazy("Add the question"),
)


class AnswersJudgedForm(forms.Form):
    """A verdict and a reason for each answer; an empty verdict leaves the answer for later."""

    def __init__(self, data: FormData, *, lines: list[QuestionLine]) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            key, made = line.question.pk, line.judgement
            name = {"question": line.question.number or line.question.heading}
            verdict = forms.ChoiceField(
                label=_("Judgement of %(question)s") % name,
                choices=Verdict.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=made and made.verdict,
            )
            reason = forms.CharField(
                label=_("Reason for the judgement of %(question)s") % name,
                required=False,
                max_length=4000,
                initial=made and made.reason,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            seen = made and made.version
            self.fields |= {
                f"version_{key}": forms.IntegerField(widget=forms.HiddenInput, required=False, initial=seen),
                f"verdict_{key}": unmarked(verdict),
                f"reason_{key}": unmarked(reason),
            }

    @property
    def rows(self) -> list[tuple[QuestionLine, list[forms.BoundField]]]:
        """Each question with its fields."""
        names = ("version", "verdict", "reason")
        return [(each, [self[f"{name}_{each.question.pk}"] for name in names]) for each in self.lines]

    @property
    def written(self) -> dict[InquiryQuestion, WrittenJudgement]:
        """The judgements that are written and differ from the stored ones."""
        found = {}
        for line in self.lines:
            version, verdict, reason = (
                self.cleaned_data[f"{name}_{line.question.pk}"] for name in ("version", "verdict", "reason")
            )
            stored = (line.judgement.verdict, line.judgement.reason) if line.judgement else ("", "")
            if verdict and (verdict, reason) != stored:
                found[line.question] = WrittenJudgement(verdict, reason, version)
        return found


@requires(EDIT)
def judge_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the answers that the user may judge; POST stores the judgements."""
    access = access_of(request)
    row = row_of(SupplierInquiry, "owner_unit", "supplier")(access, pk)
    lines = [line for line in list_lines(access, row) if line.judges]
    form = AnswersJudgedForm(request.POST if request.method == "POST" else None, lines=lines)
    title, back, conflict = _("Judge the answers"), reverse(DETAIL, args=[row.pk]), False
    if form.is_bound and form.is_valid():
        tried = attempt(form, lambda: judge(access, row, form.written))
        if tried.done:
            messages.success(request, _("The judgements are saved."))
            return redirect(back)
        if tried.conflict is not None:
            conflict = True
            form.add_error(
                None, _("Someone else saved while you were writing. Open the page anew and compare.")
            )
    crumbs = [Crumb(label=row.label(), url=back), Crumb(label=title)]
    context = {"title": title, "crumbs": crumbs, "inquiry": row, "form": form, "back": back}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "supplier_replies/judge.html", context, status=status)


class PromiseForm(VersionedForm, model=AnswerJudgement):
    """What the supplier has promised about a finding, and when it was found to be kept."""

    promise = FromModel(rows=3)
    promised_on = FromModel()
    kept_on = FromModel()


def _judgement(access: Access, pk: UUID) -> AnswerJudgement:
    rows = AnswerJudgement.objects.visible(access).select_related("question__unit", "question__inquiry")
    found: AnswerJudgement = rows.one(pk=pk)
    access.must(EDIT, found.question.unit)
    return found


PROMISE: Act[AnswerJudgement, PromiseForm, AnswerJudgement] = Act(
    on=ActTarget(
        EDIT,
        _judgement,
        lambda row: reverse(DETAIL, args=[row.question.inquiry_id]),
        lambda row: row.question.inquiry.label(),
    ),
    form=PromiseForm,
    initial=("version", "promise", "promised_on", "kept_on"),
    do=lambda access, row, form: inquiries.keep_promise(access, row, form.row_values(), form.seen),
    title=gettext_lazy("What the supplier has promised"),
    lead=lambda row: str(row),
)
