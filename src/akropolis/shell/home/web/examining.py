"""The auditor's examination: what was done by whom, who had which right when, and whether the history is intact."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.history import proof
from akropolis.base.kernel.history.log import last_seq
from akropolis.base.kernel.history.models import ChangeAction
from akropolis.base.lib.numbers import LONG, number_in
from akropolis.base.lib.swedish import number as figure
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Cell, Column, Option, build_table
from akropolis.people.organisation.selectors.tree import living
from akropolis.shell.home.selectors import examining
from akropolis.shell.home.selectors.examining import READ, may_examine
from akropolis.shell.home.services import verification

WEIGHT = 1000
"""Weight of reading one link of the history and comparing its row, in bytes of text, for the limit of heavy work."""


class ChangeFilterForm(forms.Form):
    """Form of the filter of changes."""

    slag = forms.ChoiceField(label=gettext_lazy("Register"), required=False)
    enhet = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    vem = forms.CharField(label=gettext_lazy("Done by"), required=False, max_length=120)
    gjort = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    fran = day_field(gettext_lazy("From"), required=False)
    till = day_field(gettext_lazy("To"), required=False)

    def __init__(self, data: FormData, *, access: Access) -> None:
        super().__init__(data)
        every: list[tuple[str, object]] = [("", _("All"))]
        kinds = sorted((str(each.many), each.key) for each in examining.registers_of(access).values())
        units = Unit.objects.visible(access).order_by("sort_key").values_list("code", "name")
        choices: dict[str, list[tuple[str, object]]] = {
            "slag": [(key, label) for label, key in kinds],
            "enhet": list(units),
            "gjort": list(ChangeAction.choices),
        }
        for name, found in choices.items():
            self.fields[name].choices = every + found  # type: ignore[attr-defined]
        for field in self.fields.values():
            unmarked(field)  # a filter is never called optional

    def asked(self) -> examining.ChangeFilter:
        """Return the filter that was entered; invalid fields are ignored."""
        said = self.cleaned_data
        return examining.ChangeFilter(
            said.get("slag", ""),
            said.get("enhet", ""),
            said.get("vem", "").strip(),
            said.get("gjort", ""),
            said.get("fran"),
            said.get("till"),
        )


def _require_examiner(request: HttpRequest) -> Access:
    """Return the user's access. Raises Hidden for those who may not examine the city."""
    access = access_of(request)
    access.must(READ, None)
    return access


def navigation(current: str) -> list[Option]:
    """Return the navigation of the examination's pages."""
    pages = (
        ("examine", _("What was done")),
        ("examine-rights", _("Who had which right")),
        ("examine-matrix", _("What each role gives")),
        ("examine-proof", _("Does the history hold?")),
    )
    return [Option(label=label, url=reverse(name), current=name == current) for name, label in pages]


@requires(READ)
def changes(request: HttpRequest) -> HttpResponse:
    """Show what has been done across all registers, newest first, limited by the filters."""
    access = _require_examiner(request)
    form = ChangeFilterForm(request.GET, access=access)
    form.is_valid()
    number = number_in(request.GET.get("fore", ""), LONG, None)
    page = examining.changes(access, form.asked(), number)
    kept = {name: value for name, value in request.GET.items() if value and name in form.fields}
    names = dict(Unit.objects.visible(access).values_list("code", "name"))
    context = {
        "title": _("Examination"),
        "ways": navigation("examine"),
        "form": form,
        "rows": [(done, names.get(done.shown.event.unit, "")) for done in page.done],
        "older": f"?{urlencode({**kept, 'fore': page.before})}" if page.before else "",
        "narrowed": bool(kept),
        "newest": f"?{urlencode(kept)}" if number else "",
    }
    return render(request, "home/examine.html", context, status=200 if form.is_valid() else 422)


class DayForm(forms.Form):
    """Form of the day."""

    dag = day_field(gettext_lazy("On the day"), required=False)

    def __init__(self, data: FormData) -> None:
        super().__init__(data)
        unmarked(self.fields["dag"])


@requires(READ)
def rights(request: HttpRequest) -> HttpResponse:
    """Show all appointments in force on a day, by unit, with their dates, and any changes made that day."""
    access = _require_examiner(request)
    form = DayForm(request.GET)
    day = (form.cleaned_data["dag"] if form.is_valid() else None) or timezone.localdate()
    rows = Appointment.objects.visible(access).filter(living(day)).select_related("user", "role", "unit")
    days = [Column(label=label, unbroken=True) for label in (_("From"), _("To"))]
    context = {
        "title": _("Who had which right"),
        "ways": navigation("examine-rights"),
        "form": form,
        "day": day,
        "done": examining.appointed(access, day),
        "most": examining.APPOINTED,
        "table": build_table(
            _("Appointments that held on the day"),
            (_("Unit"), _("Role"), _("Person"), *days),
            map(_held, rows.order_by("unit__sort_key", "role__position", "user__sort_key")),
            empty=_("Nobody had an appointment on the day."),
        ),
    }
    return render(request, "home/examine_rights.html", context, status=422 if form.errors else 200)


def _held(row: Appointment) -> tuple[object, ...]:
    unit = row.unit.name if row.unit else _("The whole installation")
    return (
        Cell(text=unit, note="" if row.and_below or not row.unit else _("without units below")),
        Cell(text=row.role.name, url=reverse("roles")),
        Cell(text=row.user.name),
        Cell(text=row.valid_from.isoformat()),
        Cell(text=row.valid_to.isoformat() if row.valid_to else "–"),
    )


def _weight(request: HttpRequest) -> int:
    return WEIGHT * last_seq() if request.method == "POST" and may_examine(access_of(request)) else 0


@requires(READ)
@heavy(_weight)
def prove(request: HttpRequest) -> HttpResponse:
    """Show whether the history and the data beside it are intact; verified when the button is pressed."""
    _require_examiner(request)
    context: dict[str, object] = {
        "title": _("Does the history hold?"),
        "ways": navigation("examine-proof"),
        "verdict": None,
    }
    if request.method == "POST":
        verdict, checks = verification.verify()
        context |= {
            "verdict": verdict,
            "links": figure(verdict.links),
            "reason": proof.reason(verdict),
            "checks": checks,
            "holds": verdict.holds and not any(check.faults for check in checks),
            "at": timezone.now(),
        }
    return render(request, "home/examine_proof.html", context)
