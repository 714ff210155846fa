"""Pages of a reorganisation: choosing what to do, the guided list of what goes where, and the permanent receipt."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import View, access_of, form_page, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.records.belongings import Belonging
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Column, Crumb, Table, build_table
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.selectors import belonging as selectors
from akropolis.people.organisation.services import reorganising
from akropolis.people.organisation.services.reorganising import Wish
from akropolis.people.organisation.services.units import REORGANISE
from akropolis.people.organisation.web.reorganising_forms import (
    GuideForm,
    MergeForm,
    MoveForm,
    ReorganisationForm,
    RowsForm,
    SplitForm,
)

READ = "organisation:reorganisation:read"
WEIGHT = 600
"""Weight of one row that moves, in bytes of text (see `heavy`): the row is rewritten, with its link in the history."""


def _weight(request: HttpRequest, code: str) -> int:
    """Return the weight of the rows that move when the form is finally submitted; 0 for all other requests."""
    if request.method != "POST" or "sure" not in request.POST or not access_of(request).may(REORGANISE, None):
        return 0
    units = Unit.objects.visible(access_of(request)).filter(code=code)
    return WEIGHT * sum(lot.total for lot in selectors.lots(list(units), timezone.localdate()))


def _view(form_class: type[ReorganisationForm]) -> View:
    """Return the page of one kind of change: first the form, then what it carries along, then the result."""

    @requires(REORGANISE)
    @heavy(_weight)
    def view(request: HttpRequest, code: str) -> HttpResponse:
        access = access_of(request)
        access.must(REORGANISE, None)
        unit = Unit.objects.visible(access).select_related("parent").one(code=code, valid_to__isnull=True)
        initial = {
            "on": timezone.localdate(),
            "kind": unit.kind,
            "parent": unit.parent_id,
            "reviews": unit.reviews,
        }
        form = form_class(request.POST or None, access=access, initial=initial)
        if request.method == "POST" and form.is_valid():
            wish = form.wish(unit)
            if _fits(access, form, wish):
                return _guided(request, access, unit, form, wish)
        return form_page(request, form, _title(form, unit), _way(form, unit), also=_words(unit, form))

    return view


move, merge, split, rows = _view(MoveForm), _view(MergeForm), _view(SplitForm), _view(RowsForm)


def _fits(access: Access, form: ReorganisationForm, wish: Wish) -> bool:
    if wish.kind == HandoverKind.ROWS:
        return True
    below = {child.pk: 0 for child in selectors.units_below(wish.givers[0], wish.on)}
    tried = replace(wish, below=below)
    return attempt(form, lambda: reorganising.check_feasible(access, tried), places=PLACES).done


PLACES = {"valid_to": "on", "taker": "taker"}


def _guided(
    request: HttpRequest, access: Access, unit: Unit, form: ReorganisationForm, wish: Wish
) -> HttpResponse:
    sure = "sure" in request.POST
    guide = GuideForm(request.POST if sure else None, access=access, wish=wish)
    if sure and guide.is_valid():
        tried = attempt(
            guide, lambda: create_once(request, lambda: reorganising.carry_out(access, guide.chosen())[0])
        )
        if tried.made is not None:
            messages.success(request, _("It is carried out. Here is what moved, and what is left to do."))
            return redirect("handover", tried.made.reorganisation)
    form.hide()
    context = {
        "title": _title(form, unit),
        "crumbs": _way(form, unit),
        "asked": form,
        "form": guide,
        "table": _table(guide),
        "ends": wish.kind in (HandoverKind.MERGE, HandoverKind.SPLIT),
        "whole": wish.kind == HandoverKind.MOVE,
        "back": reverse("unit", args=[unit.code]),
    }
    return render(request, "organisation/reorganise.html", context, status=guide.status)


def _table(guide: GuideForm) -> Table:
    """Return a table with the number of rows of each kind that go, and the number that stay."""
    shown = [
        lot
        for lot in guide.lots
        if guide.wish.kind != HandoverKind.ROWS or f"rows_{lot.belonging.key}" in guide.fields
    ]
    numbers = (_("Goes along"), _("Stays: over or decided"))
    columns = (_("What"), *(Column(label=label, numeric=True) for label in numbers))
    rows = [
        (_what(lot.belonging), number(going := lot.rows.count()), number(lot.total - going)) for lot in shown
    ]
    return build_table(
        _("What belongs to the unit"), columns, rows, empty=_("Nothing is registered for the unit.")
    )


def _what(belonging: Belonging) -> str:
    stay_apart = _("Each goes on by itself, and says which unit it came from.")
    return f"{belonging.label}. {stay_apart}" if belonging.model.came_from else str(belonging.label)


def _title(form: ReorganisationForm, unit: Unit) -> str:
    titles = {
        HandoverKind.MOVE: _("Move %(unit)s"),
        HandoverKind.MERGE: _("Merge %(unit)s with another"),
        HandoverKind.SPLIT: _("Split %(unit)s"),
        HandoverKind.ROWS: _("Move rows from %(unit)s"),
    }
    return titles[form.kind_of_change] % {"unit": unit}


def _words(unit: Unit, form: ReorganisationForm) -> dict[str, object]:
    leads = {
        HandoverKind.MOVE: _("What lies below comes along, and who may read and write changes at once."),
        HandoverKind.MERGE: _(
            "The units end and a new one takes over what is theirs. Decided reviews stay as they are."
        ),
        HandoverKind.SPLIT: _("The unit ends and two new ones take over what is its own."),
        HandoverKind.ROWS: _(
            "What belongs with the rows comes along. Their older history stays with this unit."
        ),
    }
    return {
        "lead": leads[form.kind_of_change],
        "submit": _("Show what it carries along"),
        "back": reverse("unit", args=[unit.code]),
    }


def _way(form: ReorganisationForm, unit: Unit) -> list[Crumb]:
    here = Crumb(label=unit.name, url=reverse("unit", args=[unit.code]))
    return [Crumb(label=_("Organisation"), url=reverse("units")), here, Crumb(label=_title(form, unit))]


@requires(READ)
def receipt(request: HttpRequest, reorganisation: UUID) -> HttpResponse:
    """Show what moved between which units, what stayed, and what is left to do, as far as the user may read it."""
    access = access_of(request)
    found = (
        Handover.objects.visible(access)
        .filter(reorganisation=reorganisation)
        .select_related("giver", "taker")
    )
    parts = [selectors.describe_handover(access, handover) for handover in found]
    if not parts:
        raise Hidden
    first = parts[0].handover
    crumbs = [
        Crumb(label=_("Organisation"), url=reverse("units")),
        Crumb(label=str(first.get_kind_display())),
    ]
    shown = [
        {"told": part, "lines": [(_in_words(line), line.named) for line in part.lines]} for part in parts
    ]
    context = {"title": _("What was taken over"), "crumbs": crumbs, "first": first, "parts": shown}
    return render(request, "organisation/handover.html", context)


def _in_words(line: selectors.ToldLine) -> str:
    """Describe how many rows of one kind moved, were merged with others or stayed."""
    counts = (
        (line.rows, _("%(n)s moved")),
        (line.joined, _("%(n)s fell together with others")),
        (line.left, _("%(n)s stayed")),
    )
    return f"{line.label}: " + ", ".join(words % {"n": number(count)} for count, words in counts if count)
