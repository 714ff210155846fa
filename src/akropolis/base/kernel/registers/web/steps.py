"""The transitions of a row on its page: a button for each, and a page for each transition that asks for values."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import attempt, reason_field
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import View, access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import ActRank, Register, RowAct, keep_shown, registry
from akropolis.base.kernel.registers.forms import field_of, now_for
from akropolis.base.kernel.workflow.steps import step_of, ways_on
from akropolis.base.lib.workflow import Transition
from akropolis.base.ui.parts import Crumb


def list_step_acts(register: Register, access: Access, row: Record) -> list[RowAct]:
    """Return the transitions that the user may take with the row now.

    One that leads on and needs no reason is a next step. A transition without a label in the register has a page of
    its own and is left out.
    """
    if row.archived_at is not None or row.life is None:
        return []
    order = row.life.states.index
    return [
        RowAct(
            register.steps[step.name],
            reverse(f"{register.key}-step", args=[row.pk, step.name]),
            ActRank.MENU if step.needs_reason or order(step.target) < order(step.source) else ActRank.NEXT,
            post=not (step.asks or step.needs_reason),
        )
        for step in ways_on(access, row)
        if step.name in register.steps and register.verbs.offers(access, row, step.name)
    ]


def step_view(register: Register) -> View:
    """Return the view of a transition: its form; POST takes it. A refusal is shown on the row's page."""

    @requires(register.edit)
    def view(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
        access = access_of(request)
        row = register.model.objects.visible(access).select_related("owner_unit").one(pk=pk)
        access.must(register.edit, row.owner_unit)
        keep_shown(access, row)
        label, here = or_hidden(register.steps.get(name)), reverse(f"{register.key}-detail", args=[row.pk])
        with refusals_as_messages(request):
            step = step_of(row, name)
            form = _form(register, access, row, step, request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid() and _taken(request, register, row, step, form):
                return redirect(here)
            way = [
                Crumb(label=str(register.many), url=reverse(f"{register.key}-list")),
                Crumb(label=str(row), url=here),
            ]
            way.append(Crumb(label=str(label)))
            return form_page(request, form, str(label), way, lead=row.label(), back=here, submit=label)
        return redirect(here)

    return view


def _form(
    register: Register, access: Access, row: Record, step: Transition, data: QueryDict | None
) -> forms.Form:
    fields: dict[str, forms.Field] = {name: field_of(register, name, access) for name in step.asks}
    for asked in fields.values():
        asked.required = True
    fields["because"] = reason_field(required=step.needs_reason)
    made: type[forms.Form] = type("StepForm", (forms.Form,), fields)
    first = {name: getattr(row, name) or now_for(register, name) for name in step.asks}
    return made(data, initial={"because": registry.reason(register.key, step.name, access, row), **first})


def _taken(request: HttpRequest, register: Register, row: Record, step: Transition, form: forms.Form) -> bool:
    given = {name: form.cleaned_data[name] for name in step.asks}
    because = form.cleaned_data["because"]
    done = attempt(
        form, lambda: register.verbs.step(access_of(request), row, step.name, given, because=because)
    ).done
    if done and row.life is not None:
        state = dict(register.model_field(row.life.field).flatchoices)[step.target]
        messages.success(request, _("%(row)s is now: %(state)s.") % {"row": row, "state": str(state).lower()})
    return done
