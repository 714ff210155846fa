"""Bring the answers of a screening to the record: responsibility, flags, groups, and the processing they belong to."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.offers.models import Controllership
from akropolis.graph.offers.services.shared import state_controllership
from akropolis.privacy.processing.models import DataSubjectGroup, Processing, ProcessingGroup, ProcessingNode
from akropolis.privacy.screening.rules.findings import YES
from akropolis.privacy.screening.selectors.screening import EDIT, SoleProcessings
from akropolis.privacy.service_objects.selectors.attesting import record_of
from akropolis.shared.campaigns.models import Ask


def land_answers(access: Access, ask: Ask, answers: Mapping[str, str]) -> None:
    """Write what the unit answered where nothing is written; what is written stays, and contradictions are shown.

    States the responsibility for the personal data, and the flags and groups of the processing that alone names the
    service. Raises Hidden without the rights, or if the service is gone.
    """
    if answers["holds"] != YES:
        return
    with writing(access) as w:
        node = service_of(access, ask)
        stated = Controllership.objects.visible(access).filter(node=node, unit=ask.unit)
        if answers.get("role") and not stated.exists():
            basis = _("Screening %(number)s") % {"number": ask.campaign.number}
            state_controllership(access, node, ask.unit, role=answers["role"], basis=basis)
        rows = record_of(access, ask.unit, timezone.localdate(w.at))
        named = ProcessingNode.objects.visible(access).filter(node=node, processing__in=rows)
        _fill(w, set(named.values_list("processing", flat=True)), answers)


def tie(access: Access, ask: Ask, processing: Processing | None) -> Processing:
    """Say which processing the service belongs to, a new one of its name if None, and write the answers there.

    Raises Hidden without the right, Refused if the unit has not said that the service holds personal data.
    """
    if ask.answers.get("holds") != YES:
        raise Refused(_("The unit has not answered that the service holds personal data."))
    with writing(access) as w:
        node = service_of(access, ask)
        unit: Unit = ask.unit
        access.must(EDIT, unit)
        row = processing or w.create(Processing, {"title": node.name, "owner_unit": unit})
        w.create(ProcessingNode, {"processing": row, "node": node})
        _fill(w, {row.pk}, ask.answers)
        return row


def service_of(access: Access, ask: Ask) -> Node:
    """Return the service that the unit was asked about. Raises Hidden if it is out of use."""
    rows = Node.objects.visible(access).filter(record=ask.object_id, kind=NodeKind.SERVICE, archived_at=None)
    return or_hidden(rows.first())


def _fill(w: Writer, pks: Collection[UUID], answers: Mapping[str, str]) -> None:
    only = SoleProcessings(w.access, [pks])
    if (row := only.of(pks)) is None:
        return
    flags: dict[str, object] = {**only.compare(answers, pks)[0]}
    has = ProcessingGroup.objects.visible(w.access).filter(processing=row).exists()
    if not has and not row.other_groups and answers.get("groups"):
        names = [name.strip() for name in answers["groups"].split(",") if name.strip()]
        today = timezone.localdate(w.at)
        known = {str(group).casefold(): group for group in DataSubjectGroup.in_force(w.access, today)}
        found = {
            known[name.casefold()].pk: known[name.casefold()] for name in names if name.casefold() in known
        }
        w.create_many(ProcessingGroup, [{"processing": row, "group": group} for group in found.values()])
        flags["other_groups"] = ", ".join(name for name in names if name.casefold() not in known)[:500]
    w.update(row, flags)
