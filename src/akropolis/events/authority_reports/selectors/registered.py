"""What the registers say of the people whose data an event hit: by the unit's record of processing, else by its
information sets."""

from collections.abc import Sequence
from uuid import UUID

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.swedish import listing, number
from akropolis.events.incidents.models import Track
from akropolis.events.incidents.selectors.incidents import hit_by
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.radius import radius
from akropolis.graph.information.models import InformationSet
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
)

FLAGS = (
    ("children", "barn"),
    ("protected_people", "skyddade personuppgifter"),
    ("former_employees", "tidigare medarbetare"),
)
"""The flags of a processing that matter in an event, and the Swedish words for them."""


class RegisteredPeople:
    """The processings and the information sets of the track's controller that the event reaches, by name.

    Only rows that the person may see. Sets that hold no personal data, or that are handled outside the system, are
    left out, and so are processings that have ended.
    """

    def __init__(self, access: Access, track: Track) -> None:
        self.access, self.track = access, track
        sets, reached = set[UUID](), set[int]()
        nodes = Node.objects.visible(access).filter(pk__in=hit_by(access, track.incident))
        for node in nodes.select_related("owner_unit"):
            found = radius(access, node, RadiusEvent.BREACH)
            reached |= {node.pk, *(row.node for row in found.rows)}
            for line in found.shown([row for row in found.rows if row.kind == NodeKind.INFORMATION]):
                if line.seen.record and line.controller and line.controller.unit.pk == track.owner_unit_id:
                    sets.add(line.seen.record)
        self.processings = self._processings(reached)
        rows = InformationSet.objects.visible(access).filter(pk__in=sets, pointer=False)
        self.sets = list(rows.exclude(personal_data=False).order_by("sort_key", "pk"))

    def _processings(self, reached: set[int]) -> list[Processing]:
        places = ProcessingNode.objects.visible(self.access).filter(node__in=reached)
        rows = Processing.objects.visible(self.access).select_related("owner_unit")
        rows = rows.filter(pk__in=places.order_by().values("processing"), archived_at=None, ended_on=None)
        units = Units()
        controller = units.controller(self.track.owner_unit_id)
        return [
            row
            for row in rows.order_by("sort_key", "pk")
            if units.controller(row.owner_unit_id) == controller
        ]

    @property
    def rows(self) -> Sequence[Processing | InformationSet]:
        """The processings; the information sets where the record names none."""
        return self.processings or self.sets

    @property
    def register(self) -> str:
        """The Swedish name of the register that the rows are from, as in "enligt ..."."""
        return "registerförteckningen" if self.processings else "registret över informationsmängder"


def _people_of(access: Access, track: Track) -> RegisteredPeople:
    """Return the people whom the event hit; found once for all fields of a report."""
    return cached_in_request(access, RegisteredPeople, track)


def people_in_words(access: Access, track: Track) -> str:
    """Return about how many people the rows are about, with each row's number; empty where no number is known.

    What is not known is said to be so, not counted as zero. The text is in Swedish, as reports are.
    """
    found = _people_of(access, track)
    known = [row for row in found.rows if row.people is not None]
    if not known:
        return ""
    total = number(sum(row.people or 0 for row in known))
    lines = [f"Cirka {total} enligt {found.register}."]
    lines += [f"{_named(row)}: {number(row.people or 0)}" for row in known]
    lines += [f"{_named(row)}: antalet är inte känt" for row in found.rows if row.people is None]
    if len(known) > 1:
        lines.append("Samma person kan finnas i flera av dem.")
    return "\n".join(lines)


def groups_in_words(access: Access, track: Track) -> str:
    """Return the groups of data subjects by processing; else in which sets they are. Empty where neither is known."""
    found = _people_of(access, track)
    if not found.processings:
        return "\n".join(["De som finns i:", *map(_named, found.sets)]) if found.sets else ""
    rows = (
        ProcessingGroup.objects.visible(access)
        .filter(processing__in=found.processings)
        .select_related("group")
    )
    names: dict[UUID, list[str]] = {row.pk: [] for row in found.processings}
    for each in rows:
        names[each.processing_id].append(each.group.name)
    return "\n".join(_line(row, names[row.pk], row.other_groups, "grupperna") for row in found.processings)


def data_in_words(access: Access, track: Track) -> str:
    """Return the kinds of data by processing, with what matters in an event; else the sets with what is known of
    protected identities. Empty where neither is known."""
    found = _people_of(access, track)
    if not found.processings:
        return "\n".join(f"{_named(row)}: {_protected(row.protected_people)}" for row in found.sets)
    rows = ProcessingCategory.objects.visible(access).filter(processing__in=found.processings)
    names: dict[UUID, list[str]] = {row.pk: [] for row in found.processings}
    for each in rows.select_related("category"):
        names[each.processing_id].append(each.category.name)
    return "\n".join(
        f"{_line(row, names[row.pk], row.other_categories, 'uppgifterna')}. {_flags(row)}"
        for row in found.processings
    )


def _named(row: Record) -> str:
    return f"{row} ({row.number})"


def _line(row: Processing, names: Sequence[str], other: str, what: str) -> str:
    parts = [*(name[0].lower() + name[1:] for name in names), *([other] if other else [])]
    return f"{_named(row)}: {listing(parts) if parts else f'{what} är inte beskrivna'}"


def _flags(row: Processing) -> str:
    yes = [word for name, word in FLAGS if getattr(row, name)]
    unknown = [word for name, word in FLAGS if getattr(row, name) is None]
    sentences = [f"Gäller {listing(yes)}."] if yes else []
    sentences += [f"Det är inte känt om behandlingen gäller {listing(unknown, 'eller')}."] if unknown else []
    return " ".join(sentences) or "Gäller varken barn, skyddade personuppgifter eller tidigare medarbetare."


def _protected(value: bool | None) -> str:
    if value is None:
        return "det är inte känt om det finns skyddade personuppgifter"
    return "skyddade personuppgifter finns" if value else "inga skyddade personuppgifter"
