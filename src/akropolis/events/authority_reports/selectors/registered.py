"""What the registers say of the people whose data an event hit: the unit's own information sets that it reaches."""

from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import number
from akropolis.events.incidents.models import Track
from akropolis.events.incidents.selectors.incidents import hit_by
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.radius import radius
from akropolis.graph.information.models import InformationSet


def sets_reached(access: Access, track: Track) -> list[InformationSet]:
    """Return the sets that the event reaches of which the track's unit is the controller, by name.

    Sets that the person may not see, that hold no personal data, or that are handled outside the system are
    left out.
    """
    nodes = Node.objects.visible(access).filter(pk__in=hit_by(access, track.incident))
    records = set[UUID]()
    for node in nodes.select_related("owner_unit"):
        found = radius(access, node, RadiusEvent.BREACH)
        for line in found.shown([row for row in found.rows if row.kind == NodeKind.INFORMATION]):
            if line.seen.record and line.controller and line.controller.unit.pk == track.owner_unit_id:
                records.add(line.seen.record)
    rows = InformationSet.objects.visible(access).filter(pk__in=records, pointer=False)
    return list(rows.exclude(personal_data=False).order_by("sort_key", "pk"))


def people_in_words(access: Access, track: Track) -> str:
    """Return about how many people the sets tell of, with each set's number; empty where no number is known.

    What is not known is said to be so, not counted as zero. The text is in Swedish, as reports are.
    """
    rows = sets_reached(access, track)
    known = [row for row in rows if row.people is not None]
    if not known:
        return ""
    total = number(sum(row.people or 0 for row in known))
    lines = [f"Cirka {total} enligt registret över informationsmängder."]
    lines += [f"{_named(row)}: {number(row.people or 0)}" for row in known]
    lines += [f"{_named(row)}: antalet är inte känt" for row in rows if row.people is None]
    if len(known) > 1:
        lines.append("Samma person kan finnas i flera av dem.")
    return "\n".join(lines)


def groups_in_words(access: Access, track: Track) -> str:
    """Return in which sets the data subjects are; empty where no set is known."""
    names = [_named(row) for row in sets_reached(access, track)]
    return "\n".join(["De som finns i:", *names]) if names else ""


def data_in_words(access: Access, track: Track) -> str:
    """Return the sets, with what is known of protected identities in each; empty where no set is known."""
    return "\n".join(f"{_named(row)}: {_protected(row)}" for row in sets_reached(access, track))


def _named(row: InformationSet) -> str:
    return f"{row.name} ({row.number})"


def _protected(row: InformationSet) -> str:
    if row.protected_people is None:
        return "det är inte känt om det finns skyddade personuppgifter"
    return "skyddade personuppgifter finns" if row.protected_people else "inga skyddade personuppgifter"
