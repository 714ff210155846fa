"""Ranking of suppliers, platforms and services by how much that is critical would fall with each."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.exchange.sheets import OutSheet, ValueKind
from akropolis.base.kernel.registers.computed import (
    Computed,
    KeptValue,
    ListColumn,
    ListFilter,
    sheet,
    units_of,
)
from akropolis.base.lib.swedish import capitalised, count_with_noun, listing, number
from akropolis.base.lib.swedish import lower_first as inside
from akropolis.base.ui.parts import Cell
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.blast_radius.selectors.concentration import (
    BEARERS,
    Concentration,
    Fallen,
    LoadBearer,
    RankedNode,
)

READ = "assets:service:read"
IN_FILE = 100
"""Number of bearers, from the heaviest, for which the file lists what would fall."""

NOTHING = _(
    "Nothing that you may see here is critical: no information at level 3 or more, no critical process."
)
FALLING = (
    ListColumn(_("Falls with"), "bearer.seen.label", width=40),
    ListColumn(_("Name"), "fallen.seen.label", width=40),
    ListColumn(_("Number"), "fallen.seen.number"),
    ListColumn(_("Kind"), lambda each: str(each.fallen.seen.kind.label)),
    ListColumn(_("Unit"), "fallen.seen.unit"),
    ListColumn(_("Authority"), "fallen.authority"),
    ListColumn(_("Level"), "fallen.seen.letters"),
)


class FallingNodes(NamedTuple):
    """A line of the file: a bearer (supplier, platform or service) and a critical thing that falls with it."""

    bearer: LoadBearer
    fallen: Fallen


class ConcentrationRanking(Computed[RankedNode]):
    """Suppliers, platforms and services that something critical depends on alone, heaviest burden first."""

    key, slug, extract, permission = "concentration", "koncentration", "concentration", READ
    title, caption = _("Concentration"), _("What most rests on")
    empty = _("Nothing critical stands on one thing alone here.")
    template, page_word, within = "reach/concentration.html", "sida", "agare"
    filters = (
        ListFilter("enhet", _("Critical for"), lambda asked: asked.units, _("The whole city")),
        ListFilter("slag", _("Stands on"), lambda _a: [(k.value, k.label) for k in BEARERS], _("Anything")),
        ListFilter("agare", _("Owned by"), lambda asked: units_of(asked.owners)),
    )
    columns = (
        ListColumn(_("Name"), "seen.label", width=40, key="name", link="seen.url", sort="label"),
        ListColumn(_("Number"), "seen.number", key="number", on_page=False),
        ListColumn(_("Kind"), lambda one: str(one.seen.kind.label), key="kind"),
        ListColumn(_("Unit"), "seen.unit", key="unit"),
        ListColumn(
            _("Critical, alone"),
            "burden.things",
            ValueKind.NUMBER,
            key="critical",
            cell=lambda asked, one: asked.to_fallen(one),
            sort="burden.things",
        ),
        ListColumn(
            _("Authorities"), "burden.units", ValueKind.NUMBER, key="authorities", sort="burden.units"
        ),
        ListColumn(
            _("Registered people"),
            "burden.people",
            ValueKind.NUMBER,
            key="people",
            cell=lambda _asked, one: Cell(text=number(one.burden.people) if one.burden.people else ""),
            sort="burden.people",
        ),
    )

    keeps = {
        "kind": KeptValue(_("Kind"), lambda one: one.kind.value, lambda kind: NodeKind(kind).label),
        "critical": KeptValue(_("Critical, alone"), "burden.things", number, common=False),
        "authorities": KeptValue(_("Authorities"), "burden.units", number, common=False),
    }

    def share(self, other: Computed[object] | None) -> None:
        """Reuse the view of `other`, another instance of this list, if the same authority is chosen."""
        super().share(other)
        if isinstance(other, ConcentrationRanking) and other.chosen["enhet"] == self.chosen["enhet"]:
            self.view = other.view

    def about(self, row: RankedNode) -> UUID:
        """Return the id of the bearer's register row."""
        return row.record

    @cached_property
    def authorities(self) -> dict[str, tuple[str, str]]:
        """Return a dict from the code of each authority in force to its name and path."""
        units = Unit.objects.visible(self.access).filter(kind__in=OWN_AUTHORITY, valid_to__isnull=True)
        return {code: (name, path) for code, name, path in units.values_list("code", "name", "path")}

    @property
    def units(self) -> list[tuple[str, str]]:
        """Return (code, name) of the authorities to choose among."""
        return [(code, name) for code, (name, _path) in self.authorities.items()]

    @property
    def owners(self) -> Iterable[Unit]:
        """Return the units that own a supplier, platform or service."""
        nodes = Node.objects.visible(self.access).filter(kind__in=BEARERS, archived_at=None).order_by()
        rows: Iterable[Unit] = Unit.objects.visible(self.access).filter(pk__in=nodes.values("owner_unit"))
        return rows

    @cached_property
    def view(self) -> Concentration:
        """Return what the user may see, limited to what is critical for the chosen authority."""
        _name, path = self.authorities.get(self.chosen["enhet"], ("", ""))
        return Concentration(self.access, within=path, day=self.day)

    def rows(self) -> list[RankedNode]:
        """Return the ranked bearers of the chosen kind that the chosen unit or a unit below it owns."""
        kind, owner = self.chosen["slag"], self.chosen["agare"]
        return [
            one
            for one in self.view.ranking
            if kind in ("", one.kind) and (not owner or f"/{owner}/" in one.unit.path)
        ]

    def told(self, rows: Sequence[RankedNode]) -> Sequence[LoadBearer]:
        """Return the rows with the display data of each bearer, as far as the user may see."""
        return self.view.told(rows)

    @cached_property
    def most(self) -> int:
        """Return the heaviest burden, filtered by authority only: the maximum length of a bar."""
        return max((one.burden.things for one in self.view.ranking), default=0)

    def to_fallen(self, one: LoadBearer) -> Cell:
        """Return a cell with the number of things that would fall, as text and as a bar, with a link to them."""
        url = self.url("concentration-node", one.seen.record, slag="", sort="") if one.seen.record else ""
        return Cell(text=number(one.burden.things), url=url, share=one.burden.things / self.most)

    def sheets(self) -> Iterator[OutSheet]:
        """Yield the sheets of the file: the ranking, and what would fall with each of the heaviest bearers."""
        bearers = self.told(self.ordered)
        yield sheet(str(_("Ranking")), self.columns, bearers)
        falling = (
            FallingNodes(one, each) for one in bearers[:IN_FILE] for each in self.view.felled(one.seen.id)
        )
        yield sheet(str(_("What would fall")), FALLING, falling)

    def lead(self) -> list[str]:
        """Return how much is critical, and what bears most of it."""
        things, ranking = len(self.view.things), self.rows()
        if not things:
            return [str(NOTHING)]
        said = ngettext(
            "Of what you may see, %(count)s information set or process is critical.",
            "Of what you may see, %(count)s information sets and processes are critical.",
            things,
        )
        sentences = [said % {"count": number(things)}]
        if not ranking:
            return [*sentences, str(_("None of them stands on one thing alone."))]
        first = self.view.told(ranking[:1])[0]
        values = {
            "name": first.seen.label,
            "count": number(first.burden.things),
            "units": authorities_in_words(first),
        }
        heaviest = _("The most rests on %(name)s: %(count)s in %(units)s.") % values
        return [*sentences, _("%(kinds)s bear some of it alone.") % {"kinds": _kinds(ranking)}, heaviest]


def _kinds(ranking: list[RankedNode]) -> str:
    words = {
        NodeKind.SUPPLIER: (_("supplier"), _("suppliers")),
        NodeKind.PLATFORM: (_("platform or component"), _("platforms and components")),
        NodeKind.SERVICE: (_("IT service"), _("IT services")),
    }
    counts = {kind: sum(one.kind is kind for one in ranking) for kind in BEARERS}
    parts = [
        count_with_noun(count, *(inside(str(word)) for word in words[kind]))
        for kind, count in counts.items()
        if count
    ]
    return capitalised(listing(parts, str(_("and"))))


def authorities_in_words(bearer: LoadBearer) -> str:
    text = ngettext("%(count)s authority", "%(count)s authorities", bearer.burden.units)
    return text % {"count": number(bearer.burden.units)}
