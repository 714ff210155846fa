"""Importing a file, as pages: choose it, see what it would do, then confirm or not. Built from a `Flow`
declaration.

Between the pages the file is parked for the user who sent it, at the URL it was sent to. It is saved
once: if the last page is sent again because the response was lost, the same response is returned.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from akropolis.base.kernel.access.errors import Hidden, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import View, access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange import parking
from akropolis.base.kernel.files.uploads import uploaded
from akropolis.base.kernel.records.once import answer_before, keep_answer
from akropolis.base.kernel.registers.flow import FlowPlan, RowsRefused, because_of, commit
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.report import Report, RowOutcome, RowReport, counts
from akropolis.base.kernel.registers.web.reports import SHOWN, table
from akropolis.base.kernel.registers.web.weighing import file_weight
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Column, Crumb, Table
from akropolis.base.ui.words import Phrase

type Told = dict[str | int, object]
"""The cells of one row of a report, keyed by column name, or by position for the flow's own `cells`."""
type Uploads = MultiValueDict[str, UploadedFile[bytes]]
type Headings = dict[str | int, object]
HOLDS = gettext_lazy("What the file must hold")
SAVE = gettext_lazy("Save the rows")
PREVIEW = gettext_lazy("What the file would do")
CORRECT = gettext_lazy("What must be corrected")
DONE = gettext_lazy("Saved: %(counts)s from the file %(name)s.")
STATUS = {"file_too_large": 413, "gone": 409}
SAVED_BEFORE = "saved_before"
SAVED = (RowOutcome.CREATE, RowOutcome.UPDATE)
HEADINGS: Headings = {
    "sheet": gettext_lazy("Sheet"),
    "line": gettext_lazy("Row"),
    "happens": gettext_lazy("What happens"),
    "number": gettext_lazy("Number"),
    "label": gettext_lazy("Name"),
    "changes": gettext_lazy("What is changed"),
    "notes": gettext_lazy("Worth knowing"),
    "column": gettext_lazy("Column"),
    "sentence": gettext_lazy("What to do"),
}


@dataclass(frozen=True, slots=True)
class SentFile[T, F: ChoiceForm]:
    """A file sent by a user for the target that `Flow.find` returned, with the valid form of choices if
    the flow has one.

    With `noted`, remarks on the rows are collected too, for a page that shows them.
    """

    access: Access
    target: T
    name: str
    data: bytes
    form: F | None = None
    noted: bool = True
    token: str = ""

    @property
    def filled(self) -> F:
        """The filled-in form of choices, for a flow that has one."""
        assert self.form is not None
        return self.form


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow[T, P: FlowPlan, F: ChoiceForm]:
    """Declaration of a file import. All texts may be lazy; those that depend on the target are functions
    of it.

    `judge` reads the file and returns its plan, or raises Refused. `edit` is the permission to send a
    file, `read` the permission to see the page if it is another one. `find` returns the target from
    `access` and the URL's parts. `way` returns the breadcrumb of the page before, to which saving
    redirects. `choices(data, sent)` returns a form that the user fills in after the upload, before the
    file is judged. `columns` are the headings of the rows' own `cells`; the cells at the positions in
    `unbroken` stay on one line. `headings` override `HEADINGS`. `notices` and `tables` describe the plan
    as a whole. With `leaves`, refused rows are skipped and the rest saved. `because` is the reason
    stored in the history; `preview`, `correct` and `done` are texts of the pages.
    """

    title: Phrase
    hint: Phrase
    accept: str
    edit: str
    judge: Callable[[SentFile[T, F]], P]
    way: Callable[[T], Crumb]
    find: Callable[..., T]
    read: str = ""
    lead: Callable[[T], Phrase] = lambda _target: _(
        "Nothing is saved at once: first you see what the file would do, row by row."
    )
    holds: Callable[[T], Sequence[object]] = lambda _target: ()
    holds_title: object = HOLDS
    template: str = "registers/flow.html"
    context: Callable[[T], Mapping[str, object]] = lambda _target: {}
    receive: Callable[[SentFile[T, F]], SentFile[T, F]] = lambda sent: sent
    choices: Callable[[QueryDict | None, SentFile[T, F]], F] | None = None
    choices_template: str = ""
    save: Phrase = SAVE
    labels: Mapping[RowOutcome, object] | None = None
    headings: Headings = field(default_factory=dict)
    columns: tuple[object, ...] = ()
    unbroken: frozenset[int] = frozenset()
    counts: Callable[[Report], list[str]] = counts
    notices: Callable[[P, T], Sequence[str]] = lambda _plan, _target: ()
    tables: Callable[[P], Sequence[Table]] = lambda _plan: ()
    leaves: bool = False
    because: Callable[[SentFile[T, F]], str] = lambda sent: because_of(sent.name)
    plan_template: str = "registers/flow_plan.html"
    preview: Phrase = PREVIEW
    correct: Phrase = CORRECT
    done: object = DONE

    def view(self) -> View:
        """Return the view of all its pages, at one URL: a POST with a file, then one with `token` and choices."""

        @requires(self.read or self.edit)
        @require_http_methods(["GET", "HEAD", "POST"])
        @heavy(file_weight)
        def view(request: HttpRequest, **parts: object) -> HttpResponse:
            return FlowRequest(self, request, parts).answer()

        view.flow = self  # type: ignore[attr-defined]
        return view


class UploadForm(forms.Form):
    """The form that takes the file to import."""

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(
        self, hint: Phrase, accept: str, data: FormData = None, files: Uploads | None = None
    ) -> None:
        super().__init__(data, files)
        self.fields["file"].help_text = hint
        self.fields["file"].widget.attrs["accept"] = accept

    @classmethod
    def refused(cls, hint: Phrase, accept: str, sentence: str) -> "UploadForm":
        """Return the form with `sentence` as the error of the file that was sent."""
        form = cls(hint, accept, {}, MultiValueDict())
        form.full_clean()
        form.errors.clear()
        form.add_error("file", sentence)
        return form


class FlowRequest[T, P: FlowPlan, F: ChoiceForm]:
    """One request to a flow."""

    def __init__(self, flow: Flow[T, P, F], request: HttpRequest, parts: Mapping[str, object]) -> None:
        self.flow, self.request, self.access = flow, request, access_of(request)
        self.target = flow.find(self.access, **parts)
        self.way = flow.way(self.target)
        self.purpose = request.path.strip("/").replace("/", ".")

    def answer(self) -> HttpResponse:
        """Return the page for the request. A file refused as a whole leads back to the first page."""
        if self.request.method != "POST" or not self.access.anywhere(self.flow.edit):
            return self.first()
        try:
            return self._step()
        except Hidden:
            raise
        except Refused as refusal:
            return self._done(str(refusal)) if refusal.code == SAVED_BEFORE else self.first(refusal)

    def given(self) -> SentFile[T, F]:
        """Return the file just sent."""
        file = uploaded(self.request, "file")
        return self.flow.receive(SentFile(self.access, self.target, str(file.name), file.read()))

    def waiting(self) -> SentFile[T, F]:
        """Return the parked file sent before."""
        token = self.request.POST["token"]
        self._refuse_again(token)
        parked = parking.fetch(self._person, self.purpose, token, now=timezone.now())
        return SentFile(self.access, self.target, parked.name, parked.data, token=token)

    def _refuse_again(self, token: str) -> None:
        """Raises Refused with the first response's text if the file has been saved already."""
        if answer := answer_before(self.access, self._key(token)):
            raise Refused(answer, code=SAVED_BEFORE)

    def _key(self, token: str) -> str:
        return f"{self.purpose} {token}"

    def _step(self) -> HttpResponse:
        post, choices = self.request.POST, self.flow.choices
        if "token" not in post:
            sent = self.given()
            return self._choose(sent, choices(None, sent)) if choices else self._preview(sent)
        sent = self.waiting()
        if choices is None:
            return self._commit(sent)
        form = choices(post, sent)
        if post.get("do") == "choose" or not form.is_valid():
            return self._choose(sent, form)
        sent = replace(sent, form=form)
        return self._commit(sent) if post.get("do") == "save" else self._preview(sent)

    @property
    def _person(self) -> UUID:
        return or_hidden(self.access.actor.id)

    def _park(self, sent: SentFile[T, F]) -> str:
        return sent.token or parking.park(
            self._person, self.purpose, sent.name, sent.data, now=timezone.now()
        )

    def _page(self, template: str, title: Phrase, *, status: int = 200, **more: object) -> HttpResponse:
        here = self.request.path
        crumbs = [self.way, Crumb(label=str(self.flow.title), url=here if title else "")]
        context = {
            "title": title or self.flow.title,
            "crumbs": [*crumbs, Crumb(label=str(title))] if title else crumbs,
            "flow": self.flow,
            "target": self.target,
            "here": here,
            "back": self.way.url,
            **more,
        }
        return render(self.request, template, context, status=status)

    def first(self, refusal: Refused | None = None) -> HttpResponse:
        """Return the first page, with the reason for the refusal if there is one."""
        hint, accept = self.flow.hint, self.flow.accept
        form = UploadForm.refused(hint, accept, str(refusal)) if refusal else UploadForm(hint, accept)
        status = STATUS.get(refusal.code, 422) if refusal else 200
        more = {
            "form": form,
            "lead": self.flow.lead(self.target),
            "holds": self.flow.holds(self.target),
            "may_write": self.access.anywhere(self.flow.edit),
            **self.flow.context(self.target),
        }
        return self._page(self.flow.template, "", status=status, **more)

    def _choose(self, sent: SentFile[T, F], form: F) -> HttpResponse:
        wrong = form.is_bound and self.request.POST.get("do") != "choose" and not form.is_valid()
        more = {"form": form, "name": sent.name, "token": self._park(sent)}
        return self._page(self.flow.choices_template, form.title, status=422 if wrong else 200, **more)

    def _preview(self, sent: SentFile[T, F]) -> HttpResponse:
        plan = self.flow.judge(sent)
        return self._shown(sent, plan, plan.report())

    def _shown(self, sent: SentFile[T, F], plan: P, report: Report) -> HttpResponse:
        refused = report.count(RowOutcome.REFUSED)
        may_save = (self.flow.leaves or not refused) and any(report.count(outcome) for outcome in SAVED)
        waits = report.kept and (may_save or sent.form is not None)
        token = self._park(sent) if waits else ""
        if not waits:
            parking.forget(self._person, self.purpose, sent.token)
        more = {
            "name": sent.name,
            "token": token,
            "chosen": _chosen(sent.form) if token else {},
            "refused": refused,
            "may_save": may_save,
            "counts": self._counts(report),
            "notices": self.flow.notices(plan, self.target),
            "problems": _problems(self.flow.correct, self.flow.headings, report),
            "changes": self._changes(report),
            "tables": [table for table in self.flow.tables(plan) if table.rows],
        }
        status = 422 if refused and not self.flow.leaves else 200
        return self._page(self.flow.plan_template, self.flow.preview, status=status, **more)

    def _changes(self, report: Report) -> Table:
        flow = self.flow
        labels = flow.labels or {outcome: outcome.label for outcome in SAVED}
        headings = HEADINGS | flow.headings | dict(enumerate(flow.columns))
        rows = [_saved(row, labels) for row in report.first(SAVED, SHOWN)]
        total = sum(map(report.count, SAVED))
        unbroken = {"number", *flow.unbroken}
        return _table(_("What is saved"), headings, rows, total=total, unbroken=unbroken)

    def _counts(self, report: Report) -> str:
        return listing(self.flow.counts(report), _("and")) or _("no rows")

    def _commit(self, sent: SentFile[T, F]) -> HttpResponse:
        plans: list[P] = []
        key = self._key(sent.token)

        def judged() -> P:
            self._refuse_again(sent.token)
            plans[:] = [self.flow.judge(replace(sent, noted=False))]
            return plans[0]

        def keep(report: Report) -> None:
            words = {"counts": self._counts(report), "name": sent.name}
            keep_answer(self.access, key, str(self.flow.done) % words)

        try:
            commit(
                self.access,
                judged,
                because=self.flow.because(sent),
                leaves=self.flow.leaves,
                counted=True,
                keep=keep,
            )
        except RowsRefused as refusal:
            return self._shown(sent, plans[0], refusal.report)
        parking.forget(self._person, self.purpose, sent.token)
        return self._done(answer_before(self.access, key))

    def _done(self, answer: str) -> HttpResponse:
        messages.success(self.request, answer)
        return redirect(self.way.url)


def _chosen(form: ChoiceForm | None) -> dict[str, str]:
    return {name: value for name in form.fields if (value := form.data.get(name))} if form else {}


def _problems(correct: Phrase, own: Headings, report: Report) -> Table:
    found = [(row, problem) for row in report.of(RowOutcome.REFUSED) for problem in row.problems]
    rows: list[Told] = [
        {
            "sheet": row.sheet,
            "line": row.line,
            "label": row.number or row.label,
            "column": problem.column,
            "sentence": problem.sentence,
        }
        for row, problem in found[:SHOWN]
    ]
    headings = HEADINGS | {"label": _("Record")} | own
    return _table(str(correct), headings, rows, total=len(found))


def _saved(row: RowReport, labels: Mapping[RowOutcome, object]) -> Told:
    told: Told = {
        "sheet": row.sheet,
        "line": row.line,
        "happens": str(labels[row.outcome]),
        "number": row.number,
    }
    cells = dict(enumerate(row.cells))
    return (
        told
        | {"label": row.label}
        | cells
        | {"changes": "; ".join(map(str, row.changes)), "notes": " ".join(row.notes)}
    )


def _table(
    caption: str,
    headings: Headings,
    rows: Sequence[Told],
    *,
    total: int,
    unbroken: Container[object] = (),
) -> Table:
    """Return a table of the rows, with only the columns in which some row has a value."""
    kept = [key for key in (rows[0] if rows else ()) if any(row[key] for row in rows)]
    columns = [Column(label=str(headings[key]), unbroken=key in unbroken) for key in kept]
    return table(caption, columns, [[row[key] for key in kept] for row in rows], total=total)
