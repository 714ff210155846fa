"""The declared figures that a picture states: counted with their rows for the draft, and counted again for a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.display import detail_url
from akropolis.base.kernel.registers.figures import FigureCache, in_list, permission_of, url_of
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import DeclaredFigure, get
from akropolis.base.lib.periods import Period
from akropolis.events.situation_reports.models import Situation
from akropolis.events.situation_reports.rules.drafting import CountedFigure


def count_figure(
    access: Access, key: str, within: str, first: date, day: date, cache: FigureCache | None = None
) -> CountedFigure | None:
    """Return the figure with the rows that it counts in the unit with that code and below, or in the whole city.

    Return None if the user may not read the rows: unknown is not zero.
    """
    figure, period = get(key), Period(first, day, day)
    if not access.anywhere(permission_of(figure.register)):
        return None
    where = {figure.within: within} if within else {}
    rows = tuple(sorted(_counted(access, figure, period, where, cache)))
    url = url_of(figure, period, where)
    return CountedFigure(key, figure.label.sv, within, first.isoformat(), day.isoformat(), url, rows)


def _counted(
    access: Access,
    figure: DeclaredFigure,
    period: Period,
    where: Mapping[str, str],
    cache: FigureCache | None,
) -> Iterable[str]:
    if figure.register not in lists.entries:
        asked = {**where, **figure.query(period)}
        rows = Listing(registry.get(figure.register), access, asked).rows.order_by()
        return [str(pk) for pk in rows.values_list("pk", flat=True)]
    listed = in_list(access, figure, period, period.cutoff, **where)
    kept = cache.lists if cache else {}
    family = listed.family or figure.register
    listed.share(kept.get(family))
    kept[family] = listed
    return [str(listed.about(row)) for row in listed.rows()]


@dataclass(frozen=True, slots=True)
class FigureThenAndNow:
    """A figure of an issued picture beside the same figure as it is now, None if the reader may not count it.

    `rows` are those counted then that the reader may read, as (name, URL); `hidden` is how many others there were.
    """

    then: CountedFigure
    now: CountedFigure | None
    rows: Sequence[tuple[str, str]]
    hidden: int

    @property
    def added(self) -> int:
        """Return how many rows are counted now that were not counted then."""
        return len(set(self.now.rows) - set(self.then.rows)) if self.now else 0

    @property
    def gone(self) -> int:
        """Return how many rows were counted then that are not counted now."""
        return len(set(self.then.rows) - set(self.now.rows)) if self.now else 0

    @property
    def nothing(self) -> bool:
        """Whether no row was counted then, and none is now."""
        return self.now is not None and not self.then.count and not self.now.count


def figures_of(access: Access, picture: Situation, day: date, *, whole: bool) -> list[FigureThenAndNow]:
    """Return the picture's figures then and now. Without `whole`, those of answers with secret parts are left out."""
    cache = FigureCache()
    found = [each for answer in picture.answers if whole or answer.open for each in answer.counted]
    return [_beside(access, each, day, cache) for each in found]


def _beside(access: Access, then: CountedFigure, day: date, cache: FigureCache) -> FigureThenAndNow:
    now = count_figure(access, then.key, then.within, then.since(), day, cache)
    rows = _readable(access, get(then.key).register, then.rows)
    return FigureThenAndNow(then, now, rows, then.count - len(rows))


def _readable(access: Access, register: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    if register in lists.entries or not keys:
        return []
    declared = registry.get(register)
    rows: Iterable[Record] = declared.model.objects.visible(access).filter(pk__in=keys)
    return [(row.label(), detail_url(declared, row)) for row in rows]
