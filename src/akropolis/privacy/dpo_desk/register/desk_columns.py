"""The columns of the officer's desk: what the registers count for each controller."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.lib.periods import Period
from akropolis.base.ui.words import Phrase
from akropolis.privacy.data_requests.register import DATA_REQUESTS
from akropolis.privacy.dpo_desk.register.reviews import REVIEWS
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processor_agreements.register.agreements import AGREEMENTS


@dataclass(frozen=True, slots=True)
class DeskColumn:
    """A column of the desk: the rows that a rule of the register selects this year."""

    register: Register
    rule: str
    label: Phrase

    def count(self, access: Access) -> Counter[str]:
        """Return how many rows the person may read, by the path of their unit. One query."""
        rule = next(each for each in self.register.rules if each.key == self.rule)
        rows = self.register.model.objects.visible(access).filter(
            rule.condition(_this_year()), archived_at=None
        )
        found = rows.order_by().values_list("owner_unit__path").annotate(many=Count("pk"))
        return Counter(dict(found))

    def url(self, unit: Unit) -> str:
        """Return the address of the list of exactly the unit's rows."""
        period = _this_year()
        days = f"{self.rule}:{period.first}:{period.last}:{period.cutoff}"
        query = urlencode({"owner_unit": unit.code, "rule": days})
        return f"{reverse(f'{self.register.key}-list')}?{query}"


def _this_year() -> Period:
    today = timezone.localdate()
    return Period(today.replace(month=1, day=1), today, today)


COLUMNS = (
    DeskColumn(PROCESSINGS, "current", _("Processings")),
    DeskColumn(PROCESSINGS, "incomplete", _("With something missing")),
    DeskColumn(PROCESSINGS, "not_attested", _("Not confirmed")),
    DeskColumn(AGREEMENTS, "incomplete", _("Agreements with something missing")),
    DeskColumn(DATA_REQUESTS, "late", _("Late requests")),
    DeskColumn(REVIEWS, "done", _("Reviews this year")),
    DeskColumn(REVIEWS, "unanswered", _("Reviews without an answer")),
)
