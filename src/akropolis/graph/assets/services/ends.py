"""Archiving or no longer sharing a node that others depend on: a warning before, a notification to them after.

Their dependencies are left as they are. On the dependent's page they see the other node by kind and
unit, and can end the dependency there.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointed
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.notify import outbox
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.references import refer
from akropolis.base.lib.swedish import listing
from akropolis.graph.assets.models import Dependency, GraphRecord, Node
from akropolis.graph.assets.models.nodes import NodeKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.sight import Sight, masked_label

EDIT = "assets:dependency:edit"
BECAUSE = "who stands on something is told when it goes, whoever takes it away"


def warning_before_end(access: Access, row: Record, values: Mapping[str, object] | None) -> str:
    """Return a warning that other units depend on the row, empty if none do or if it stays available.

    `values` are the new values, None if the row is to be archived. The units are named only to users who
    answer for the node, and so see its dependents; other users see the number of units.
    """
    if not isinstance(row, GraphRecord) or row.archived_at or not _goes(row, values):
        return ""
    node = Node.objects.visible(access).filter(record=row.pk).first()
    hit = list(dependent_units(node)) if node else []
    if node is None or not hit:
        return ""
    if Sight(access).answers_for(node.pk):
        names = {"units": listing([unit.name for unit in hit], _("and"))}
        return _("Others depend on it: %(units)s. They are told, and must find something else.") % names
    sentence = ngettext(
        "%(count)s other unit depends on it. They are told, and must find something else.",
        "%(count)s other units depend on it. They are told, and must find something else.",
        len(hit),
    )
    return sentence % {"count": len(hit)}


def _goes(row: GraphRecord, values: Mapping[str, object] | None) -> bool:
    field = row.shared_field
    return values is None or bool(field and getattr(row, field) and field in values and not values[field])


def dependent_units(node: Node) -> dict[Unit, Dependency]:
    """Return unit → one of its dependencies, for the other units whose nodes in use depend on the node today."""
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(timezone.localdate()), target=node)
    rows = rows.filter(source__archived_at__isnull=True).exclude(owner_unit=node.owner_unit_id)
    rows = rows.select_related("owner_unit", "source").order_by("owner_unit__sort_key", "-sort_key", "-id")
    return {row.owner_unit: row for row in rows}


def notify_dependents(changed: Iterable[tuple[GraphRecord, Node | None]], now: datetime) -> None:
    """Notify, through the outbox, those who lose something they depend on; `changed` pairs row and old node."""
    for row, node in changed:
        if node is None or node.archived_at is not None:
            continue
        ended = row.archived_at is not None
        shared = bool(row.shared_field and getattr(row, row.shared_field))
        if ended or (node.shared and not shared):
            outbox.post(_drafts(node, row.version, ended=ended), now)


def _drafts(node: Node, version: int, *, ended: bool) -> Iterator[outbox.Draft]:
    hit = dependent_units(node)
    people = appointed(EDIT, hit, timezone.localdate(), because=BECAUSE)
    for unit, dependency in hit.items():
        for person in people[unit.pk]:
            with override(person.language):
                known = node.name if node.shared else masked_label(NodeKind(node.kind), node.owner_unit.name)
                words = {"name": known, "unit": node.owner_unit.name, "source": dependency.source.name}
                text = (
                    _(
                        "%(unit)s has archived it. %(source)s depends on it: end the dependency, or find another."
                    )
                    if ended
                    else _(
                        "%(unit)s shares it no more. %(source)s depends on it: ask them, or end the dependency."
                    )
                )
                yield outbox.Draft(
                    user=person,
                    key=f"gone:{node.record}:{version}:{person.pk}:{unit.code}",
                    subject=(_("%(name)s is archived") if ended else _("%(name)s is no longer shared"))
                    % words,
                    text=text % words,
                    url=reverse("graph-node", args=[dependency.source.record]),
                    about=(refer(dependency),),
                )
