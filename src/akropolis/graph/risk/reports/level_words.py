"""A risk's level as a status word, how the risk is handled, and a table of summaries."""

from collections.abc import Sequence
from typing import cast

from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import date_prose, lower_first
from akropolis.base.ui.parts import Cell, Kind, Table, build_table
from akropolis.graph.risk.rules.matrix import RiskLevel
from akropolis.graph.risk.selectors.shared_risks import SharedRisk


def level_cell(level: RiskLevel | None) -> Cell:
    """Return the level in the colour of its edition; without a level that nobody has judged the risk."""
    return Cell(text=level.label, kind=cast(Kind, level.kind)) if level else Cell(text=_("not yet judged"))


def handled(risk: SharedRisk) -> str:
    """Return how a risk is handled: until when it is accepted, or how it is treated; else that nothing is decided."""
    if risk.accepted_until:
        return _("accepted until %(day)s") % {"day": date_prose(risk.accepted_until)}
    return lower_first(risk.treatment) or _("nothing is decided")


def shared_table(risks: Sequence[SharedRisk]) -> Table:
    """Return a table of summaries, each with who answers for it and how it is handled."""
    columns = (_("Risk"), _("Level"), _("Answers for it"), _("How it is handled"))
    rows = [
        (
            Cell(text=risk.title, note=risk.node),
            level_cell(risk.level),
            Cell(text=risk.unit, note=risk.owner or _("no risk owner")),
            handled(risk),
        )
        for risk in risks
    ]
    return build_table(_("Risks in shared services"), columns, rows)
