"""A list page: the rows visible to the reader, searched, filtered, sorted and paginated by keyset."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.searching import holds_all
from akropolis.base.kernel.registers.cursors import Cursor, unpacked
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.filters import GONE, RegisterFilter, filters_of
from akropolis.base.kernel.registers.shown import COLUMNS, ListColumns, parse_columns

PAGE = 50
IN_VIEW = 3
VIEW = "view"
IN_PLACE = "edit"
"""Query parameter of a list that turns on editing its values in place."""
OWN = ("q", "archived", "sort", "cursor", COLUMNS, VIEW, IN_PLACE)
"""The query parameters of a list besides those of its filters."""
FAR_DATE = date(9999, 12, 31)
FAR_TIME = datetime(9999, 12, 31)
KEYED = "keyed"
"""Nullable columns that rows are ordered by: rows without a value come last."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows of one page, at most as many as requested, and the cursors to its neighbours."""

    rows: list[Record]
    older: str | None
    newer: str | None


class Listing:
    """One reader's query of one register. Evaluated lazily, in a fixed number of queries."""

    def __init__(
        self, register: Register, access: Access, query: Mapping[str, str], *, size: int = PAGE
    ) -> None:
        self.register, self.access, self.size = register, access, size
        # None of our values contains NUL, and PostgreSQL does not accept it in a query.
        self.query = {name: value.replace("\x00", "\ufffd") for name, value in query.items()}
        self.problems: list[str] = []

    @cached_property
    def filters(self) -> list[RegisterFilter]:
        """The register's filters, with the values chosen in the query."""
        return filters_of(self.register, self.access, self.query)

    @cached_property
    def main_filters(self) -> list[RegisterFilter]:
        """The filters that are always visible: the first three that are not periods of dates."""
        return [item for item in self.filters if item.kind != "dates"][:IN_VIEW]

    @cached_property
    def more_filters(self) -> list[RegisterFilter]:
        """The filters that are not among `main_filters`."""
        return [item for item in self.filters if item not in self.main_filters]

    @property
    def more_active(self) -> bool:
        """Whether one of `more_filters` is set, or archived rows are shown."""
        return self.archived or any(item.active for item in self.more_filters)

    @cached_property
    def shown(self) -> ListColumns:
        """The columns that the list shows."""
        return parse_columns(self.register, self.asked_columns[:1000], self.problems)

    @cached_property
    def search(self) -> str:
        """The search words."""
        return self.query.get("q", "").strip()[:200]

    @cached_property
    def archived(self) -> bool:
        """Whether archived rows are requested instead of active ones."""
        return self.query.get("archived") == "1"

    @cached_property
    def rows(self) -> QuerySet[Record]:
        """All matching rows that are visible to the reader, unordered."""
        found: QuerySet[Record] = self.register.model.objects.visible(self.access).filter(self._in_use())
        if self.search:
            found = found.filter(holds_all(self.search))
        for item in self.filters:
            found = item.apply(found, self.problems, leave=bool(self.view))
        return found

    def _in_use(self) -> Q:
        return Q(archived_at__isnull=not self.archived)

    @property
    def view(self) -> str:
        """The saved view that opened the list, without filters that no longer exist."""
        return self.query.get(VIEW, "")

    def gone(self) -> list[str]:
        """Return a message for each filter of the saved view that no longer exists."""
        known = {*OWN, *(name for item in self.filters for name in item.names)}
        return (
            [str(GONE % {"name": name[:60]}) for name in self.query if name not in known] if self.view else []
        )

    @cached_property
    def total(self) -> int:
        """The total number of matching rows, cached until somebody writes."""
        if self.rows.query.is_empty():
            return 0  # a filter means nothing, which has now been noted
        asked = frozenset((name, value) for name, value in self.query.items() if name != "cursor")
        return cached(self.access, _counted, self.register.key, asked, timezone.localdate())

    def total_beside(self, page: ListPage) -> int:
        """Return the total number of matching rows, without a query if the page holds all of them."""
        parted = page.older or page.newer or self.query.get("cursor")
        return self.total if parted else len(page.rows)

    def counts(self, narrower: Iterable[Mapping[str, str]]) -> list[int]:
        """Return how many of the list's rows also match each of the given queries, in one query to the database."""
        fits = tuple(self.fit(query) for query in narrower)
        return list(self.rows.aggregate(**_counts(fits)).values())

    def fit(self, query: Mapping[str, str]) -> Q:
        """Return the condition that the register's filters give for the query."""
        fit = Q()
        for item in filters_of(self.register, self.access, query):
            if item.active:
                fit &= item.condition() or Q(pk__in=[])
        return fit

    @property
    def unit_code(self) -> str:
        """The code of the unit that the list is filtered by."""
        return self.query.get("owner_unit", "")

    @property
    def ordered_by(self) -> str:
        """The requested order; empty if none was requested."""
        return self.query.get("sort", "")

    @property
    def asked_columns(self) -> str:
        """The requested columns; empty if none were requested."""
        return self.query.get(COLUMNS, "")

    @cached_property
    def order(self) -> str:
        """The sort order in use: the requested one if the register allows it, else the register's first."""
        wanted = self.ordered_by
        return wanted if wanted.lstrip("-") in self.sortable else self.register.sort[0]

    @cached_property
    def sortable(self) -> set[str]:
        """The fields that the list can be sorted by."""
        return {name.lstrip("-") for name in self.register.sort}

    @cached_property
    def page(self) -> ListPage:
        """The page that the cursor points at, as records with their relations loaded."""
        return self._cut()

    def lines(self, reads: Iterable[str] = ()) -> ListPage:
        """Return the same page as named tuples of the id, the columns shown and `reads`; no objects are made."""
        return self._cut(*self.shown.reads, *reads)

    def every_line(self) -> QuerySet[Record]:
        """Return all matching rows in the chosen order, as named tuples of the id and the columns shown."""
        rows, field = self._keyed(self.rows)
        names = dict.fromkeys(("id", "number", field, *self.shown.reads))
        return self._sorted(rows.values_list(*names, named=True), field)

    def ordered(self) -> QuerySet[Record]:
        """Return all matching rows in the chosen order, as records, for export to files."""
        return self._sorted(*self._keyed(self._joined(self.rows)))

    def link(self, **changes: str | None) -> str:
        """Return the query string with some parameters changed; None removes one. The cursor is always dropped."""
        parts = {k: v for k, v in self.query.items() if v and k != "cursor"} | changes
        return "?" + urlencode({k: v for k, v in parts.items() if v not in (None, "")})

    @property
    def narrowed(self) -> bool:
        """Whether a search or filter is active, or archived rows are shown."""
        return bool(self.search or self.archived or any(f.active for f in self.filters))

    def _joined(self, rows: QuerySet[Record]) -> QuerySet[Record]:
        names = dict.fromkeys((*self.register.columns, "owner_unit"))
        relations = [n for n in names if n != "number" and self._is_relation(n)]
        return rows.select_related(*relations).defer("search_text")

    def _is_relation(self, name: str) -> bool:
        return bool(self.register.model_field(name).is_relation)

    def _sorted(self, rows: QuerySet[Record], field: str) -> QuerySet[Record]:
        return rows.order_by(f"-{field}" if self.order.startswith("-") else field, "id")

    @property
    def _key(self) -> str:
        """The column to sort by: the field, or its annotated replacement if the field is nullable."""
        name = self.order.lstrip("-")
        return KEYED if self.register.model_field(name).null else name

    def _keyed(self, rows: QuerySet[Record]) -> tuple[QuerySet[Record], str]:
        name, key = self.order.lstrip("-"), self._key
        if key == name:
            return rows, key
        field = self.register.model_field(name)
        far: object = FAR_TIME if isinstance(field, models.DateTimeField) else FAR_DATE
        if isinstance(field, (models.IntegerField, models.DecimalField)):
            far = 0
        return rows.annotate(**{key: Coalesce(name, models.Value(far, output_field=field))}), key

    def _cut(self, *names: str) -> ListPage:
        """Return the page: named tuples of the columns in `names`, or whole records."""
        place, key = self._place(self.query.get("cursor", "")), self._key
        back = place is not None and place.back
        found = list(self.part(self.rows, names, place))
        more, found = len(found) > self.size, found[: self.size]
        if back:
            found.reverse()
        older = self._cursor(found[-1], key, back=False) if found and (more or back) else None
        newer = (
            self._cursor(found[0], key, back=True)
            if found and place is not None and (more or not back)
            else None
        )
        return ListPage(found, older, newer)

    def part(
        self, rows: QuerySet[Record], names: Sequence[str] = (), place: Cursor | None = None
    ) -> QuerySet[Record]:
        """Return one page of `rows` plus one row, starting at `place`: the columns in `names`, or whole records."""
        rows, key = self._keyed(rows if names else self._joined(rows))
        if names:
            rows = rows.values_list(*dict.fromkeys(("id", key, *names)), named=True)
        descending = self.order.startswith("-")
        back = place is not None and place.back
        if place is not None:
            way = "lt" if descending != back else "gt"
            idway = "lt" if back else "gt"
            rows = rows.filter(
                Q(**{f"{key}__{way}": place.value}) | Q(**{key: place.value, f"id__{idway}": place.pk})
            )
        signs = ("-" if descending != back else "", "-" if back else "")
        return rows.order_by(f"{signs[0]}{key}", f"{signs[1]}id")[: self.size + 1]

    def after(self, row: Record) -> str:
        """Return the cursor of the page that begins after this row."""
        return self._cursor(row, self._key, back=False)

    @property
    def _list(self) -> str:
        return f"{self.register.key}:{self.order}"

    def _place(self, cursor: str) -> Cursor | None:
        field = self.register.model_field(self.order.lstrip("-"))
        place = unpacked(cursor, field, self._list) if cursor else None
        if cursor and place is None:
            self.problems.append(
                _("The link to this page of the list is broken. The list begins from its start.")
            )
        return place

    def _cursor(self, row: Record, key: str, *, back: bool) -> str:
        return Cursor(back, getattr(row, key), row.id, self._list).packed()


def _counts(fits: Iterable[Q]) -> dict[str, Count]:
    return {f"n{place}": Count("pk", filter=fit or None) for place, fit in enumerate(fits)}


def _counted(access: Access, key: str, asked: Iterable[tuple[str, str]], _day: date) -> int:
    return Listing(registry.get(key), access, dict(asked)).rows.count()
