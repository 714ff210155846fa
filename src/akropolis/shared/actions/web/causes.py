"""Panels with the causes of an action and with the actions of a row, and the page to raise an action."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Unpack

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, active_people, attempt, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.sending import create_once, sent_before
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors.causes import (
    EDIT,
    KINDS,
    Origin,
    RowCause,
    causes_of,
    find_origin,
    may_raise,
    raise_url,
    raised_by,
)
from akropolis.shared.actions.services import causes

EACH = "each"
SHOWN = 10
"""Maximum number of actions shown on the page of the row that raised them; the panel links to the list of all."""


class RaiseForm(ModelFieldsForm, model=Action):
    """Form for raising an action: for which parts (those requested, or all), what, where, by whom and when."""

    title = FromModel(label=gettext_lazy("What shall be done"))
    description = FromModel(label=gettext_lazy("More about it"), rows=4)
    due_on = day_field(gettext_lazy("To be done by"))

    def __init__(
        self,
        data: FormData,
        *,
        access: Access,
        origin: Origin,
        asked: Collection[str] = (),
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        today = timezone.localdate()
        self.fields["owner_unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).exclude(valid_to__lt=today),
            label=_("Unit"),
            help_text=_("The action stands in the register of this unit, whose people can read it."),
            empty_label=None,
            initial=origin.unit.pk,
        )
        self.fields["responsible"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=_("Responsible"),
            initial=access.actor.id,
        )
        offered = {key: part for key, part in origin.parts.items() if not asked or key in asked}
        if origin.parts:
            self.fields["parts"] = forms.MultipleChoiceField(
                label=_("What the action is for"),
                widget=forms.CheckboxSelectMultiple,
                choices=[(key, part.label) for key, part in offered.items()],
                initial=list(offered) if asked or not origin.apart else [],
                error_messages={
                    "required": _("Choose at least one."),
                    "invalid_choice": _(
                        "This has changed since you opened the page. See what it is now, and choose again."
                    ),
                },
            )
        if origin.apart and len(offered) > 1:
            self.fields["apart"] = forms.ChoiceField(
                label=_("How many actions"),
                widget=forms.RadioSelect,
                choices=[
                    ("one", _("One for all that is chosen")),
                    (EACH, _("One for each, called after it")),
                ],
                initial="one",
            )
        self.order_fields(["parts", "apart", "title", "description", "owner_unit", "responsible", "due_on"])

    def values(self) -> dict[str, object]:
        """Return the field values of the action, without `parts` and `apart`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("parts", "apart")}


@requires(EDIT)
def page(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show the form; on POST create one action with its links, or one per part. `row` in the query limits parts."""
    access = access_of(request)
    found, origin = find_origin(access, kind, key)
    if request.method == "POST" and sent_before(request, Action):
        return redirect(origin.url)
    if not may_raise(access, origin):
        raise Hidden
    initial = {"title": origin.title, "due_on": origin.due_on}
    asked = request.POST.getlist("parts") or request.GET.getlist("row") if origin.apart else ()
    form = RaiseForm(request.POST or None, access=access, origin=origin, asked=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        parts, apart = form.cleaned_data.get("parts", ()), form.cleaned_data.get("apart") == EACH
        act = partial(causes.raise_from, access, found, origin, form.values(), parts=parts, apart=apart)
        action = attempt(form, lambda: create_once(request, act)).made
        if action is not None:
            messages.success(request, _raised_sentence(action, len(parts) if apart else 1))
            return redirect(origin.url)
    title = _("Add an action")
    way = [Crumb(label=origin.name, url=origin.url), Crumb(label=title)]
    lead = f"{found.label}: {origin.name}"
    return form_page(request, form, title, way, lead=lead, back=origin.url, submit=_("Add the action"))


def _raised_sentence(action: Action, many: int) -> str:
    if many == 1:
        return _("The action %(number)s is added.") % {"number": action.number}
    return ngettext("%(n)s action is added.", "%(n)s actions are added.", many) % {"n": many}


def cause_panel(access: Access, action: Action) -> Mapping[str, object] | None:
    """Return the panel's context: the action's causes that the reader may read; None if it has no cause."""
    found = causes_of(access, action)
    if not found.told and not found.masked:
        return None
    return {
        "causes": [{"kind": kind.label, "told": told} for kind, told in found.told],
        "masked": found.masked,
    }


def raised_panel(access: Access, row: Record) -> PanelContent | None:
    """Return the actions the row has raised, soonest first, and the link to add one; None for other rows."""
    kind = next((k for k in KINDS if isinstance(k, RowCause) and k.model is type(row)), None)
    if kind is None or not access.anywhere(f"{Action.permission}:read"):
        return None
    origin = kind.origin(access, str(row.pk))
    by = raised_by(access, kind, {kind.link.read_with: row.pk})
    rows = Action.objects.visible(access).filter(by, archived_at__isnull=True)
    every = list(rows.order_by(F("done_on").asc(nulls_first=True), "due_on", "sort_key", "pk"))
    add = RowAct(_("Add an action"), raise_url(kind, row.pk)) if may_raise(access, origin) else None
    acts = [add] if add else []
    if not every:
        return PanelContent(missing=_("No action has been raised from this."), add=add, acts=acts)
    context = {
        "actions": every[:SHOWN],
        "more": len(every) - SHOWN,
        "list_url": f"{reverse('actions-list')}?raised_by={kind.key}:{row.pk}",
        "add": add,
    }
    return PanelContent(context=context, acts=acts)
