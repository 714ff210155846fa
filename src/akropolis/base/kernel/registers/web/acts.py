"""Bulk actions on chosen rows of a list, as pages: choose the action, see "This is how it will be", then confirm."""

import json
from functools import cache
from typing import TypedDict
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import View, access_of, refusals_as_messages, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.notify.models import Reminder
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.acts import BulkAct, acts_for, fields_for_many, steps_for_many
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.flow import FlowPlan
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.kernel.registers.reminding import Reminding
from akropolis.base.kernel.registers.report import ROWS, Report, RowOutcome, Words, counts
from akropolis.base.kernel.registers.web.flow import Flow, FlowRequest, SentFile
from akropolis.base.kernel.registers.web.weighing import file_weight
from akropolis.base.lib.swedish import number
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Choice, Crumb

MOST = 1000
"""Maximum number of rows in one bulk action; more rows are changed with a file."""
REMIND = "remind"
type Groups = tuple[tuple[str, tuple[Choice, ...]], ...]
GONE = gettext_lazy("It has been done already, or has waited for more than an hour. Choose the rows anew.")
CHANGED: Words = ROWS | {
    RowOutcome.REFUSED: lambda n: ngettext("%(count)s row passed over", "%(count)s rows passed over", n)
}
REMINDED: Words = CHANGED | {
    RowOutcome.UPDATE: lambda n: ngettext("%(count)s row reminded of", "%(count)s rows reminded of", n)
}


type Chosen = SentFile[Register, ChoiceForm]


class PendingAct(TypedDict):
    """What is stored between the pages: the action, the list's query string, and the rows with their versions."""

    act: str
    query: str
    rows: list[tuple[str, int]]


class RemindRowsForm(ChoiceForm, model=Reminder):
    """The text of the reminder to those responsible for the rows."""

    title = gettext_lazy("Remind who answers for them")
    text = FromModel(gettext_lazy("Stands in the message, below who reminds and of what."), rows=3)


def list_offered_acts(register: Register, access: Access) -> Groups:
    """Return the actions offered for chosen rows, in groups; only the files to users who may write no rows."""
    return _offered(register.key, get_language(), may_write=access.anywhere(register.edit))


@cache
def _offered(key: str, _language: str | None, *, may_write: bool) -> Groups:
    """The same, cached per register, language and whether the user may write: it depends on nothing but the code."""
    register = registry.get(key)
    groups: Groups = (
        (_("Files"), (Choice("xlsx", _("Save as Excel"), False), Choice("csv", _("Save as CSV"), False))),
    )
    if may_write:
        remind = [Choice(REMIND, str(RemindRowsForm.title), False)] if register.due else []
        steps, fields = _choices(steps_for_many(register)), _choices(fields_for_many(register))
        groups = ((_("Steps"), (*steps, *remind)), (_("Give the same value"), fields), *groups)
    return tuple((label, choices) for label, choices in groups if choices)


def _choices(acts: list[BulkAct]) -> tuple[Choice, ...]:
    return tuple(Choice(act.key, act.label, False) for act in acts)


class Acting(FlowRequest[Register, FlowPlan, ChoiceForm]):
    """One request about chosen rows. They are stored between the pages as a file is, and can be used once."""

    def given(self) -> Chosen:
        """Return the chosen rows and the action just sent. Raises Refused if no rows are chosen, or too many."""
        register, post = self.target, self.request.POST
        chosen = _chosen(register, self.access, post)
        data = {"act": post.get("act", ""), "query": post.get("query", ""), "rows": chosen}
        return self._on(SentFile(self.access, register, "", json.dumps(data).encode()))

    def waiting(self) -> Chosen:
        """Return the chosen rows and the action that the previous page stored."""
        return self._on(super().waiting())

    def first(self, refusal: Refused | None = None) -> HttpResponse:
        """Redirect to the list, as a bulk action has no start page; a refusal is shown there as a message."""
        if refusal is not None:
            messages.error(self.request, GONE if refusal.code == "gone" else str(refusal))
        self._lead_back(self.request.POST.get("query", ""))
        return redirect(self.way.url)

    def _on(self, sent: Chosen) -> Chosen:
        self._lead_back(_held(sent)["query"])
        return sent

    def _lead_back(self, query: str) -> None:
        here = reverse(f"{self.target.key}-list")
        self.way = Crumb(label=str(self.target.many), url=f"{here}?{_hidden_query(query)}" if query else here)


def _hidden_query(query: str) -> str:
    return urlencode({name: value for name, value in QueryDict(query[:1000]).items() if name != "cursor"})


def _chosen(register: Register, access: Access, post: QueryDict) -> list[tuple[str, int]]:
    rows = _rows(register, access, post)
    found = list(rows.order_by("number").values_list("number", "version")[: MOST + 1])
    if not found:
        raise Refused(_("Choose at least one row first."))
    if len(found) > MOST:
        sentence = _("At most %(most)s rows at once. Narrow the list, or change the rows with a file.")
        raise Refused(sentence % {"most": number(MOST)})
    return found


def _rows(register: Register, access: Access, post: QueryDict) -> QuerySet[Record]:
    """Return the ticked rows, or all rows that match the list's filters."""
    if post.get("all"):
        listing = Listing(register, access, QueryDict(post.get("query", "")[:1000]).dict())
        rows = listing.rows
        if listing.problems:
            raise Refused(listing.problems[0])
        return rows
    keys = [key for key in post.getlist("row")[: MOST + 1] if _is_key(register, key)]
    return register.model.objects.visible(access).filter(pk__in=keys)


def _is_key(register: Register, key: str) -> bool:
    try:
        register.model._meta.pk.to_python(key)
    except forms.ValidationError:
        return False
    return True


def _held(sent: Chosen) -> PendingAct:
    held: PendingAct = json.loads(sent.data)
    return held


def _act(sent: Chosen) -> BulkAct | None:
    """Return the action; None if it is a reminder. Raises Refused for an unknown action."""
    key = _held(sent)["act"]
    if key == REMIND and sent.target.due:
        return None
    found = next((act for act in acts_for(sent.target) if act.key == key), None)
    if found is None:
        raise Refused(_("Choose what to do with the rows."))
    return found


def _form(data: QueryDict | None, sent: Chosen) -> ChoiceForm:
    act, count = _act(sent), len(_held(sent)["rows"])
    form = act.form(sent.target, sent.access, data) if act else RemindRowsForm(data)
    form.lead = ngettext("%(count)s row is chosen.", "%(count)s rows are chosen.", count) % {
        "count": number(count)
    }
    if any(not field.required for name, field in form.fields.items() if name in sent.target.fields):
        form.lead += " " + _("An empty field empties the value.")
    return form


def _plan(sent: Chosen) -> FlowPlan:
    act, rows, given = _act(sent), _held(sent)["rows"], sent.filled.cleaned_data
    if act is None:
        return Reminding(sent.target, sent.access, [number for number, _version in rows], given["text"])
    return act.plan(sent.target, sent.access, rows, given)


def _because(sent: Chosen) -> str:
    """Return the reason for the history: the user's own, or else that so many rows were changed at once."""
    given = str(sent.filled.cleaned_data.get("because", "")).strip()
    return given or _("Done with %(count)s chosen rows at once.") % {
        "count": number(len(_held(sent)["rows"]))
    }


def _counts(report: Report) -> list[str]:
    """Return the counts, worded as reminders if the rows say who is reminded."""
    return counts(report, REMINDED if any(row.cells for row in report.rows) else CHANGED)


def act_view(register: Register) -> View:
    """Return the view for bulk actions on rows chosen in the list."""
    flow: Flow[Register, FlowPlan, ChoiceForm] = Flow(
        title=gettext_lazy("Chosen rows"),
        hint="",
        accept="",
        edit=register.edit,
        find=lambda _access: register,
        judge=_plan,
        way=lambda _target: Crumb(label=str(register.many), url=reverse(f"{register.key}-list")),
        choices=_form,
        choices_template="registers/act.html",
        plan_template="registers/act_plan.html",
        preview=gettext_lazy("This is how it will be"),
        correct=gettext_lazy("Passed over"),
        save=gettext_lazy("Do it"),
        labels={RowOutcome.UPDATE: ""},
        headings={"sentence": gettext_lazy("Why")},
        columns=(gettext_lazy("Who is reminded"), gettext_lazy("Last day")),
        counts=_counts,
        done=gettext_lazy("Done: %(counts)s."),
        because=_because,
        leaves=True,
    )

    @requires(register.read)
    @require_http_methods(["GET", "HEAD", "POST"])
    @heavy(file_weight)
    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.POST.get("act") in TYPES:
            return _file(register, request)
        return Acting(flow, request, {}).answer()

    return view


def _file(register: Register, request: HttpRequest) -> HttpResponse:
    """Return the chosen rows as a file, with the list's columns and order."""
    access, ending = access_of(request), request.POST["act"]
    query = QueryDict(request.POST.get("query", "")[:1000]).dict()
    with refusals_as_messages(request):
        chosen = [number for number, _version in _chosen(register, access, request.POST)]
        data = transfer.list_file(Listing(register, access, query), ending=ending, only=chosen)
        return file_answer(data, f"{register.slug}-{timezone.localdate()}.{ending}", TYPES[ending])
    return redirect(f"{reverse(f'{register.key}-list')}?{urlencode(query)}")
