"""The kind of campaign that asks units about themselves."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind


def units(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield the units that make their own review, each as a candidate that answers about itself."""
    rows = Unit.objects.visible(access).filter(reviews=True, valid_from__lte=day)
    for unit in rows:
        if unit.valid_on(day):
            yield CampaignCandidate(Unit, unit.pk, unit.name, unit, group=unit.get_kind_display())


UNITS = CampaignKind(
    key="units",
    label=_("Questions to committees and companies"),
    text=_("The questions are the city's own, and stand in the table of questions."),
    right=f"{Ask.permission}:{EDIT}",
    candidates=units,
)
