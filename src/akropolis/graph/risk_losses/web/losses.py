"""What the risks of a unit and those below it may cost: average year, rare years, measures, and what it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import (
    access_of,
    appointments_on,
    chosen_unit,
    refusals_as_messages,
    requires,
)
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.lib.document import Bar, Document, Figure
from akropolis.base.lib.plain import Plain
from akropolis.base.lib.swedish import number, percent
from akropolis.base.ui.parts import Cell, Column, Crumb, Table, build_table
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction, LossRun
from akropolis.graph.risk_losses.reports.loss_words import about_kr, two_digits
from akropolis.graph.risk_losses.rules.amounts import KRONOR, Amount, read_amount
from akropolis.graph.risk_losses.rules.budget import MeasureOption, Reduction, best_set
from akropolis.graph.risk_losses.rules.losses import RangeProblem
from akropolis.graph.risk_losses.services.losses import describe_problem, run_losses

SHOWN = 10
"""Risks that are listed by what they cost, and earlier simulations, at most."""

LISTED = 200
"""Risks that are listed as not assessable, at most."""

KINDS = ("expected", "one_in_10", "one_in_100")
WEIGHT = 3_000
"""Bytes that one estimate counts as: a run with about a hundred is left to a worker process."""


def _unit(request: HttpRequest) -> Unit:
    """Return the unit that is asked for, else the one that the user works in, else the topmost that may be read."""
    access = access_of(request)
    units = Unit.objects.visible(access).filter(access.units(READ))
    if code := request.GET.get("unit", ""):
        return units.one(code=code)
    chosen = chosen_unit(request, appointments_on(request))
    return or_hidden((chosen and units.filter(pk=chosen.pk).first()) or units.order_by("path").first())


def _weigh(request: HttpRequest, unit: str) -> int:
    rows = LossEstimate.objects.visible(access_of(request)).filter(risk__owner_unit__code=unit)
    return WEIGHT * rows.values("risk").distinct().count()


@requires(EDIT)
@require_POST
@heavy(_weigh)
def run(request: HttpRequest, unit: str) -> HttpResponse:
    """Work the losses out, in another process; with many estimates a worker process waits for it."""
    access = access_of(request)
    home = Unit.objects.visible(access).one(code=unit)
    with refusals_as_messages(request):
        run_losses(access, home)
        messages.success(request, _("The losses have been worked out."))
    return redirect(f"{reverse('risk-losses')}?unit={home.code}")


@requires(READ)
def page(request: HttpRequest) -> HttpResponse:
    """Show the newest simulation of the unit, or the one that is asked for."""
    access, unit = access_of(request), _unit(request)
    runs = LossRun.objects.visible(access).filter(unit=unit).order_by("-created_at", "-pk")
    listed = list(
        runs.annotate(expected=KT("result__shared__expected__value")).values("pk", "as_of", "expected")[
            :SHOWN
        ]
    )
    chosen = next((one for one in listed if str(one["pk"]) == request.GET.get("run", str(one["pk"]))), None)
    shown = runs.one(pk=chosen["pk"]) if chosen else None
    estimates = LossEstimate.objects.visible(access).filter(risk__owner_unit__path__startswith=unit.path)
    title = _("What the risks may cost")
    context: dict[str, object] = {
        "title": title,
        "crumbs": [Crumb(label=_("Risks"), url=reverse("risks-list")), Crumb(label=title)],
        "unit": unit,
        "run": shown,
        "run_url": reverse("risk-losses-run", args=[unit.code]) if access.may(EDIT, unit) else "",
        "estimated": estimates.values("risk").distinct().count(),
        "newer": estimates.filter(created_at__gt=shown.created_at).count() if shown else 0,
        "earlier": [one | {"words": about_kr(float(one["expected"]))} for one in listed if one != chosen],
    }
    if shown:
        context |= _of_run(request, shown)
    return render(request, "risk_losses/losses.html", context)


def _of_run(request: HttpRequest, run: LossRun) -> dict[str, object]:
    access, result, given = access_of(request), run.result, run.given
    both = {side: {kind: result[side][kind]["value"] for kind in KINDS} for side in ("shared", "independent")}
    top = sorted(result["risks"], key=lambda one: -one["expected"])[:SHOWN]
    risks = _risks(access, [*list(given["missing"])[:LISTED], *(one["risk"] for one in top)])
    return {
        "words": {kind: about_kr(value) for kind, value in both["shared"].items()},
        "apart": about_kr(both["independent"]["one_in_100"]),
        "differs": two_digits(both["shared"]["one_in_100"]) != two_digits(both["independent"]["one_in_100"]),
        "assessed": len(given["risks"]),
        "all": len(given["risks"]) + len(given["missing"]),
        "missing": len(given["missing"]),
        "listed": [risks.get(key) for key in list(given["missing"])[:LISTED]],
        "more": max(0, len(given["missing"]) - LISTED),
        "chart": render_html_fragment(Document("", (_chart(result["curve"]),))),
        "curve": _curve_table(result["curve"]),
        "top": _top(top, risks),
        "units": _units(access, run.unit, result["units"]),
        "errors": [
            (label, about_kr(result["shared"][kind]["error"]))
            for kind, label in zip(
                KINDS, (_("average year"), _("one year in ten"), _("one in a hundred")), strict=True
            )
        ],
        "years": number(result["years"]),
        "causes": len({one["cause"] for one in given["risks"]} - {""}),
        **_measures(access, request.GET.get("budget", ""), run),
    }


def _risks(access: Access, keys: Iterable[str]) -> Mapping[str, Risk]:
    rows = (
        Risk.objects.visible(access).filter(pk__in=[UUID(key) for key in keys]).select_related("owner_unit")
    )
    return {str(row.pk): row for row in rows}


def _in_years(share: float) -> str:
    """Return how often as people say it: one year in so many."""
    years = 1 / share
    return (
        _("%(times)s years in 10") % {"times": number(round(share * 10))}
        if years < 2
        else _("1 year in %(years)s") % {"years": number(int(two_digits(years)))}
    )


def _chart(curve: Sequence[Mapping[str, float]]) -> Figure:
    size, caption = (
        (1e6, _("How often a year costs more than what, millions of kronor"))
        if curve[-1]["shared"] >= 1e6
        else (1e3, _("How often a year costs more than what, thousands of kronor"))
    )
    ends = {"least": about_kr(curve[0]["shared"]), "most": about_kr(curve[-1]["shared"])}
    alt = _("The rarer the year, the more it costs: from %(least)s to %(most)s.") % ends
    bars = [
        Bar(_in_years(one["share"]), one["shared"], number(two_digits(one["shared"] / size))) for one in curve
    ]
    return Figure(alt, tuple(bars), caption, kind="line", across=_("How often"))


def _curve_table(curve: Sequence[Mapping[str, float]]) -> Table:
    heads = (
        _("How often"),
        Column(label=_("The year costs more than"), numeric=True),
        Column(label=_("Without shared causes"), numeric=True),
    )
    rows = [(_in_years(one["share"]), about_kr(one["shared"]), about_kr(one["independent"])) for one in curve]
    return build_table(_("How often a year costs more than what"), heads, rows)


def _top(rows: Sequence[Plain], risks: Mapping[str, Risk]) -> Table:
    found = []
    for one in rows:
        risk = risks.get(one["risk"])
        url = reverse("risks-detail", args=[risk.pk]) if risk else ""
        named = Cell(
            text=risk.title if risk else _("A risk that you may not read"),
            url=url,
            note=str(risk.owner_unit) if risk else "",
        )
        found.append((named, about_kr(one["expected"]), percent(one["share"])))
    labels = (_("Average year"), _("Share of the sum"))
    heads = (_("Risk"), *(Column(label=one, numeric=True) for one in labels))
    return build_table(_("The risks that cost most"), heads, found)


def _units(access: Access, home: Unit, rows: Sequence[Plain]) -> Table | None:
    """Return the sums of the units next below, each a link to its own page; None where there is one unit."""
    if len(rows) < 2:
        return None
    names = dict(Unit.objects.visible(access).values_list("code", "name"))
    found = []
    for one in sorted(rows, key=lambda one: -one["expected"]["value"]):
        code = one["unit"]
        named = Cell(text=names.get(code, code), url=f"{reverse('risk-losses')}?unit={code}")
        if code == home.code:
            named = Cell(text=_("%(unit)s, own risks") % {"unit": home.name})
        found.append((named, *(about_kr(one[kind]["value"]) for kind in KINDS)))
    labels = (_("Average year"), _("One year in ten"), _("One in a hundred"))
    return build_table(_("By unit"), (_("Unit"), *(Column(label=one, numeric=True) for one in labels)), found)


def _measures(access: Access, written: str, run: LossRun) -> dict[str, object]:
    """Return the measures by what a krona takes away, and the best set for the budget that is written."""
    keys = [UUID(one["key"]) for one in run.given["measures"]]
    rows = LossReduction.objects.visible(access).filter(Q(pk__in=keys) | Q(action__in=keys))
    names = {str(row.action_id or row.pk): row.name for row in rows}
    options = [
        MeasureOption(
            one["key"],
            one["cost"],
            one["years"],
            {key: Reduction(*both) for key, both in one["effects"].items()},
        )
        for one in run.given["measures"]
    ]
    cost = {one.key: one.cost for one in options}
    found = [
        (
            names.get(one["measure"], _("A measure that has been removed")),
            about_kr(cost[one["measure"]]),
            _("%(low)s to %(high)s") % {"low": about_kr(one["low"]), "high": about_kr(one["high"])},
            Cell(
                text=_("%(kronor)s kr") % {"kronor": number(two_digits(one["per_krona"]))},
                note=_("costs more than it takes away") if one["per_krona"] < 1 else "",
            ),
            "–" if one["before_next"] is None else percent(one["before_next"]),
        )
        for one in run.result["measures"]
    ]
    heads = (
        _("Measure"),
        *(
            Column(label=str(one), numeric=True)
            for one in (
                _("Costs"),
                _("Takes away while it lasts"),
                _("For each krona"),
                _("How sure it is better than the next"),
            )
        ),
    )
    budget = read_amount(written, KRONOR) if written.strip() else None
    best = None
    if isinstance(budget, Amount):
        best = best_set(options, {one["risk"]: one["expected"] for one in run.result["risks"]}, budget.value)
    return {
        "measures": build_table(_("Measures"), heads, found) if found else None,
        "budget": written,
        "budget_error": describe_problem(budget) if isinstance(budget, RangeProblem) else "",
        "best": best,
        "bought": [names.get(key, _("A measure that has been removed")) for key in best.keys] if best else [],
        "best_cost": about_kr(best.cost) if best else "",
        "best_reduced": about_kr(best.reduced) if best else "",
    }
