"""The workplace of a draft: its questions, one answer at a time, and the differences from the previous picture."""

from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.registers.forms import plain_field
from akropolis.base.kernel.registers.web.writing import SaveOutcome, TextForm, save_automatically, save_text
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.lib.document import Document
from akropolis.base.lib.markdown import parse
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Crumb
from akropolis.events.situation_reports.models import DraftAnswer, SituationDraft, SituationQuestion
from akropolis.events.situation_reports.models.subjects import subjects
from akropolis.events.situation_reports.register.finding import (
    draft_url,
    name_of,
    situation_crumbs,
    subject_url,
)
from akropolis.events.situation_reports.rules.paper import list_differences
from akropolis.events.situation_reports.rules.permissions import READS, WRITES
from akropolis.events.situation_reports.selectors.situations import (
    answers_of,
    draft_at,
    draft_of,
    series,
    situation_at,
)
from akropolis.events.situation_reports.services import drafts

GIVEN = ("confidence", "because", "secrecy")


class PaperAnswerForm(TextForm):
    """An answer: its text, its certainty if asked for, and the provision under which all of it is secret."""

    def __init__(self, data: FormData = None, *, weighed: bool, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        for name in GIVEN if weighed else ("secrecy",):
            self.fields[name] = plain_field(DraftAnswer, field_of(DraftAnswer, name))


@requires(WRITES)
def begin(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Confirm and begin the row's next picture; redirect to the existing draft if somebody has begun one."""
    access = access_of(request)
    subject = or_hidden(subjects.entries.get(kind))
    row = subject.with_unit(subject.model.objects.visible(access)).one(pk=pk)
    if not subject.leads(access, row):
        raise Hidden
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and (made := attempt(form, lambda: drafts.begin(access, row)).made):
        return redirect(draft_url(made))
    if found := draft_of(access, row):
        return redirect(draft_url(found))
    numbers = [each.number for each in series(access, row)]
    title = name_of(max(numbers, default=0) + 1)
    lead = _("It begins from the one before, and from what the system knows of %(title)s by now.")
    crumbs = [Crumb(label=row.label(), url=subject.page(row)), Crumb(label=title)]
    words = {"lead": lead % {"title": row.label()}, "submit": _("Begin"), "back": subject.page(row)}
    return form_page(request, form, title, crumbs, also=words)


@requires(READS)
def draft(request: HttpRequest, pk: UUID, key: str = "") -> HttpResponse:
    """Show one answer of the draft, by default the first without text. POST saves the answer."""
    access = access_of(request)
    found = draft_at(access, pk)
    found.subject.seen(access, found.row, "situation-draft")
    rows = answers_of(access, found)
    row = _chosen(rows, key)
    if request.method != "POST" or row is None:
        return _page(request, found, rows, row)
    outcome = _save(access, row, PaperAnswerForm(request.POST, weighed=row.weighed))
    if outcome.status != 200:
        return _page(request, found, rows, row, outcome)
    messages.success(request, _("Saved."))
    return redirect(draft_url(found, row.key))


@requires(WRITES)
@never_cache
def autosave(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Save only the answer's text (see `save_automatically`)."""
    access = access_of(request)
    row = or_hidden(_chosen(answers_of(access, draft_at(access, pk)), key))
    return save_automatically(request, row, partial(_save, access, row))


@requires(WRITES)
@require_POST
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put what the rows say now into the draft's answers."""
    access = access_of(request)
    found = draft_at(access, pk)
    count = drafts.renew(access, found)
    said = ngettext("%(n)s answer is renewed.", "%(n)s answers are renewed.", count) % {"n": number(count)}
    messages.success(request, said if count else _("Nothing new has come."))
    return redirect(draft_url(found))


@requires(WRITES)
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm and discard the draft."""
    access = access_of(request)
    found = draft_at(access, pk)
    if not found.writable_by(access):
        raise Hidden
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound:
        after = subject_url(found)
        drafts.discard(access, found)
        messages.success(request, _("The draft is thrown away."))
        return redirect(after)
    title = _("Throw the draft away")
    lead = _("What is written in it goes. The next one begins anew from what is known then.")
    words = {"lead": lead, "submit": _("Throw away"), "back": draft_url(found), "variant": "danger"}
    return form_page(request, form, title, situation_crumbs(found, title), also=words)


def _chosen(rows: list[DraftAnswer], key: str) -> DraftAnswer | None:
    if key:
        return or_hidden(next((row for row in rows if row.key == key), None))
    return next((row for row in rows if not row.text.strip()), rows[0] if rows else None)


def _save(access: Access, row: DraftAnswer, form: TextForm) -> SaveOutcome:
    if not form.is_valid():
        return SaveOutcome(422, form)
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return save_text(form, lambda: drafts.save(access, row, values, version=form.cleaned_data["version"]))


def _page(
    request: HttpRequest,
    found: SituationDraft,
    rows: list[DraftAnswer],
    row: DraftAnswer | None,
    outcome: SaveOutcome | None = None,
) -> HttpResponse:
    access = access_of(request)
    may = found.writable_by(access) and not found.locked_reason()
    form = outcome.form if outcome else _form(row) if row and may else None
    last = situation_at(access, found.since_id) if found.since_id else None
    old = last.answers if last else []
    said = [each.answer for each in rows if each.text.strip()]
    changed = {each.title: each for each in list_differences(old, said)} if last else {}
    context = {
        "title": name_of(found.number),
        "draft": found,
        "crumbs": situation_crumbs(found, _("Draft")),
        "lines": [_line(found, each, row, each.title in changed) for each in rows],
        "answer": row,
        "guide": _guide(access, row),
        "form": form,
        "given": [form[name] for name in GIVEN if name in form.fields] if form else [],
        "conflict": outcome.conflict if outcome else None,
        "shown": _rendered(row.answer.chapter.text) if row else "",
        "problems": [problem.sentence for problem in parse(row.text).problems] if row and form else [],
        "before": last.number if last else 0,
        "change": changed.get(row.title) if row else None,
        "changed": list(changed),
        "empty": [each.title for each in rows if not each.text.strip()],
        "may_write": may,
    }
    return render(request, "situations/draft.html", context, status=outcome.status if outcome else 200)


def _form(row: DraftAnswer) -> PaperAnswerForm:
    names = ("text", "version", *GIVEN)
    return PaperAnswerForm(initial={name: getattr(row, name) for name in names}, weighed=row.weighed)


def _line(
    found: SituationDraft, row: DraftAnswer, current: DraftAnswer | None, differs: bool
) -> dict[str, object]:
    state = _("Empty") if not row.text.strip() else _("Changed") if differs else ""
    here = current is not None and row.pk == current.pk
    return {"name": row.title, "url": draft_url(found, row.key), "state": state, "current": here}


def _guide(access: Access, row: DraftAnswer | None) -> str:
    rows = SituationQuestion.rows(access)
    return next((each.said("guide") for each in rows if row and each.code == row.key), "")


def _rendered(text: str) -> str:
    parsed = parse(text)
    tree = Document(title="", blocks=parsed.blocks, footnotes=parsed.footnotes)
    return render_html_fragment(tree, top_level=3) if parsed.blocks else ""
