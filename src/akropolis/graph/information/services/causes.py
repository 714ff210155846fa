"""Links reasons to reclassify to the actions that they raise: the reason's own row holds its action."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.information.models import InformationSet, ReclassificationReason
from akropolis.graph.information.selectors.classification import DECIDE, EDIT
from akropolis.graph.information.selectors.reasons import BECAUSE, open_reasons
from akropolis.shared.actions.models import Action, Cause
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, uuid_of

CLASSIFICATION = Cause("classification", gettext_lazy("Classification and gaps"), 70)


class ReasonCause(CauseKind[ReclassificationReason]):
    """A reason to reclassify an information set. The rules raise its action, and a new one when that one is over."""

    key, cause, label = "reason", CLASSIFICATION, gettext_lazy("Reason to classify anew")
    link = ReclassificationReason

    def origin(self, access: Access, key: str) -> Origin:
        """Return the reason, while it is open."""
        row = open_reasons(access).select_related("information__owner_unit", "action").one(pk=uuid_of(key))
        information = row.information
        title = _("Classify %(name)s anew") % {"name": information.name}
        may = access.may(EDIT, information.owner_unit) and not has_running_action(row)
        where, url = {"pk": row.pk}, reverse("information-detail", args=[information.pk])
        unit = information.owner_unit
        return Origin(information.label(), url, unit, where, title=title[:200], note=row.because, may=may)

    def told(self, access: Access, links: QuerySet[ReclassificationReason]) -> Iterable[CauseLine]:
        """List the sets, those to reclassify first, with a link to the classification if the user may classify."""
        rows = links.select_related("information__owner_unit").order_by(
            "settled_at", "information__sort_key", "pk"
        )
        by_set: dict[InformationSet, list[ReclassificationReason]] = {}
        for row in rows:
            by_set.setdefault(row.information, []).append(row)
        ordered = sorted(by_set.items(), key=lambda pair: all(row.settled_at for row in pair[1]))
        return [_cause_line(access, information, reasons) for information, reasons in ordered]

    def attach(self, w: Writer, action: Action, values: Mapping[str, object]) -> None:
        """Set `action` as the action of the reason that `values` identify."""
        w.update(ReclassificationReason.objects.unscoped(because=BECAUSE).get(**values), {"action": action})


def has_running_action(reason: ReclassificationReason) -> bool:
    """Tell whether the reason has an action still to be done."""
    living = Action.objects.unscoped(because=BECAUSE).filter(OPEN)
    return reason.action_id is not None and living.filter(pk=reason.action_id).exists()


def _cause_line(
    access: Access, information: InformationSet, reasons: Sequence[ReclassificationReason]
) -> CauseLine:
    left = [row for row in reasons if row.settled_at is None]
    note = " ".join(dict.fromkeys(row.because for row in left)) if left else _("It is classified anew.")
    unit, act = information.owner_unit, None
    if left and (access.may(EDIT, unit) or access.may(DECIDE, unit)):
        act = (_("Classify anew"), reverse("classification", args=[information.pk]))
    url = reverse("information-detail", args=[information.pk])
    return CauseLine(str(reasons[0].pk), information.label(), url, note, act)


REASON = ReasonCause()
