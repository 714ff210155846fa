"""Counting the declared figures through the gate, by the very filters with which their lists are shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.declaration import registry
from akropolis.kernel.registers.listing import Listing
from akropolis.lib.figures import Figure, Tally
from akropolis.lib.periods import Period


def rows_of(access: Access, figure: Figure, period: Period, path: str) -> QuerySet[Any]:
    """The figure's rows that are owned by the unit with that path and by those below, unordered."""
    listing = Listing(registry.get(figure.register), access, figure.query(period))
    return listing.rows.filter(owner_unit__path__startswith=path)


def by_unit(
    access: Access, figures: Sequence[Figure], period: Period, path: str
) -> dict[str, dict[str, Tally]]:
    """Path of each owner unit, of those that begin with `path` → key of the figure → how many.

    The figures are all of one register. One query; what they have in common narrows the rows before they are counted.
    """
    queries = {figure.key: figure.query(period) for figure in figures}
    common = dict(set.intersection(*(set(query.items()) for query in queries.values())))
    listing = Listing(registry.get(figures[0].register), access, common)
    rows = listing.rows.filter(owner_unit__path__startswith=path).order_by()
    asked: dict[str, Any] = {}
    for place, figure in enumerate(figures):
        own = {name: value for name, value in queries[figure.key].items() if name not in common}
        asked |= _asked(figure, f"n{place}", listing.fit(own))
    counted = rows.values("owner_unit__path").annotate(**asked)
    return {row["owner_unit__path"]: _tallies(figures, row) for row in counted}


def _asked(figure: Figure, name: str, fit: Q) -> dict[str, Any]:
    asked: dict[str, Any] = {f"{name}_rows": Count("pk", filter=fit or None)}
    if figure.total:
        asked[f"{name}_value"] = Sum(figure.total, filter=fit or None, default=0)
    if figure.lacking:
        field = figure.lacking.field
        asked[f"{name}_without"] = Count("pk", filter=fit & _empty(figure, field))
    return asked


def _empty(figure: Figure, name: str) -> Q:
    field = registry.get(figure.register).model_field(name)
    return Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})


def _tallies(figures: Iterable[Figure], row: dict[str, Any]) -> dict[str, Tally]:
    return {
        figure.key: Tally(
            row.get(f"n{place}_value", row[f"n{place}_rows"]),
            row[f"n{place}_rows"],
            row.get(f"n{place}_without", 0),
        )
        for place, figure in enumerate(figures)
    }
