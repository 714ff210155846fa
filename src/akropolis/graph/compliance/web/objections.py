"""Pages for objections: a unit that shares a service does not accept its operator's assessment of a measure."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.graph.compliance.models import Objection
from akropolis.graph.compliance.reports.words import start
from akropolis.graph.compliance.rules.permissions import EDIT, READ
from akropolis.graph.compliance.selectors import inherited as reading
from akropolis.graph.compliance.selectors.standing import of_service, place_url
from akropolis.graph.compliance.services import assessing
from akropolis.graph.compliance.web.places import objection_state


class ObjectForm(VersionedForm, model=Objection):
    """Form: why a unit does not accept the assessment, and which unit, if the user may object for several."""

    reasons = FromModel(
        gettext_lazy("Who operates the service reads it and answers. No other unit does."),
        label=gettext_lazy("Why the unit does not rely on it"),
        rows=5,
    )

    def __init__(self, data: FormData, *, access: Access, units: Sequence[Unit]) -> None:
        super().__init__(data, initial={"unit": units[0].code})
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=[unit.pk for unit in units]),
            label=_("Unit that objects"),
            empty_label=None,
            to_field_name="code",
            widget=forms.HiddenInput() if len(units) == 1 else None,
        )


class ObjectionAnswerForm(VersionedForm, model=Objection):
    """Form for the operator's answer to an objection."""

    answer = FromModel(
        gettext_lazy(
            "What has been changed, or why the assessment stands. Change the assessment itself on the measure's page."
        ),
        required=True,
        rows=5,
    )


@requires(EDIT)
def object_to(request: HttpRequest, pk: UUID, control: str) -> HttpResponse:
    """Show the form for objecting, for a unit, to one measure inherited from a shared service; POST saves it."""
    access, day = access_of(request), timezone.localdate()
    place = of_service(access, pk, day)
    node = place.service
    line, units = place.line(control), or_hidden(reading.may_object(access, node, day) or None)
    form, back = ObjectForm(request.POST or None, access=access, units=units), place_url(node, line.control)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = partial(assessing.object_to, access, node, line.control, given["unit"], given["reasons"])
        made = form.carry_out(lambda: create_once(request, act))
        if made is not None:
            sent = _("The objection is sent. Until it is withdrawn the measure is lacking in your unit.")
            messages.success(request, sent)
            return redirect("objection", pk=made.pk)
    steps = {node.name: place_url(node), line.control.title: back}
    crumbs = [start(), *(Crumb(label=label, url=url) for label, url in steps.items())]
    lead = _(
        "%(service)s: %(measure)s. While the objection stands, the measure counts as lacking in your unit."
    )
    words = {"service": node.name, "measure": line.control.title}
    return form_page(
        request, form, _("Object to a measure"), crumbs, lead=lead % words, back=back, submit=_("Object")
    )


@requires(READ)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an objection with the operator's answer; POST saves the answer."""
    access, row = access_of(request), _objection(request, pk)
    may_answer = assessing.may_answer(access, row) and row.withdrawn_at is None
    form = ObjectionAnswerForm(request.POST or None, initial={"answer": row.answer, "version": row.version})
    if request.method == "POST":
        if not may_answer:
            raise Hidden
        if form.is_valid() and _answered(request, form, row):
            messages.success(request, _("The answer is saved."))
            return redirect("objection", pk=pk)
    settles, open_ = access.may(EDIT, row.unit), row.withdrawn_at is None
    title = _("Objection: %(measure)s") % {"measure": row.control.title}
    more: dict[str, object] = {
        "objection": row,
        "state": objection_state(row),
        "may_answer": may_answer,
        "settle_url": reverse("objection-settle", args=[pk]) if settles and open_ else "",
        "measure_url": place_url(row.node, row.control) if _reads_service(access, row) else "",
        "template": "compliance/objection.html",
        "back": reverse("compliance"),
        "submit": _("Save the answer"),
    }
    return form_page(request, form, title, [start(), Crumb(label=title)], also=more)


def _reads_service(access: Access, row: Objection) -> bool:
    """Return whether the user may still read the service's measures: it may be out of use or no longer shared."""
    try:
        of_service(access, row.node.record, timezone.localdate())
    except Hidden:
        return False
    return True


def _answered(request: HttpRequest, form: ObjectionAnswerForm, row: Objection) -> bool:
    given = form.cleaned_data
    act = partial(assessing.answer, access_of(request), row, given["answer"], version=given["version"] or 0)
    return form.carry_out(act) is not None


@requires(EDIT)
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the unit's objection (`keep` in the POST) or withdraw it."""
    row, keeps = _objection(request, pk), "keep" in request.POST
    with refusals_as_messages(request):
        (assessing.keep_objection if keeps else assessing.withdraw)(access_of(request), row)
        said = _("The objection stands.") if keeps else _("The objection is withdrawn.")
        messages.success(request, said)
    return redirect("objection", pk=pk)


def _objection(request: HttpRequest, pk: UUID) -> Objection:
    rows = Objection.objects.visible(access_of(request))
    related = ("node__owner_unit", "node__operator_unit", "unit", "control")
    found: Objection = rows.select_related(*related).one(pk=pk)
    return found


# Pending tasks


@task_feed(right=EDIT, rows=lambda access, _today: reading.pending_objections(access))
def pending_objections(row: Objection) -> PendingTask:
    """Return the task for an objection: for the operator to answer it, or for the unit to keep or withdraw it."""
    words = {"unit": row.unit.name, "service": row.node.name, "measure": row.control.title}
    if row.waits:
        what = "answer"
        title = _("Answer the objection from %(unit)s to %(service)s: %(measure)s")
        why = _("%(who)s objects: %(text)s") % {"who": row.objected_by, "text": row.reasons[:200]}
    else:
        what = "settle"
        title = _("Withdraw the objection to %(service)s, or let it stand: %(measure)s")
        why = _("%(who)s answers: %(text)s") % {"who": row.answered_by, "text": row.answer[:200]}
    key = f"objection:{row.pk}:{what}:{row.version}"
    return PendingTask(key=key, title=title % words, url=reverse("objection", args=[row.pk]), why=why)
