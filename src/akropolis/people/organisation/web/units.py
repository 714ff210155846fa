"""Pages of the organisation: the tree, a unit, and its changes."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import EndForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.base.kernel.access.models.units import UnitEventKind
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, no_row
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.parts import Term
from akropolis.people.organisation.selectors import tree as selectors
from akropolis.people.organisation.selectors.belonging import handovers
from akropolis.people.organisation.services import units
from akropolis.people.organisation.services.appointments import GIVES
from akropolis.people.organisation.services.units import REORGANISE
from akropolis.people.organisation.web.forms import NewUnitForm, UnitForm, search_words

READ, EDIT = "organisation:unit:read", "organisation:unit:edit"


@requires(READ)
def tree(request: HttpRequest) -> HttpResponse:
    """Show all units in tree order, with ended ones on request."""
    access, today = access_of(request), timezone.localdate()
    search, ended = search_words(request, "q"), request.GET.get("avvecklade") == "1"
    found = selectors.unit_tree(access, today, search=search, ended=ended)
    rows = [_row(unit, depth) for depth, unit in found]
    context = {
        "title": _("Organisation"),
        "rows": rows,
        "search": search,
        "ended": ended,
        "narrowed": bool(search or ended),
        "shown": ngettext("%(count)s unit", "%(count)s units", len(rows)) % {"count": number(len(rows))},
        "may_create": access.anywhere(EDIT),
        "may_give": access.anywhere(GIVES),
    }
    template = "organisation/units.html"
    return render(
        request, f"{template}#rows" if request.headers.get("HX-Target") == "rows" else template, context
    )


def _row(unit: Unit, depth: int) -> dict[str, object]:
    employees = "" if unit.employees is None else number(unit.employees)
    pad = "\N{EM SPACE}" * depth
    return {"unit": unit, "depth": depth, "pad": pad, "state": _state(unit), "employees": employees}


def _state(unit: Unit) -> str:
    today = timezone.localdate()
    if unit.valid_from > today:
        return _("begins %(day)s") % {"day": unit.valid_from}
    if unit.valid_to is None:
        return ""
    words = _("ended %(day)s") if unit.valid_to < today else _("ends %(day)s")
    return words % {"day": unit.valid_to}


def _unit(access: Access, code: str) -> Unit:
    found: Unit = Unit.objects.visible(access).select_related("parent").one(code=code)
    return found


def _editable(access: Access, code: str) -> Unit:
    unit = _unit(access, code)
    if not unit.writable_by(access):
        raise Hidden
    return unit


@requires(READ)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit: its details, who holds which role there, its origin and its changes."""
    access, today = access_of(request), timezone.localdate()
    unit = _unit(access, code)
    events = selectors.events_about(access, [unit.code], [unit.name])
    below = Unit.objects.visible(access).filter(Q(parent=unit) & selectors.living(today))
    context = {
        "title": unit.name,
        "unit": unit,
        "state": _state(unit),
        "terms": _terms(unit, selectors.legal_entity(access, unit)),
        "below": below,
        "appointments": selectors.appointments(access, Q(unit=unit), day=today),
        "events": _events_in_words(access, events),
        "history": display.history(Unit, events_of([unit.pk]), access),
        "crumbs": [{"label": _("Organisation"), "url": reverse("units")}, {"label": unit.name, "url": ""}],
        "may_edit": unit.writable_by(access),
        "may_reorganise": access.may(REORGANISE, None) and unit.valid_to is None,
        "handovers": handovers(access, unit),
        "may_appoint": access.may("organisation:appointment:edit", unit),
    }
    return render(request, "organisation/unit.html", context)


def _terms(unit: Unit, entity: Unit | None) -> list[Term]:
    parent = unit.parent
    authority = _("Yes: own authority and controller") if unit.own_authority else _("No")
    return [
        Term(label=_("Code"), value=unit.code),
        Term(label=_("Kind"), value=unit.get_kind_display()),
        Term(
            label=_("Belongs to"),
            value=parent.name if parent else _("Nothing: it is the city"),
            url=_url(parent),
        ),
        Term(label=_("Own authority"), value=authority),
        *_entity(unit, entity),
        Term(label=_("Makes a management review"), value=_("Yes") if unit.reviews else _("No")),
        Term(label=_("Employees"), value="" if unit.employees is None else number(unit.employees)),
        Term(label=_("Valid from"), value=unit.valid_from),
        Term(label=_("Valid to"), value=unit.valid_to or _("Until further notice")),
    ]


def _entity(unit: Unit, entity: Unit | None) -> list[Term]:
    """Return the legal person behind the unit, which is not the same as the authority that it may be."""
    if entity is None:
        return []
    number = entity.organisation_number or _("not stated")
    if entity == unit:
        return [
            Term(label=_("Legal entity"), value=_("Yes")),
            Term(label=_("Organisation number"), value=number),
        ]
    return [Term(label=_("Legal entity"), value=f"{entity.name}, {number}", url=_url(entity))]


def _url(unit: Unit | None) -> str:
    return reverse("unit", args=[unit.code]) if unit else ""


def _page_of(unit: Unit) -> str:
    return reverse("unit", args=[unit.code])


def _first_values(request: HttpRequest, _row: None) -> dict[str, object]:
    access = access_of(request)
    under = Unit.objects.visible(access).filter(code=search_words(request, "under")).first()
    first = {"valid_from": timezone.localdate(), "parent": under.pk if under else None}
    return {"access": access, "first": not Unit.objects.visible(access).exists(), "initial": first}


def _values_of(_request: HttpRequest, unit: Unit) -> dict[str, object]:
    return {"initial": model_to_dict(unit, UnitForm.base_fields), "top": unit.parent_id is None}


def _end(access: Access, unit: Unit, form: EndForm) -> str:
    last = form.cleaned_data["valid_to"]
    units.end(access, unit, last, version=form.seen, because=form.why)
    return _("%(unit)s ends on %(day)s.") % {"unit": unit, "day": last}


UNIT = ActTarget(EDIT, _editable, _page_of)
CREATE = Act(
    on=ActTarget(EDIT, no_row, "units"),
    form=NewUnitForm,
    given=_first_values,
    once=True,
    do=lambda access, _row, form: units.create(access, form.row_values(), because=form.why),
    done=lambda unit: _("%(unit)s is set up. Give the people who work there their roles.") % {"unit": unit},
    after=_page_of,
    title=gettext_lazy("New unit"),
)
CHANGE = Act(
    on=UNIT,
    form=UnitForm,
    initial=("version",),
    given=_values_of,
    do=lambda access, unit, form: units.change(
        access, unit, form.row_values(), version=form.seen, because=form.why
    ),
    title=lambda unit: unit.name,
)
END = Act(
    on=UNIT,
    form=EndForm,
    initial=("version",),
    given=lambda _request, _unit: {"initial": {"valid_to": timezone.localdate()}},
    do=_end,
    done=str,
    title=lambda unit: _("End %(unit)s") % {"unit": unit},
    lead=gettext_lazy(
        "The unit stays in the organisation's history, and what was registered for it can still be read."
    ),
    submit=gettext_lazy("End the unit"),
)


def _events_in_words(access: Access, events: Iterable[UnitEvent]) -> list[dict[str, object]]:
    """Return the date, the reason and a sentence for each reorganisation event; units have their current names."""
    events = list(events)
    names = selectors.names_of(access, {code for event in events for code in (*event.before, *event.after)})
    return [{"on": e.happened_on, "reason": e.reason, "sentence": _sentence(e, names)} for e in events]


def _sentence(event: UnitEvent, names: Mapping[str, str]) -> str:
    before = [names.get(code, code) for code in event.before]
    after = [names.get(code, code) for code in event.after]
    all_of_them = {"before": listing(before, _("and")), "after": listing(after, _("and"))}
    if event.kind == UnitEventKind.MERGE:
        return _("%(before)s became %(after)s.") % all_of_them
    if event.kind == UnitEventKind.SPLIT:
        return _("%(before)s was split into %(after)s.") % all_of_them
    if event.kind == UnitEventKind.MOVE:
        words = {"unit": after[-1], "old": before[0], "new": after[0]}
        return _("%(unit)s was moved from %(old)s to %(new)s.") % words
    return _("%(before)s changed its name to %(after)s.") % {"before": before[0], "after": after[0]}
