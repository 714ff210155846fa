"""Reading of the reasons to reclassify information."""

from django.db.models import F, Max

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.graph.information.models import ClassificationDecision, InformationSet, ReclassificationReason
from akropolis.graph.information.rules.reasons import ClassifiedSet

BECAUSE = "the rules look at every information set, whoever may read it"


def open_reasons(
    access: Access, *, information: InformationSet | None = None, path: str = ""
) -> GatedQuerySet[ReclassificationReason]:
    """Return the open reasons to reclassify that the user may read, latest first.

    `information` limits them to one set, `path` to the sets of the unit with that path and below. Pointers
    and archived sets are left out. The information, its unit and the action are selected with each reason.
    """
    rows = ReclassificationReason.objects.visible(access).filter(
        settled_at__isnull=True, information__pointer=False, information__archived_at__isnull=True
    )
    if information is not None:
        rows = rows.filter(information=information)
    if path:
        rows = rows.filter(information__owner_unit__path__startswith=path)
    return rows.select_related("information__owner_unit", "action")


def decided_sets() -> list[ClassifiedSet]:
    """Return every current information set with its latest decision, unscoped: for the rules only."""
    rows = ClassificationDecision.objects.unscoped(because=BECAUSE)
    rows = rows.filter(information__archived_at__isnull=True, information__pointer=False)
    latest = rows.order_by().values("information").annotate(last=Max("number")).values("information", "last")
    numbers = dict(latest.values_list("information", "last"))
    found = rows.order_by("information_id", "-number").values_list(
        "information_id",
        F("information__owner_unit_id"),
        F("information__owner_id"),
        "number",
        "decided_at",
        "valid_to",
        "scheme_id",
    )
    return [ClassifiedSet(*row) for row in found if numbers[row[0]] == row[3]]
