"""The classification panel on the information set's own page, and pending tasks about classification."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import number
from akropolis.base.ui.naming import first_named
from akropolis.graph.information.models import ClassificationDraft, InformationSet, ReclassificationReason
from akropolis.graph.information.models.decisions import ClassificationDecision, ReasonKind
from akropolis.graph.information.selectors.classification import (
    DECIDE,
    EDIT,
    READ,
    classification_status,
    drafts_of,
)
from akropolis.graph.information.selectors.reasons import open_reasons
from akropolis.graph.information.services import security_stops
from akropolis.graph.information.services.causes import REASON, has_running_action
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors import causes
from akropolis.shared.classification.selectors.schemes import body_of
from akropolis.shared.classification.services.security_stops import SETTLE
from akropolis.shared.clocks.reports.clock_words import ClockStepLine, explain_from_start

SOON = timedelta(days=60)
"""How long before a decision expires its owner gets a pending task."""
NAMED = 3
"""Maximum number of never classified sets that a pending task names."""


def build(access: Access, row: InformationSet) -> PanelContent | None:
    """Return the context of the panel; None for readers who may not see the unit's classifications."""
    if not access.may(READ, row.owner_unit):
        return None
    found = classification_status(access, row)
    in_use = row.archived_at is None
    may_edit = in_use and access.may(EDIT, row.owner_unit)
    context: dict[str, object] = {
        "pointer": row.pointer,
        "url": reverse("classification", args=[row.pk]),
        "all_url": reverse("classification-decisions", args=[row.pk]),
        "may_edit": may_edit,
        "draft": found.draft,
        "decision": found.decision,
        "reasons": _reasons(access, row),
    }
    label, rank = _("Classify"), ActRank.NEXT
    if found.decision is not None:
        context |= {
            "letters": found.letters,
            "expired": found.expired(timezone.localdate()),
            "aspects": _aspects(found.decision),
            "decision_url": reverse("classification-decision", args=[row.pk, found.decision.number]),
        }
        label = _("Classify anew")
        if not (context["expired"] or context["reasons"]):
            rank = ActRank.BESIDE
    if found.draft is not None and may_edit:
        label, rank = _("Go on classifying"), ActRank.NEXT
    elif found.draft is not None and in_use and access.may(DECIDE, row.owner_unit):
        label, rank, may_edit = _("See what is proposed, and decide"), ActRank.NEXT, True
    offered = may_edit and not row.pointer
    acts = [RowAct(label, reverse("classification", args=[row.pk]), rank)] if offered else []
    return PanelContent(context=context, acts=acts)


def _reasons(access: Access, row: InformationSet) -> list[dict[str, object]]:
    """Return the open reasons to reclassify, each with its action, or a URL to raise one if none is running."""
    found = list(open_reasons(access, information=row))
    actions = Action.objects.visible(access).in_bulk([each.action_id for each in found if each.action_id])
    may = access.may(EDIT, row.owner_unit) and access.anywhere(causes.EDIT)
    return [
        {
            "reason": reason,
            "action": actions.get(reason.action_id),
            "raise_url": causes.raise_url(REASON, reason.pk)
            if may and not has_running_action(reason)
            else "",
        }
        for reason in found
    ]


def _aspects(decision: ClassificationDecision) -> list[dict[str, object]]:
    body = body_of(decision.scheme)
    found = []
    for aspect in body.aspects:
        value = decision.levels.get(aspect.key)
        if value is not None:
            level = body.level(value)
            found.append({"name": aspect.name, "value": value, "label": level.label if level else ""})
    return found


# Pending tasks


def list_classification_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """List drafts the user began or owns, sets they own without a lasting decision, and stops to take over."""
    if access.actor.id is None:
        return
    for rest in (_drafts, _sent, _stops):
        yield from cached(access, _listed, rest)
    owned = list(_list_unclassified(access, today + SOON))
    yield from (_ending(row, today) for row in owned if row.classified_on)
    yield from _never([row for row in owned if row.classified_on is None], today)


def _listed(access: Access, tasks: Callable[[Access], Iterable[PendingTask]]) -> list[PendingTask]:
    return list(tasks(access))


def _drafts(access: Access) -> Iterator[PendingTask]:
    if not access.anywhere(EDIT):
        return
    drafts = [row for row in drafts_of(access) if row.sent_at is None]
    touched = Change.objects.filter(object_id__in=[row.pk for row in drafts], actor_id=access.actor.id)
    mine = set(touched.values_list("object_id", flat=True))
    for draft in drafts:
        if draft.pk in mine or draft.information.owner_id == access.actor.id:
            yield _draft(draft)


def _sent(access: Access) -> Iterator[PendingTask]:
    """Yield a task for each draft that others have prepared and sent for the user to decide."""
    if not access.anywhere(DECIDE):
        return
    rows = ClassificationDraft.objects.visible(access).filter(
        sent_at__isnull=False, information__archived_at=None
    )
    rows = rows.filter(access.asked(DECIDE, "information__owner_unit")).exclude(sender=access.actor.id)
    rows = rows.select_related("information__owner_unit", "sender")
    for draft in rows.order_by("sent_at", "pk"):
        words = {
            "name": draft.information.name,
            "unit": draft.information.owner_unit.name,
            "who": draft.sender,
        }
        yield PendingTask(
            key=f"classification:decide:{draft.pk}",
            title=_("Decide on the classification of %(name)s") % words,
            url=reverse("classification-decide", args=[draft.information_id]),
            why=_("%(who)s has prepared it for %(unit)s, and sends it for a decision.") % words,
        )


def list_sent_drafts(access: Access, _today: date) -> Iterator[Awaited]:
    """Yield each draft that the user has sent and that is still undecided, earliest sent first."""
    rows = ClassificationDraft.objects.visible(access).filter(sent_at__isnull=False, sender=access.actor.id)
    for draft in rows.select_related("information__owner_unit").order_by("sent_at", "pk"):
        yield Awaited(
            title=_("Decision on the classification of %(name)s") % {"name": draft.information.name},
            url=reverse("information-detail", args=[draft.information_id]),
            whom=draft.information.owner_unit,
            state=_("Not decided"),
        )


def _draft(draft: ClassificationDraft) -> PendingTask:
    information = draft.information
    words = {"name": information.name, "unit": information.owner_unit.name}
    return PendingTask(
        key=f"classification:draft:{draft.pk}",
        title=_("Go on classifying %(name)s") % words,
        url=reverse("classification", args=[information.pk]),
        why=_("A classification is under way for %(unit)s, and not decided.") % words,
    )


def _list_unclassified(access: Access, soon: date) -> QuerySet[InformationSet]:
    """Return the user's own sets in use that need a decision and have no draft, earliest end of validity
    first.

    A set needs one when it has none, or when its decision expires by `soon` and no open reason gives the
    user an action about it.
    """
    rows = InformationSet.objects.visible(access).filter(
        owner=access.actor.id, pointer=False, archived_at__isnull=True
    )
    begun = ClassificationDraft.objects.visible(access).values("information")
    told = ReclassificationReason.objects.visible(access).filter(
        settled_at__isnull=True, kind=ReasonKind.EXPIRES, action__responsible=access.actor.id
    )
    ending = Q(valid_to__lte=soon) & ~Q(pk__in=told.values("information"))
    rows = rows.filter(access.units(EDIT, "owner_unit"), Q(classified_on__isnull=True) | ending)
    return rows.exclude(pk__in=begun).order_by("valid_to", "sort_key", "pk")


def _ending(row: InformationSet, today: date) -> PendingTask:
    assert row.valid_to
    assert row.classified_on
    late = row.valid_to < today
    why = _("The decision's time has run out.") if late else _("The decision's time is running out.")
    days = {"taken": date_format(row.classified_on), "last": date_format(row.valid_to)}
    said = _("The decision was taken on %(taken)s and holds until %(last)s.") % days
    return PendingTask(
        key=f"classification:expires:{row.pk}:{row.valid_to}",
        title=_("Classify %(name)s anew") % {"name": row.name},
        url=reverse("classification", args=[row.pk]),
        why=why,
        due=row.valid_to,
        reasons=(
            ClockStepLine(said, ""),
            *explain_from_start("classification-longest", row.classified_on)[1:],
        ),
        about=refer(row),
    )


def _never(rows: Sequence[InformationSet], today: date) -> Iterator[PendingTask]:
    """Yield one task for all the user's never classified sets together: a new city has hundreds of them."""
    if not rows:
        return
    names = first_named([row.name for row in rows], NAMED)
    words = {"name": rows[0].name, "count": number(len(rows)), "names": names}
    query = urlencode({"owner": "me", "rule": f"unclassified:{today}:{today}:{today}"})
    yield PendingTask(
        key="classification:never",
        title=ngettext("Classify %(name)s", "Classify %(count)s information sets", len(rows)) % words,
        url=reverse("classification", args=[rows[0].pk])
        if len(rows) == 1
        else f"{reverse('information-list')}?{query}",
        why=(
            _("You own it, and it has not been classified.")
            if len(rows) == 1
            else _("You own them, and they have not been classified: %(names)s.") % words
        ),
    )


def _stops(access: Access) -> Iterator[PendingTask]:
    if not access.anywhere(SETTLE):
        return
    for stop in security_stops.unsettled(access):
        words = {
            "number": stop.information.number,
            "who": stop.stopped_by,
            "unit": stop.information.owner_unit.name,
        }
        yield PendingTask(
            key=f"classification:stop:{stop.pk}",
            title=_("Take care of %(number)s") % words,
            url=reverse("classification", args=[stop.information_id]),
            why=_("%(who)s at %(unit)s stopped it, since it may concern Sweden's security.") % words,
        )
