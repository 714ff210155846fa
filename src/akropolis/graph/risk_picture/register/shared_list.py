"""The list of others' risks in shared services: what a consumer reads of them."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.kernel.registers.filters import units_by_code
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.parts import Crumb
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.reports.level_words import level_cell
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.selectors.matrices import level_names
from akropolis.graph.risk.selectors.shared_risks import SharedRisk, list_shared_risks


class SharedRiskList(Computed[SharedRisk]):
    """Summaries of the risks that others have on the shared services that the reader's units use."""

    key, slug, api, permission = "shared-risk-list", "risker/gemensamma", "shared-risks", permissions.READ
    title = crumb = _("Risks in shared services")
    empty = _("No shared service that you use has a risk that its owner has registered.")
    filters: ClassVar[Sequence[ListFilter]] = (
        ListFilter("unit", _("Used by"), lambda asked: units_of(asked.units), _("All that you read")),
        ListFilter(
            "level", _("Level"), lambda asked: [(k, capitalised(v)) for k, v in asked.severities.items()]
        ),
        ListFilter("node", hidden=True),
    )
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn(_("Risk"), "title", key="title", width=50),
        ListColumn(_("In"), "node", key="node", width=36, link="node_url", sort="node"),
        ListColumn(_("Level"), "level_name", key="level", cell=lambda _asked, risk: level_cell(risk.level)),
        ListColumn(_("Answers for it"), "unit", key="unit", width=28, sort="unit"),
        ListColumn(_("Risk owner"), "owner", key="owner", width=28),
        ListColumn(_("Treatment"), "treatment", key="treatment"),
        ListColumn(_("Accepted until"), "accepted_until", ValueKind.DATE, key="accepted_until"),
    )

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units in which the user reads risks."""
        rows = Unit.objects.visible(self.access).filter(self.access.units(permissions.READ))
        return list(rows.filter(valid_to__isnull=True))

    @cached_property
    def severities(self) -> dict[str, str]:
        """Return the severities with the names of their levels."""
        return level_names(self.access)

    def lead(self) -> list[str]:
        """Return what a summary holds, and whom to ask for more."""
        return [
            str(
                _(
                    "Whoever answers for the service handles the risk. You see what can happen, the level, and what is"
                    " decided. Ask the risk owner for more."
                )
            )
        ]

    def rows(self) -> list[SharedRisk]:
        """Return the summaries of the chosen unit, level and service, the worst first."""
        unit = units_by_code(self.access).get(self.chosen["unit"])
        level, node = self.chosen["level"], self.chosen["node"]
        return [
            risk
            for risk in list_shared_risks(self.access, self.day, unit.path if unit else "")
            if level in ("", risk.level and risk.level.kind) and node in ("", str(risk.record))
        ]

    def crumbs(self) -> list[Crumb]:
        """Return the way here from the register of risks."""
        many = str(Risk._meta.verbose_name_plural)
        return [
            Crumb(label=capitalised(many), url=reverse("risks-list")),
            Crumb(label=str(self.title)),
        ]
