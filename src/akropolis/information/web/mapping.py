"""Reading in a classification result from another tool: the file, its columns, what it would do, and then doing it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from akropolis.classification.models import Scheme
from akropolis.classification.selectors import schemes
from akropolis.information.rules import mapping as rules
from akropolis.information.selectors.classification import DECIDE
from akropolis.information.services import mapping
from akropolis.information.services.mapping import Choices, NotReadIn, Outcome, Plan, Planned
from akropolis.information.web.mapping_forms import ColumnsForm, UploadForm
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.background.web.asking import heavy
from akropolis.kernel.exchange import parking
from akropolis.kernel.exchange.parking import Parked
from akropolis.kernel.exchange.reading import read
from akropolis.kernel.exchange.sheets import Sheet
from akropolis.kernel.files.uploads import uploaded
from akropolis.kernel.registers.web import reports
from akropolis.kernel.registers.web.weighing import file_weight
from akropolis.lib.swedish import listing, number
from akropolis.ui.parts import Cell, Column, Crumb, Row, Table

PURPOSE = "classification"
SAMPLE = 3
STATUS = {"file_too_large": 413, "gone": 409}


@requires(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
@heavy(file_weight)
def page(request: HttpRequest) -> HttpResponse:
    """One address for all steps: a POST with a file, then with what its columns are, then with `do`."""
    if request.method != "POST":
        return _upload_page(request, UploadForm())
    try:
        return _step(request, access_of(request))
    except Refused as refusal:
        return _again(request, refusal)


def _step(request: HttpRequest, access: Access) -> HttpResponse:
    scheme = schemes.in_force(access)
    if scheme is None:
        raise Refused(
            _("There is no published classification scheme. Ask the information security coordinator."),
            code="no_scheme",
        )
    if "token" not in request.POST:
        file = uploaded(request, "file")
        return _columns_page(request, access, scheme, Parked("", str(file.name), file.read()), bound=False)
    parked = parking.take(_person(access), PURPOSE, request.POST["token"], now=timezone.now())
    if request.POST.get("do") == "columns":
        return _columns_page(request, access, scheme, parked)
    return _judge(request, access, scheme, parked)


def _judge(request: HttpRequest, access: Access, scheme: Scheme, parked: Parked) -> HttpResponse:
    sheet = read(parked.name, parked.data)
    form = _form(request.POST, access, sheet, scheme)
    if not form.is_valid():
        return _columns_page(request, access, scheme, parked)
    choices = Choices(form.columns, scheme, form.cleaned_data["default_unit"])
    if request.POST.get("do") != "save":
        return _plan_page(request, access, parked, choices, mapping.Check(access, sheet, choices).plan())
    try:
        origin = mapping.origin_of(parked.name, parked.data)
        plan = mapping.commit(access, sheet, choices, name=parked.name, origin=origin)
    except NotReadIn as refusal:
        return _plan_page(request, access, parked, choices, refusal.plan)
    words = {"counts": _counts(plan), "name": parked.name}
    messages.success(request, _("Saved: %(counts)s from the file %(name)s.") % words)
    return redirect("information-list")


def _person(access: Access) -> Any:
    assert access.actor.id is not None
    return access.actor.id


def _form(data: Any, access: Access, sheet: Sheet, scheme: Scheme, **kwargs: Any) -> ColumnsForm:
    return ColumnsForm(data, access=access, sheet=sheet, body=schemes.body_of(scheme), **kwargs)


def _park(access: Access, parked: Parked) -> str:
    return parking.park(_person(access), PURPOSE, parked.name, parked.data, now=timezone.now())


def _frame(**more: Any) -> dict[str, Any]:
    here = _("Read in a classification")
    lists = Crumb(label=_("Information sets"), url=reverse("information-list"))
    return {
        "title": here,
        "crumbs": [lists, Crumb(label=here)],
        "here": reverse("classification-import"),
        "back": reverse("information-list"),
        **more,
    }


def _upload_page(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = _frame(form=form, most=number(rules.ROWS))
    return render(request, "information/mapping_upload.html", context, status=status)


def _again(request: HttpRequest, refusal: Refused) -> HttpResponse:
    form = UploadForm({}, MultiValueDict())
    form.full_clean()
    form.errors.clear()
    form.add_error("file", str(refusal))
    return _upload_page(request, form, status=STATUS.get(refusal.code, 422))


def _columns_page(
    request: HttpRequest, access: Access, scheme: Scheme, parked: Parked, *, bound: bool = True
) -> HttpResponse:
    """What the columns are: as was chosen, or as the headings tell. The file waits under a new word."""
    sheet = read(parked.name, parked.data)
    token = _park(access, parked)
    if bound:
        data = request.POST.copy()
        data["token"] = token
        form = _form(data, access, sheet, scheme)
    else:
        guessed = rules.guess(sheet.header, schemes.body_of(scheme))
        chosen = {name: str(place) for name, place in guessed.items()}
        form = _form(None, access, sheet, scheme, initial={"token": token, **chosen})
    wrong = bound and request.POST.get("do") != "columns" and not form.is_valid()
    context = _frame(title=_("What the columns are"), form=form, name=parked.name, sample=_sample(sheet))
    return render(request, "information/mapping_columns.html", context, status=422 if wrong else 200)


def _sample(sheet: Sheet) -> Table:
    width = len(sheet.header)
    return Table(
        caption=_("The first rows of the file"),
        columns=[Column(label=heading or _("(no heading)")) for heading in sheet.header],
        rows=[
            Row(cells=[Cell(text=line.cell(place)[:80]) for place in range(width)])
            for line in sheet.lines[:SAMPLE]
        ],
    )


def _plan_page(
    request: HttpRequest, access: Access, parked: Parked, choices: Choices, plan: Plan
) -> HttpResponse:
    """What the file would do. A file with something above the catalogue in it is not kept any longer."""
    token = "" if plan.beyond else _park(access, parked)
    changes = plan.of(Outcome.NEW_SET, Outcome.NEW_DECISION)
    refused = plan.count(Outcome.REFUSED)
    chosen = {name: str(place) for name, place in choices.columns.items()}
    if choices.unit is not None:
        chosen["default_unit"] = choices.unit.code
    context = _frame(
        title=_("What the file would do"),
        name=parked.name,
        hidden={"token": token, **chosen} if token else {},
        may_save=bool(token and changes and not refused),
        refused=refused,
        counts=_counts(plan),
        silent=listing(list(mapping.missing_aspects(choices)), _("and")),
        problems=_problems(plan),
        changes=_changes(changes),
    )
    return render(request, "information/mapping_plan.html", context, status=422 if refused else 200)


def _counts(plan: Plan) -> str:
    new, decided = plan.count(Outcome.NEW_SET), plan.count(Outcome.NEW_DECISION)
    same, refused = plan.count(Outcome.UNCHANGED), plan.count(Outcome.REFUSED)
    parts = [
        (new, ngettext("%(count)s new information set", "%(count)s new information sets", new)),
        (decided, ngettext("%(count)s new decision", "%(count)s new decisions", decided)),
        (same, ngettext("%(count)s row as before", "%(count)s rows as before", same)),
        (refused, ngettext("%(count)s row to correct", "%(count)s rows to correct", refused)),
    ]
    return listing([text % {"count": number(count)} for count, text in parts if count], _("and"))


def _problems(plan: Plan) -> Table:
    rows = [
        (row.line, row.name, heading, sentence)
        for row in plan.of(Outcome.REFUSED)
        for heading, sentence in row.problems
    ]
    headings = (_("Row"), _("Information set"), _("Column"), _("What to do"))
    return reports.table(_("What must be corrected"), headings, rows)


def _changes(rows: Sequence[Planned]) -> Table:
    headings = (
        _("Row"),
        _("What happens"),
        _("Information set"),
        _("Unit"),
        _("Levels"),
        _("Decided on"),
        _("Valid to"),
    )
    cells = [
        (
            row.line,
            str(row.outcome.label),
            row.name,
            row.unit.name if row.unit else "",
            row.letters,
            row.decided_on.isoformat() if row.decided_on else "",
            row.valid_to.isoformat() if row.valid_to else "",
        )
        for row in rows
    ]
    return reports.table(_("What is saved"), headings, cells, unbroken=range(4, len(headings)))
