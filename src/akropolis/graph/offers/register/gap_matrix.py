"""Gaps as a matrix: things, or their operators, by aspect. Known gaps and unknown levels are kept apart."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.computed import ListColumn
from akropolis.base.lib.swedish import capitalised, listing, number
from akropolis.base.ui.parts import Cell, Mark
from akropolis.base.ui.templatetags.tables import marks
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.offers.register.gaps import GapList, GapRows, UnstatedList
from akropolis.graph.offers.register.gaps_asked import GapsAsked
from akropolis.graph.offers.reports.gap_words import aspect_name, gap_in_words
from akropolis.graph.offers.rules.gaps import LevelGap, View
from akropolis.graph.offers.selectors.gap_rows import GapFilter, GapThing
from akropolis.graph.offers.selectors.offers import shared_url
from akropolis.shared.classification.rules.aspects import ORDER, Aspect

MOST = 60
"""Maximum number of things shown as rows. If there are more, the rows are operators until one of them is chosen."""
ONE = {
    View.KNOWN: ("3/2", _("3 is demanded and 2 is offered")),
    View.UNKNOWN: ("3/?", _("3 is demanded, and nobody has stated what is offered")),
}
MANY = {
    View.KNOWN: ("4", _("so many that offer less than is demanded")),
    View.UNKNOWN: ("4?", _("so many whose offered level is not known")),
}
LISTED: Mapping[View, type[GapRows]] = {View.KNOWN: GapList, View.UNKNOWN: UnstatedList}


class UnitGaps(NamedTuple):
    """The gaps that one unit has at one thing (a node that can offer something)."""

    thing: GapThing
    unit: Unit
    gaps: list[LevelGap]


@dataclass(frozen=True, slots=True)
class GapMatrixRow:
    """A row of the matrix: one thing, or all `things` of an operator if `thing` is None. `cells` holds the
    gaps per aspect.

    If several units have gaps at a thing, only the worst is shown; a known gap is worse than an unknown
    level.
    """

    operator: Unit
    things: int
    thing: GapThing | None
    cells: Mapping[Aspect, Sequence[LevelGap]]

    @property
    def name(self) -> str:
        """Return the name of the thing or operator."""
        return self.thing.name if self.thing else str(self.operator)

    @property
    def note(self) -> str:
        """Return the kind and number of the thing, or how many things the operator has."""
        if self.thing:
            return f"{NodeKind(self.thing.kind).label}, {self.thing.number}"
        words = ngettext("%(n)s service or supplier", "%(n)s services and suppliers", self.things)
        return words % {"n": number(self.things)}

    def counted(self, aspect: Aspect, view: View) -> int:
        """Return the number of things with a known gap (or an unknown level, depending on `view`) in the aspect."""
        return sum(gap.view is view for gap in self.cells.get(aspect, ()))

    def said(self, aspect: Aspect) -> str:
        """Return the shortest text of a cell: `3/2` if 3 is demanded and 2 is offered, else the number of gaps."""
        if self.thing:
            return "".join(map(_short, self.cells.get(aspect, ())))
        counts = [(self.counted(aspect, view), words) for view, words in _counts().items()]
        return ", ".join(words % {"n": number(n)} for n, words in counts if n)


def _counts() -> dict[View, str]:
    return {View.KNOWN: gettext("%(n)s known"), View.UNKNOWN: gettext("%(n)s unknown")}


def _view_labels() -> dict[View, str]:
    return {
        View.KNOWN: gettext("%(aspect)s: %(n)s offer less than is demanded"),
        View.UNKNOWN: gettext("%(aspect)s: what is offered is not known of %(n)s"),
    }


def _short(gap: LevelGap) -> str:
    return f"{gap.demanded}/{'?' if gap.view is View.UNKNOWN else gap.offered}"


def laid_out(
    found: Iterable[UnitGaps], operators: Mapping[UUID, Unit], *, opened: bool
) -> list[GapMatrixRow]:
    """Return the rows, by operator, worst first. Too many things become one row per operator unless it is opened."""
    by: dict[UUID, list[GapMatrixRow]] = {}
    things = _things(found, operators)
    for line in things:
        by.setdefault(line.operator.pk, []).append(line)
    together = sorted((_together(lines) for lines in by.values()), key=_order)
    if not opened and len(things) > MOST:
        return together
    return [line for each in together for line in sorted(by[each.operator.pk], key=_order)]


def _things(found: Iterable[UnitGaps], operators: Mapping[UUID, Unit]) -> list[GapMatrixRow]:
    things: dict[int, GapThing] = {}
    worst: dict[int, dict[Aspect, LevelGap]] = {}
    for thing, _unit, gaps in found:
        things[thing.pk], cells = thing, worst.setdefault(thing.pk, {})
        for gap in gaps:
            if gap.aspect not in cells or _weight(gap) > _weight(cells[gap.aspect]):
                cells[gap.aspect] = gap
    return [
        GapMatrixRow(
            operators[thing.stated_by], 1, thing, {aspect: [gap] for aspect, gap in worst[pk].items()}
        )
        for pk, thing in things.items()
    ]


def _weight(gap: LevelGap) -> tuple[bool, int, int]:
    return gap.view is View.KNOWN, gap.demanded, gap.size


def _together(lines: Sequence[GapMatrixRow]) -> GapMatrixRow:
    cells = {aspect: [gap for line in lines for gap in line.cells.get(aspect, ())] for aspect in ORDER}
    return GapMatrixRow(lines[0].operator, len(lines), None, cells)


def _order(line: GapMatrixRow) -> tuple[int, int, str, str]:
    """Sort key: rows with the most known gaps come first, then those with the most unknown levels."""
    known, unknown = (-sum(line.counted(aspect, view) for aspect in ORDER) for view in View)
    about = line.thing or line.operator
    return known, unknown, about.sort_key, line.thing.number if line.thing else ""


def _aspect(aspect: Aspect) -> str:
    return capitalised(aspect_name(aspect))


def _sign(view: View, text: str, words: str) -> Mark:
    """Return the mark of a cell: filled if the offer is known to be too low, an empty frame if unknown."""
    return Mark(text, words, 4, kind="warning") if view is View.KNOWN else Mark(text, words)


def _column(aspect: Aspect) -> ListColumn:
    name = lazy(_aspect, str)(aspect)
    return ListColumn(
        name, lambda line: line.said(aspect), width=16, cell=lambda asked, line: asked.cell(line, aspect)
    )


class GapMatrix(GapsAsked[GapMatrixRow]):
    """Matrix of gaps: rows are services and suppliers, or their operators; columns are aspects."""

    key, slug = "gap-matrix", "gap-matris"
    title, crumb = _("Gaps and unknown levels as a matrix"), _("Gaps as a matrix")
    caption = _("Gaps and unknown levels by aspect")
    empty = _("All that is demanded is offered.")
    template = "offers/gap_matrix.html"
    asked = GapFilter()
    columns = (
        ListColumn(_("Operated by"), "operator.name", width=30, on_page=False),
        ListColumn(_("Name"), "name", width=36, cell=lambda asked, line: asked.named(line)),
        ListColumn(_("Kind"), "note", width=30, on_page=False),
        *map(_column, ORDER),
    )

    @cached_property
    def every(self) -> list[UnitGaps]:
        """Return the gaps of every unit at everything that the user may read, regardless of the filter."""
        return self._lacking(self.asked)

    def _lacking(self, wanted: GapFilter) -> list[UnitGaps]:
        units = self.selector.units
        return [
            UnitGaps(place.thing, units[place.unit], gaps) for place, gaps in self.selector.lacking(wanted)
        ]

    @cached_property
    def found(self) -> list[UnitGaps]:
        """Return the gaps that match the filter."""
        return self._lacking(self.wanted) if self.narrowed else self.every

    def rows(self) -> list[GapMatrixRow]:
        """Return the matrix rows that match the filter."""
        return laid_out(self.found, self.selector.units.by_id, opened=bool(self.chosen["operator"]))

    def lead(self) -> list[str]:
        """Return a sentence with the number of known gaps and of unknown levels, counted as in the two lists."""
        views = Counter(gap.view for each in self.found for gap in each.gaps)
        said = [LISTED[view].counted(views[view]) for view in View if views[view]]
        return [f"{capitalised(listing(said, gettext('and')))}."] if said else []

    def named(self, line: GapMatrixRow) -> Cell:
        """Return the row's first cell: the thing with its link, or the operator with a link to its things."""
        if line.thing is None:
            return Cell(text=line.name, note=line.note, url=self.url(operator=line.operator.code))
        operated = (
            ""
            if self.chosen["operator"]
            else f", {_('operated by %(operator)s') % {'operator': line.operator}}"
        )
        return Cell(
            text=line.name, note=f"{line.note}{operated}", url=shared_url(line.thing.kind, line.thing.record)
        )

    def cell(self, line: GapMatrixRow, aspect: Aspect) -> Cell:
        """Return the cell of an aspect: its gaps as marks, each with a link to those rows in the list."""
        about = {"node": str(line.thing.record)} if line.thing else {"operator": line.operator.code}
        found = self._of_thing(line, aspect) if line.thing else self._of_operator(line, aspect)
        more = urlencode({**about, "aspect": aspect.value})
        return Cell(text=marks(replace(m, url=f"{self._lists[view]}{more}") for view, m in found))

    @cached_property
    def _lists(self) -> dict[View, str]:
        """Return a dict from view to URL of its list with the current filter; each cell appends its own query."""
        found = {v: self.url(listed.key, node="", operator="", aspect="") for v, listed in LISTED.items()}
        return {view: f"{url}{'&' if '?' in url else '?'}" for view, url in found.items()}

    @staticmethod
    def _of_thing(line: GapMatrixRow, aspect: Aspect) -> Iterator[tuple[View, Mark]]:
        for gap in line.cells.get(aspect, ()):
            yield gap.view, _sign(gap.view, _short(gap), gap_in_words(gap))

    @staticmethod
    def _of_operator(line: GapMatrixRow, aspect: Aspect) -> Iterator[tuple[View, Mark]]:
        for view, words in _view_labels().items():
            if count := line.counted(aspect, view):
                said = words % {"aspect": _aspect(aspect), "n": number(count)}
                sign = number(count) if view is View.KNOWN else f"{number(count)}?"
                yield view, _sign(view, sign, said)

    def more(self) -> dict[str, object]:
        """Return further template context: the legend, and the link back to all operators."""
        operator = self.operators.get(self.chosen["operator"])
        back = self.url(operator="") if operator else ""
        return {**super().more(), "keys": self._keys(), "operator": operator, "back": back}

    def _keys(self) -> list[tuple[SafeString, object]]:
        if not self.ordered:
            return []
        words = ONE if self.ordered[0].thing else MANY
        return [(marks([_sign(view, text, str(said))]), said) for view, (text, said) in words.items()]
