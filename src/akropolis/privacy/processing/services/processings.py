"""Write what belongs to a processing: whom and what it is about, where it is done, other controllers, recipients."""

from collections.abc import Collection, Mapping, Sequence

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingPart,
    ProcessingRecipient,
)


def describe_people(
    access: Access,
    processing: Processing,
    values: Mapping[str, object],
    *,
    groups: Sequence[DataSubjectGroup],
    categories: Sequence[DataCategory],
    version: int | None = None,
) -> Processing:
    """Set whom it is about, with which data (GDPR article 30.1 c), and fields of the processing, all or nothing.

    Raises Stale after another's change.
    """
    with writing(access) as w:
        row = w.update(processing, values, version=version)
        set_links(w, ProcessingGroup, {"processing": row}, "group", groups)
        set_links(w, ProcessingCategory, {"processing": row}, "category", categories)
        w.touch(row, ProcessingGroup, ProcessingCategory)
        return row


def set_places(
    access: Access, processing: Processing, *, removed: Collection[int] = (), added: Node | None = None
) -> Processing:
    """Remove places that the person sees, and add one. What is there already is not added again."""
    with writing(access) as w:
        w.require(processing)
        gone = Node.objects.visible(access).filter(pk__in=removed)
        rows = ProcessingNode.objects.visible(access).filter(processing=processing, node__in=gone)
        w.remove_many(list(rows.select_related("processing__owner_unit")))
        if added and not ProcessingNode.everything.filter(processing=processing, node=added).exists():
            w.create(ProcessingNode, {"processing": processing, "node": added})
        return processing


def write_part(
    access: Access,
    part: ProcessingPart | None,
    values: Mapping[str, object],
    *,
    model: type[ProcessingPart],
    version: int | None = None,
) -> ProcessingPart:
    """Add another controller or a recipient, or change it. A recipient sets what `state_disclosure` does.

    Raises Stale after another's change.
    """
    with writing(access) as w:
        made = w.update(part, values, version=version) if part else w.create(model, values)
        state_disclosure(w, made.processing, [made])
        return made


def state_disclosure(w: Writer, processing: Processing, parts: Sequence[ProcessingPart]) -> None:
    """Set on the processing that data is disclosed to the recipients, and whether it leaves the EU and EEA."""
    if found := [each for each in parts if isinstance(each, ProcessingRecipient) and not each.rejected]:
        abroad = {"third_country": True} if any(each.third_country for each in found) else {}
        w.update(processing, {"has_recipients": True, **abroad})
