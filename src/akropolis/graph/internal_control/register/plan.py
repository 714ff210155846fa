"""The internal control's plan and report for a year, and the risks of the risk and vulnerability analysis.

The law names no plan (kommunallagen 6 kap. 6 §): the columns and their order are those that municipalities use.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from akropolis.base.kernel.exchange.sheets import OutSheet, ValueKind
from akropolis.base.kernel.registers.computed import (
    AnyList,
    Computed,
    ListColumn,
    ListFilter,
    sheet,
    units_of,
)
from akropolis.base.kernel.registers.filters import units_by_code
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.parts import Cell, Crumb, FilterField, Option
from akropolis.base.ui.words import Phrase
from akropolis.graph.compliance.models import Framework
from akropolis.graph.internal_control.models import ControlActivity
from akropolis.graph.internal_control.rules.controls import ControlStatus
from akropolis.graph.internal_control.selectors.controls import (
    EDIT,
    READ,
    STATUS,
    ControlLine,
    RiskWords,
    list_controls,
    risks_outside_plan,
)
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules import permissions

FORMS = (("PDF", "pdf"), ("Word", "docx"))
NAMED = 10
"""Maximum number of risks outside the plan that are named."""
LEH, CER = "leh", "cer"
"""Codes of the frameworks whose risk assessments are read here."""


def _risk_cell(_asked: AnyList, line: ControlLine) -> Cell:
    return Cell(text=line.risk_name, url=reverse("risks-detail", args=[line.risk.pk]) if line.risk else "")


def _status_cell(_asked: AnyList, line: ControlLine) -> Cell:
    kind, words = STATUS[line.status]
    return Cell(text=words, kind=kind)


def _activity_cell(asked: AnyList, line: ControlLine) -> Cell:
    url = reverse("control-activities-detail", args=[line.activity.pk])
    unit = "" if asked.chosen["unit"] else line.activity.owner_unit.name
    return Cell(text=line.activity.title, url=url, note=unit)


RISK = ListColumn(gettext_lazy("Risk"), "risk_name", key="risk", width=40, cell=_risk_cell)
CONSEQUENCE = ListColumn(gettext_lazy("Consequence"), "consequence", key="consequence", width=18)
ACTIVITY = ListColumn(
    gettext_lazy("Control activity"),
    "activity.title",
    key="activity",
    width=40,
    cell=_activity_cell,
    sort="activity.sort_key",
)
UNIT = ListColumn(
    gettext_lazy("Unit"),
    "activity.owner_unit.name",
    key="unit",
    width=28,
    on_page=False,
)


class ControlList(Computed[ControlLine]):
    """The control activities of one year's plan, in a unit and those below it."""

    permission, within, template = READ, "unit", "internal_control/control_plan.html"
    every_result: ClassVar[bool] = False
    paper_title: ClassVar[Phrase]
    filters: ClassVar[Sequence[ListFilter]] = (
        ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(r.owner_unit for r in asked.planned)),
        ListFilter(
            "year", gettext_lazy("Year"), lambda asked: asked.years(), every=gettext_lazy("This year")
        ),
    )

    @cached_property
    def planned(self) -> QuerySet[ControlActivity]:
        """All activities that the user may read, of all years."""
        rows = ControlActivity.objects.visible(self.access).filter(archived_at=None)
        return rows.select_related("owner_unit")

    def years(self) -> list[tuple[str, str]]:
        """Return the years that have a plan, latest first."""
        found = self.planned.order_by("-year").values_list("year", flat=True).distinct()
        return [(str(year), str(year)) for year in found]

    @cached_property
    def year(self) -> int:
        """The chosen year; without one, the year of the list's day."""
        return int(self.chosen["year"] or self.day.year)

    @cached_property
    def unit_name(self) -> str:
        """The name of the chosen unit; empty for all units."""
        return self._unit(self.chosen["unit"])

    @cached_property
    def path(self) -> str:
        """The path of the chosen unit; empty for all units."""
        unit = units_by_code(self.access).get(self.chosen["unit"])
        return unit.path if unit else ""

    def rows(self) -> Sequence[ControlLine]:
        """Return the year's activities by unit, risk area and title."""
        rows = self.planned.filter(year=self.year, owner_unit__path__startswith=self.path)
        rows = rows.order_by("owner_unit__sort_key", "area", "sort_key", "id")
        return list_controls(self.access, rows, self.day, every=self.every_result)

    def path_of(self, row: ControlLine) -> str:
        """Return the path of the activity's unit."""
        return str(row.activity.owner_unit.path)

    def lead(self) -> Sequence[str]:
        """Return how many activities the plan has, and how they stand."""
        latest = {row.activity.pk: row for row in reversed(self.ordered)}
        if not latest:
            return ()
        words = {"year": self.year, "where": self.unit_name or _("the units that you may read")}
        first = ngettext(
            "The plan for %(year)s has %(n)s control activity in %(where)s.",
            "The plan for %(year)s has %(n)s control activities in %(where)s.",
            len(latest),
        ) % {**words, "n": len(latest)}
        counts = Counter(row.status for row in latest.values())
        stand = [f"{STATUS[each][1]} ({counts[each]})" for each in ControlStatus if counts[each]]
        return (f"{first} {listing(stand, _('and'))}.",)

    def crumbs(self) -> list[Crumb]:
        """The register of control activities, and this page."""
        url = reverse("control-activities-list")
        return [Crumb(label=_("Control activities"), url=url), Crumb(label=str(self.crumb or self.title))]

    def more(self) -> Mapping[str, object]:
        """Return the tabs between plan and report, the papers, and the marked risks that nothing is checked for."""
        outside = list(risks_outside_plan(self.access, self.year, self.path)[: NAMED + 1])
        tabs = [
            Option(
                label=str(each.paper_title), url=self.url(each.key, sort=""), current=isinstance(self, each)
            )
            for each in (ControlPlan, ControlReport)
        ]
        add = reverse("control-activities-create") if self.access.anywhere(EDIT) else ""
        papers = [(name, self.url(f"{self.key}-paper", form)) for name, form in FORMS]
        return {
            "tabs": tabs,
            "papers": papers,
            "outside": outside[:NAMED],
            "more": len(outside) > NAMED,
            "add_url": add,
        }


class ControlPlan(ControlList):
    """The plan of internal control, in the column order of municipalities' own plans."""

    key, slug, api = "control-plan", "internkontroll", "control-plan"
    title = crumb = gettext_lazy("Internal control")
    paper_title = gettext_lazy("Plan")
    empty = gettext_lazy(
        "Nothing is planned for the year. Mark a risk for the internal control, and say what is checked."
    )
    columns = (
        UNIT,
        ListColumn(gettext_lazy("Risk area"), "activity.area", key="area", width=24),
        RISK,
        ListColumn(gettext_lazy("Likelihood"), "likelihood", key="likelihood", width=18),
        CONSEQUENCE,
        ListColumn(gettext_lazy("Risk value"), "level", key="level", width=16),
        ListColumn(
            gettext_lazy("Decision"),
            lambda line: line.activity.get_decision_display(),
            key="decision",
            width=16,
        ),
        ACTIVITY,
        ListColumn(
            gettext_lazy("Method"), "activity.method", ValueKind.PROSE, 40, key="method", on_page=False
        ),
        ListColumn(
            gettext_lazy("Frequency"),
            lambda line: line.activity.get_frequency_display(),
            key="frequency",
            width=16,
        ),
        ListColumn(gettext_lazy("Responsible"), "person", key="responsible", width=24),
        ListColumn(gettext_lazy("Reported to"), "activity.report_to", key="report_to", width=24),
    )

    def sheets(self) -> Iterator[OutSheet]:
        """The plan, and beside it the report of the same activities."""
        yield from super().sheets()
        report = ControlReport(self.access, self.query, self.day)
        yield sheet(str(ControlReport.paper_title), report.columns, report.ordered)


class ControlReport(ControlList):
    """What the checks of the year found: a row for each result, and for each activity that is not checked yet."""

    key, slug, api = "control-report", "internkontroll-rapport", "control-report"
    title = crumb = gettext_lazy("Report of the internal control")
    paper_title = pgettext_lazy("internal control", "Report")
    empty = gettext_lazy("Nothing is planned for the year, so there is nothing to report.")
    every_result = True
    columns = (
        ACTIVITY,
        RISK,
        CONSEQUENCE,
        ListColumn(gettext_lazy("What was checked"), "what", ValueKind.PROSE, 40, key="what"),
        ListColumn(gettext_lazy("Sample"), "sample", key="sample", width=24),
        ListColumn(gettext_lazy("Result"), "found", ValueKind.PROSE, 40, key="result"),
        ListColumn(gettext_lazy("Deviation"), "deviation", key="deviation", width=12),
        ListColumn(gettext_lazy("Action"), "action_names", key="actions", width=36),
        ListColumn(pgettext_lazy("internal control", "Done"), "done", key="done", width=20),
        ListColumn(gettext_lazy("Status"), "status_words", key="status", width=28, cell=_status_cell),
        ListColumn(gettext_lazy("Checked on"), "checked_on", ValueKind.DATE, key="checked_on", on_page=False),
        UNIT,
    )


class AnalysedRisk:
    """A risk of an analysis, with its likelihood, consequence and level in words."""

    def __init__(self, risk: Risk, words: tuple[str, str, str]) -> None:
        self.risk, self.unit = risk, risk.owner_unit
        self.likelihood, self.consequence, self.level = words


class AnalysedRisks(Computed[AnalysedRisk]):
    """The risks that are marked for the risk and vulnerability analysis, or for that of a critical entity.

    Both are the same risks by another provision. The second is offered when the framework CER is in use.
    """

    key, slug, api, within = "rsa", "rsa", "analysed-risks", "unit"
    permission = permissions.READ
    title = gettext_lazy("Risk and vulnerability analysis")
    empty = gettext_lazy("No risk is marked for the analysis. Mark one in its form, under where it is used.")

    filters = (
        ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(r.owner_unit for r in asked.marked)),
        ListFilter(
            "basis",
            gettext_lazy("By"),
            lambda asked: [
                (code, row.title) for code, row in asked.frameworks.items() if code == CER and row.active
            ],
            every=gettext_lazy("Risk and vulnerability analysis"),
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("Risk"),
            "risk.title",
            key="title",
            width=40,
            link=lambda row: reverse("risks-detail", args=[row.risk.pk]),
            sort="risk.sort_key",
        ),
        ListColumn(gettext_lazy("Number"), "risk.number", key="number", width=14, on_page=False),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        ListColumn(
            gettext_lazy("What can happen"),
            "risk.description",
            ValueKind.PROSE,
            60,
            key="text",
            on_page=False,
        ),
        ListColumn(gettext_lazy("Likelihood"), "likelihood", key="likelihood", width=18),
        ListColumn(CONSEQUENCE.label, "consequence", key="consequence", width=18),
        ListColumn(gettext_lazy("Level"), "level", key="level", width=16),
        ListColumn(
            gettext_lazy("Treatment"), lambda row: row.risk.get_treatment_display(), key="treatment", width=14
        ),
        ListColumn(gettext_lazy("How it is treated"), "risk.treatment_plan", ValueKind.PROSE, 40, key="plan"),
        ListColumn(
            gettext_lazy("Risk owner"),
            lambda row: row.risk.owner and row.risk.owner.name,
            key="owner",
            width=24,
        ),
    )

    @property
    def shown_filters(self) -> list[FilterField]:
        """The filters shown on the page: without that of the analysis, where there is one analysis."""
        return [each for each in super().shown_filters if each.choices or each.name != "basis"]

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """The laws that the analyses rest on, by code."""
        rows = Framework.objects.unscoped(because="the name of a law is no secret").filter(
            code__in=(LEH, CER)
        )
        return {row.code: row for row in rows}

    @cached_property
    def marked(self) -> list[Risk]:
        """The risks that are marked for either analysis and that the user may read."""
        rows = Risk.objects.visible(self.access).filter(archived_at=None, ended_on=None)
        rows = rows.filter(Q(rsa=True) | Q(cer=True))
        return list(rows.select_related("owner_unit", "owner", "matrix").order_by("sort_key", "id"))

    def rows(self) -> Sequence[AnalysedRisk]:
        """Return the risks of the chosen unit and analysis."""
        code, words = self.chosen["unit"], RiskWords(self.access, self.day)
        mark = "cer" if self.chosen["basis"] == CER else "rsa"
        found = [risk for risk in self.marked if getattr(risk, mark)]
        found = [risk for risk in found if not code or f"/{code}/" in risk.owner_unit.path]
        return [AnalysedRisk(risk, words.of(risk)) for risk in found]

    def lead(self) -> Sequence[str]:
        """Return which law the analysis rests on, how sure that is, and until when it holds."""
        law = self.frameworks.get(self.chosen["basis"] or LEH)
        if law is None:
            return ()
        until = law.valid_to.isoformat() if law.valid_to else _("no last day known")
        words = {"law": law.title, "source": law.source, "mark": law.get_mark_display(), "until": until}
        return (
            law.said("description"),
            _("It rests on %(law)s (%(source)s; %(mark)s; %(until)s).") % words,
        )

    def crumbs(self) -> list[Crumb]:
        """The register of risks, and this page."""
        return [Crumb(label=_("Risks"), url=reverse("risks-list")), Crumb(label=str(self.title))]
