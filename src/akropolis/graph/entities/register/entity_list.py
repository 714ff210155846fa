"""The list of the city's legal entities: class, sectors, supervisors, registration status, next due date."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.parts import Cell
from akropolis.graph.compliance.models import EntityClass
from akropolis.graph.compliance.reports.words import START
from akropolis.graph.compliance.rules.entities import EntityStatus
from akropolis.graph.entities.register import TABLES
from akropolis.graph.entities.reports import STANDINGS, class_in_words, standing_cell
from akropolis.graph.entities.selectors import READ, Entities, Entity


def _class_cell(_list: object, row: Entity) -> Cell:
    note = (
        _("The test proposes: %(kind)s") % {"kind": class_in_words(row.proposal.kind)} if row.differs else ""
    )
    return Cell(text=class_in_words(row.kind), note=note)


class EntityList(Computed[Entity]):
    """The city and its companies as legal entities, the city first."""

    key, slug, api, permission, within = "entity-list", "verksamhetsutovare", "legal-entities", READ, "unit"
    title = gettext_lazy("Legal entities under the Cybersecurity Act")
    crumb, start = gettext_lazy("Legal entities"), START
    empty = gettext_lazy(
        "You have no assignment in the city as a whole or in a company, so there is nothing here."
    )
    filters = (
        ListFilter(
            "unit", gettext_lazy("Legal entity"), lambda asked: units_of(row.unit for row in asked.every)
        ),
        ListFilter("class", gettext_lazy("Class"), EntityClass.choices),
        ListFilter(
            "standing",
            gettext_lazy("Registration"),
            [(s.value, STANDINGS[s][0]) for s in EntityStatus],
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("Legal entity"),
            "unit.name",
            key="unit",
            width=36,
            link=lambda row: reverse("entity", args=[row.unit.code]),
            sort="unit.sort_key",
        ),
        ListColumn(
            gettext_lazy("Class"), lambda row: class_in_words(row.kind), key="class", cell=_class_cell
        ),
        ListColumn(
            gettext_lazy("Provision"),
            lambda row: row.profile.provision if row.profile else "",
            key="provision",
        ),
        ListColumn(
            gettext_lazy("Sectors"),
            lambda row: listing([str(s) for s in row.sectors], _("and")),
            key="sectors",
            width=30,
        ),
        ListColumn(
            gettext_lazy("Supervision"),
            lambda row: listing(row.supervisors, _("and")),
            key="supervision",
            width=30,
        ),
        ListColumn(
            gettext_lazy("Registration"),
            lambda row: str(STANDINGS[row.standing][0]),
            key="standing",
            cell=lambda _list, row: standing_cell(row.standing),
            sort=lambda row: list(EntityStatus).index(row.standing),
        ),
        ListColumn(
            gettext_lazy("Last day"),
            "last_day",
            ValueKind.DATE,
            key="last_day",
            sort=lambda row: row.last_day or date.max,
        ),
    )
    template = "entities/entity_list.html"
    keeps = {
        "class": KeptValue(gettext_lazy("Class"), "kind", class_in_words),
        "standing": KeptValue(
            gettext_lazy("Registration"),
            lambda row: str(row.standing.value),
            lambda kept: STANDINGS[EntityStatus(kept)][0],
        ),
    }
    unasked = ("every",)

    def about(self, row: Entity) -> UUID:
        """Return the id of the unit that the row is about."""
        return row.unit.pk

    def lead(self) -> Sequence[str]:
        """Return how many entities are late with their registration, and how many have no decided class."""
        late = sum(row.standing in (EntityStatus.LATE, EntityStatus.UNREGISTERED) for row in self.every)
        unclassed = sum(not row.kind for row in self.every)
        sentences = (
            (
                late,
                ngettext(
                    "%(count)s legal entity is behind with its registration.",
                    "%(count)s legal entities are behind with their registration.",
                    late,
                ),
            ),
            (
                unclassed,
                ngettext(
                    "%(count)s legal entity has no decided class.",
                    "%(count)s legal entities have no decided class.",
                    unclassed,
                ),
            ),
        )
        return [text % {"count": number(count)} for count, text in sentences if count]

    def more(self) -> Mapping[str, object]:
        """Return links to the kept tables that class, supervision and fee ceilings follow from."""
        shown = (each for each in TABLES if self.access.anywhere(each.read))
        return {"tables": [(each.many, reverse(each.key), each.intro) for each in shown]}

    @cached_property
    def every(self) -> list[Entity]:
        """Return all rows that the user may read."""
        return Entities(self.access, self.day).every

    def rows(self) -> list[Entity]:
        """Return the rows that match the filters."""
        unit, kind, stands = (self.chosen[name] for name in ("unit", "class", "standing"))
        return [
            row
            for row in self.every
            if (not unit or f"/{unit}/" in row.unit.path)
            and (not kind or row.kind in kind.split(","))
            and (not stands or row.standing in stands.split(","))
        ]
