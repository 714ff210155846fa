"""National figures as a table: beside the city's levels, and beside the indicator that each is about."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from akropolis.assurance.maturity.models import NationalFigure
from akropolis.base.kernel.access.gate import Access
from akropolis.base.ui.parts import Table, build_table
from akropolis.shared.indicators.models import Indicator


def national_table(rows: Sequence[NationalFigure]) -> Table | None:
    """Return the figures with their year, source and how sure they are; None if there are none."""
    heads = (_("What"), _("Value"), _("Year"), _("Source"), _("How sure"))
    cells = ((r.title, r.in_words, str(r.year), r.source, r.get_mark_display()) for r in rows)
    return build_table(_("National figures"), heads, cells) if rows else None


def beside_indicator(access: Access, indicator: Indicator, day: date) -> Table | None:
    """Return the national figures in force that stand beside the indicator; None if there are none."""
    rows = NationalFigure.in_force(access, day)
    return national_table([row for row in rows if row.indicator_id == indicator.pk])
