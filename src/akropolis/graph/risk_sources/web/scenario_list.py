"""The library of scenarios as a list: what can happen, and what the reader's units have of it already."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter
from akropolis.base.lib.swedish import number
from akropolis.base.lib.text import folded
from akropolis.base.ui.parts import Cell
from akropolis.graph.risk.models import Scenario
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.selectors.scenarios import BY_SCENARIO, about_of, count_taken, text_of

UNIT = "unit"
"""The value of the filter by kind for scenarios about a unit itself."""


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario, and how many current risks taken from it the reader may read."""

    scenario: Scenario
    taken: int

    @property
    def values(self) -> dict[str, str]:
        """The value of each filter that the row fits."""
        row = self.scenario
        return {"threat": row.threat.code, "kind": row.kind or UNIT, "taken": "yes" if self.taken else "no"}

    @property
    def name(self) -> Cell:
        """Its name, with the first sentence of what happens."""
        first = text_of(self.scenario, "description").partition(". ")[0].rstrip(".") + "."
        return Cell(text=self.scenario.title, note=first, url=reverse("scenario", args=[self.scenario.code]))

    @property
    def held(self) -> Cell:
        """How many the reader has, leading to them."""
        if not self.taken:
            return Cell(text=_("no"))
        url = f"{reverse('risks-list')}?{urlencode({BY_SCENARIO.key: self.scenario.code})}"
        return Cell(text=_("%(count)s of yours") % {"count": number(self.taken)}, url=url)


class ScenarioList(Computed[ScenarioRow]):
    """The scenarios in force, in the order of the threats; narrowed, searched and paginated."""

    key = "scenario-list"
    title = gettext_lazy("Library of scenarios")
    start = (gettext_lazy("Risks"), "risks-list")
    reads = ("q",)
    filters = (
        ListFilter(
            "threat",
            gettext_lazy("Threat"),
            lambda asked: {row.values["threat"]: row.scenario.threat for row in asked.every}.items(),
            gettext_lazy("All threats"),
        ),
        ListFilter(
            "kind",
            gettext_lazy("About"),
            lambda asked: {row.values["kind"]: about_of(row.scenario) for row in asked.every}.items(),
            gettext_lazy("Everything"),
        ),
        ListFilter(
            "taken",
            gettext_lazy("Among your risks"),
            [("yes", gettext_lazy("Those that you have")), ("no", gettext_lazy("Those that you lack"))],
        ),
    )
    columns = (
        ListColumn(gettext_lazy("Scenario"), "scenario.title", cell=lambda _asked, row: row.name),
        ListColumn(gettext_lazy("Threat"), lambda row: str(row.scenario.threat)),
        ListColumn(gettext_lazy("About"), lambda row: about_of(row.scenario)),
        ListColumn(gettext_lazy("Among your risks"), "taken", cell=lambda _asked, row: row.held),
    )

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.query.get("q", "").strip()[:100]

    @property
    def kept(self) -> dict[str, str]:
        """What is searched for stays in the list's addresses."""
        return {"q": self.words} if self.words else {}

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set, or anything is searched for."""
        return bool(self.words) or super().narrowed

    @property
    def clear(self) -> str:
        """The list's address without filters and search; empty if there are none."""
        return self.here if self.narrowed else ""

    @cached_property
    def every(self) -> list[ScenarioRow]:
        """All scenarios in force. Two queries at most."""
        taken = count_taken(self.access)
        return [ScenarioRow(row, taken[row.pk]) for row in Scenario.in_force(self.access, self.day)]

    def rows(self) -> list[ScenarioRow]:
        """Return the scenarios that match filters and search."""
        return [row for row in self.every if self._fits(row)]

    def _fits(self, row: ScenarioRow) -> bool:
        text = text_of(row.scenario, "description")
        within = folded(f"{row.scenario.title} {text} {row.scenario.threat}")
        chosen = all(self.chosen[name] in ("", value) for name, value in row.values.items())
        return chosen and all(word in within for word in folded(self.words).split())


@requires(permissions.READ)
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show the library, narrowed and searched as the query says."""
    asked = ScenarioList(access_of(request), request.GET.dict(), timezone.localdate())
    context = {"title": asked.title, "crumbs": asked.crumbs(), "list": asked}
    return render(request, "risk_sources/library.html", context)
