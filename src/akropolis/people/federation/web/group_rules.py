"""Pages of group rules: the list, a new rule, and a preview of what the rules would give somebody."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, active_people, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role, Unit, User
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.web.flow import Flow
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.people.federation.models import GroupRule
from akropolis.people.federation.services import keeping
from akropolis.people.federation.services.appointing import describe_posts, preview
from akropolis.people.federation.services.keeping import HEADINGS, RuleList

READ, EDIT = "federation:rule:read", "federation:rule:edit"


class RuleForm(ModelFieldsForm, model=GroupRule):
    """Form for a new rule."""

    group = FromModel(
        gettext_lazy(
            "As the identity provider names it, to the letter. LIS-{roll}-{enhet} is a pattern: a rule for all groups "
            "named by a role's key and a unit's code."
        )
    )
    and_below = forms.BooleanField(label=gettext_lazy("In the units below too"), required=False, initial=True)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        for name, model, label in (("role", Role, _("Role")), ("unit", Unit, _("Unit"))):
            empty = _("As the group's name says")
            self.fields[name] = unmarked(
                ScopedModelChoiceField(
                    model=model, access=access, label=label, required=False, empty_label=empty
                )
            )
        self.order_fields(("group", "role", "unit", "and_below"))


class PreviewForm(forms.Form):
    """Form with the person and the groups for which to preview what the rules would change."""

    groups = prose_field(gettext_lazy("Her groups, one on each line"), 8000, rows=3)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"] = ScopedModelChoiceField(
            model=User, access=access, narrow=lambda _rows: active_people(access), label=_("Person")
        )
        self.order_fields(("person", "groups"))


@requires(READ)
def page(request: HttpRequest) -> HttpResponse:
    """List every rule; a POST creates one. If a person and groups are given, preview what a sign-in would change."""
    access = access_of(request)
    form = RuleForm(request.POST or None, access=access) if access.may(EDIT, None) else None
    if form and request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: create_once(request, lambda: keeping.add(access, values))).done:
            messages.success(
                request,
                _("The rule is in force. It works when somebody signs in, and when the directory changes."),
            )
            return redirect("group-rules")
    asked = PreviewForm(request.GET if "person" in request.GET else None, access=access)
    rows = GroupRule.objects.visible(access).select_related("role", "unit")
    context = {
        "title": _("Group rules"),
        "crumbs": [Crumb(label=_("People"), url=reverse("people")), Crumb(label=_("Group rules"))],
        "rules": [{"row": row, "may": form is not None} for row in rows],
        "form": form,
        "roles": Role.objects.visible(access),
        "asked": asked,
        "found": _matching_groups(access, asked) if asked.is_bound and asked.is_valid() else None,
    }
    return render(
        request, "federation/group_rules.html", context, status=422 if form and form.errors else 200
    )


def _matching_groups(access: Access, asked: forms.Form) -> dict[str, list[str]]:
    groups = [line.strip() for line in asked.cleaned_data["groups"].splitlines() if line.strip()]
    found, unread = preview(access, asked.cleaned_data["person"], groups)
    given, ended = describe_posts(access, found.given), describe_posts(access, found.ended)
    return {"given": given, "ended": ended, "unread": unread}


@requires(READ)
def export(request: HttpRequest) -> HttpResponse:
    """Export every rule as an Excel file, which can be imported again."""
    headers = [OutColumn(str(heading)) for heading in HEADINGS.values()]
    rows = GroupRule.objects.visible(access_of(request))
    columns = rows.values_list("group", "role__code", "unit__code", "and_below")
    cells = ((*texts, _("Yes") if below else _("No")) for *texts, below in columns)
    title = _("Group rules")
    return attachment(workbook([OutSheet(title, headers, cells)], title=title), title)


RULES: Flow[None, RuleList, ChoiceForm] = Flow(
    title=gettext_lazy("Read in group rules"),
    hint=gettext_lazy("An .xlsx or .csv with the headings in the first row."),
    accept=".xlsx,.csv",
    edit=EDIT,
    find=lambda _access: None,
    notices=lambda plan, _target: plan.notices,
    judge=lambda sent: RuleList(sent.access, read(sent.name, sent.data)),
    way=lambda _target: Crumb(label=_("Group rules"), url=reverse("group-rules")),
    holds=lambda _target: [
        _("In this order: group, role's key or name, unit's code, and yes or no to the units below."),
        _("In a pattern the role or the unit is empty where the group's name says it."),
        _("Rules that are not in the file stay as they are."),
    ],
)


@requires(EDIT)
@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove the rule."""
    access = access_of(request)
    rule: GroupRule = GroupRule.objects.visible(access).one(pk=pk)
    keeping.remove(access, rule)
    messages.success(
        request,
        _(
            "The rule is gone. What it gave ends when each person signs in, or the city's directory changes her groups."
        ),
    )
    return redirect("group-rules")


urls = [
    path("personer/grupper/", page, name="group-rules"),
    path("personer/grupper/xlsx/", export, name="group-rules-xlsx"),
    path("personer/grupper/las-in/", RULES.view(), name="group-rules-import"),
    path("personer/grupper/<uuid:pk>/ta-bort/", remove, name="group-rule-remove"),
]
