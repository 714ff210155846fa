"""What the officer's desk counts for each controller. Packages that have more to count add columns here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class DeskColumn:
    """A column of the desk: the rows that it counts, and the list and query that show exactly these rows.

    `rows` returns rows that the person may read, `unit` the path from a row to its unit.
    """

    label: Phrase
    rows: Callable[[Access], QuerySet[Tracked]]
    right: str
    list_name: str
    query: Callable[[], dict[str, str]] = dict
    unit: str = "owner_unit"

    def count(self, access: Access) -> Counter[str]:
        """Return how many rows there are by the path of their unit. One query."""
        path = f"{self.unit}__path"
        found = self.rows(access).order_by().values_list(path).annotate(many=Count("pk"))
        return Counter(dict(found))

    def url(self, unit: Unit) -> str:
        """Return the address of the list of the unit's rows."""
        return f"{reverse(self.list_name)}?{urlencode({'owner_unit': unit.code, **self.query()})}"


COLUMNS: Registry[str, DeskColumn] = Registry("column of the officer's desk")
