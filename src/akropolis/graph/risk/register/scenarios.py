"""The library of scenarios as a list: what can happen, and what the reader's units have of it already."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter
from akropolis.base.lib.swedish import number
from akropolis.base.lib.text import folded
from akropolis.base.ui.parts import Cell, Crumb
from akropolis.graph.risk.models import Scenario
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.selectors.scenarios import BY_SCENARIO, count_taken, text_of

UNIT = "unit"
"""The value of the filter by kind for scenarios about a unit itself."""


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario, and how many current risks taken from it the reader may read."""

    scenario: Scenario
    taken: int

    @property
    def threat(self) -> str:
        """The name of its threat."""
        return str(self.scenario.threat)

    @property
    def about(self) -> str:
        """What it is about: a kind of object, or the unit itself."""
        return str(self.scenario.get_kind_display() if self.scenario.kind else _("The unit itself"))

    @property
    def first(self) -> str:
        """The first sentence of what happens."""
        return text_of(self.scenario, "description").partition(". ")[0].rstrip(".") + "."


def _taken(asked: "ScenarioList", row: ScenarioRow) -> Cell:
    query = urlencode({BY_SCENARIO.key: row.scenario.code})
    text = _("%(count)s of yours") % {"count": number(row.taken)} if row.taken else _("no")
    return Cell(text=text, url=f"{reverse('risks-list')}?{query}" if row.taken else "")


class ScenarioList(Computed[ScenarioRow]):
    """The scenarios in force, in the order of the threats."""

    key, slug, api, permission = "scenario-list", "risker/scenarier", "risk-library", permissions.READ
    title = gettext_lazy("Library of scenarios")
    empty = gettext_lazy("There are no scenarios. They come with akropolis content load.")
    start = (gettext_lazy("Risks"), "risks-list")
    template = "risk/library.html"
    reads = ("q",)
    filters = (
        ListFilter(
            "threat", gettext_lazy("Threat"), lambda asked: asked.threats, gettext_lazy("All threats")
        ),
        ListFilter("kind", gettext_lazy("About"), lambda asked: asked.kinds, gettext_lazy("Everything")),
        ListFilter(
            "taken",
            gettext_lazy("Among your risks"),
            [("yes", gettext_lazy("Those that you have")), ("no", gettext_lazy("Those that you lack"))],
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("Scenario"),
            "scenario.title",
            key="scenario",
            width=60,
            cell=lambda _asked, row: Cell(
                text=row.scenario.title, note=row.first, url=reverse("scenario", args=[row.scenario.code])
            ),
        ),
        ListColumn(gettext_lazy("Threat"), "threat", key="threat"),
        ListColumn(gettext_lazy("About"), "about", key="about"),
        ListColumn(gettext_lazy("Among your risks"), "taken", ValueKind.NUMBER, cell=_taken),
        ListColumn(
            gettext_lazy("What happens"),
            lambda row: text_of(row.scenario, "description"),
            key="description",
            width=90,
            on_page=False,
        ),
    )

    @property
    def kept(self) -> dict[str, str]:
        """What is searched for stays in the list's addresses."""
        return {"q": self.words} if self.words else {}

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.query.get("q", "").strip()[:100]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set, or anything is searched for."""
        return bool(self.words) or super().narrowed

    @property
    def clear(self) -> str:
        """The list's address without filters and search."""
        return self.here if self.narrowed else ""

    @cached_property
    def every(self) -> list[ScenarioRow]:
        """All scenarios in force. Two queries at most."""
        taken = count_taken(self.access)
        return [ScenarioRow(row, taken[row.pk]) for row in Scenario.in_force(self.access, self.day)]

    @property
    def threats(self) -> list[tuple[str, str]]:
        """The threats that the scenarios are about."""
        return list({row.scenario.threat.code: row.threat for row in self.every}.items())

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of object that the scenarios are about."""
        return sorted({(row.scenario.kind or UNIT, row.about) for row in self.every}, key=lambda e: e[1])

    def rows(self) -> list[ScenarioRow]:
        """Return the scenarios that match filters and search."""
        return [row for row in self.every if self._fits(row)]

    def _fits(self, row: ScenarioRow) -> bool:
        held = {
            "threat": row.scenario.threat.code,
            "kind": row.scenario.kind or UNIT,
            "taken": "yes" if row.taken else "no",
        }
        words = folded(f"{row.scenario.title} {text_of(row.scenario, 'description')} {row.threat}")
        return all(self.chosen[name] in ("", value) for name, value in held.items()) and all(
            word in words for word in folded(self.words).split()
        )

    def crumbs(self) -> list[Crumb]:
        """The register of risks, and the library."""
        return [Crumb(label=_("Risks"), url=reverse("risks-list")), Crumb(label=str(self.title))]
