"""The year after which secrets have to be quantum-safe."""

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.crypto.models import CryptoSetting


def set_year(access: Access, year: int, *, reason: str) -> CryptoSetting:
    """Store a decision on the year after which secrets must be quantum-safe; earlier decisions are kept.

    Raises Hidden if the user may not edit the table of rules, Invalid for a year that has passed.
    """
    with writing(access) as w:
        w.require(CryptoSetting())
        today = timezone.localdate(w.at)
        if year < today.year:
            raise Invalid({"year": [_("The year has passed already. Write this year or a later one.")]})
        values = {"year": year, "reason": reason, "decided_on": today, "decided_by": access.actor.name}
        return w.create(CryptoSetting, values)
