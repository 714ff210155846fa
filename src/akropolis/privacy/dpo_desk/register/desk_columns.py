"""The columns of the officer's desk that the registers of this wing fill."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.lib.periods import Period
from akropolis.base.ui.words import Phrase
from akropolis.privacy.data_requests.register import DATA_REQUESTS
from akropolis.privacy.dpo_desk.register.reviews import REVIEWS
from akropolis.privacy.dpo_desk.selectors.columns import COLUMNS, DeskColumn
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processor_agreements.register.agreements import AGREEMENTS


def _this_year() -> Period:
    today = timezone.localdate()
    return Period(today.replace(month=1, day=1), today, today)


def by_rule(register: Register, rule: str, label: Phrase) -> DeskColumn:
    """Return a column that counts what a rule of the register selects this year, and leads to that list."""
    found = next(each for each in register.rules if each.key == rule)

    def rows(access: Access) -> QuerySet[Tracked]:
        counted: QuerySet[Tracked] = register.model.objects.visible(access).filter(
            found.condition(_this_year())
        )
        return counted

    def query() -> dict[str, str]:
        period = _this_year()
        return {"rule": f"{rule}:{period.first}:{period.last}:{period.cutoff}"}

    return DeskColumn(label, rows, register.read, f"{register.key}-list", query)


def declare_columns() -> None:
    """Add the columns, in the order in which the desk shows them."""
    COLUMNS.add("processings", by_rule(PROCESSINGS, "current", _("Processings")))
    COLUMNS.add("incomplete", by_rule(PROCESSINGS, "incomplete", _("With something missing")))
    COLUMNS.add("not_attested", by_rule(PROCESSINGS, "not_attested", _("Not confirmed")))
    COLUMNS.add("agreements", by_rule(AGREEMENTS, "incomplete", _("Agreements with something missing")))
    COLUMNS.add("requests", by_rule(DATA_REQUESTS, "late", _("Late requests")))
    COLUMNS.add("reviews", by_rule(REVIEWS, "done", _("Reviews this year")))
    COLUMNS.add("unanswered", by_rule(REVIEWS, "unanswered", _("Reviews without an answer")))
