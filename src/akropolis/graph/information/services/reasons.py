"""Reasons to reclassify: found by rules, handled by one action per unit and cause, settled by a new
decision.

The system is the author of the actions that the rules raise, since the user who caused a reason may lack the
right to write actions in the units concerned. The sentences are stored, in the installation's language.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from uuid import UUID

import yaml
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.workflow.steps import step_of, values_of
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.selectors import floods
from akropolis.graph.information.models import InformationSet, ReclassificationReason
from akropolis.graph.information.models.decisions import ReasonKind
from akropolis.graph.information.rules import reasons as rules
from akropolis.graph.information.rules.reasons import ClassifiedSet, ClassifyAnewReason, Terms
from akropolis.graph.information.selectors import touches
from akropolis.graph.information.selectors.reasons import BECAUSE, decided_sets
from akropolis.graph.information.services.causes import REASON
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.models.cause_choices import OTHER
from akropolis.shared.actions.services import causes
from akropolis.shared.classification.selectors import schemes

ACTOR = "akropoLIS"
LINES, LINE = 25, 150
"""Maximum number of information sets in an action's text, and of characters per set; other sets are counted."""
MANY = (ReasonKind.EXPIRES, ReasonKind.DEPENDENCY)
"""Kinds of which each set has a differently worded reason, so that the action's text names only the kind."""


def terms() -> Terms:
    """Return the time limits for reclassification, read from `content/reasons.yaml`."""
    text = (
        files("akropolis.graph.information").joinpath("content", "reasons.yaml").read_text(encoding="utf-8")
    )
    return rules.read_terms(yaml.safe_load(text))


def raise_found_reasons(now: datetime) -> str:
    """Run the daily job: store the reasons that the rules find today, each once. Return their number as text."""
    with override(settings.LANGUAGE_CODE), writing(system(ACTOR), because=_("Found by rule")) as w:
        w.at = now
        _forget_the_gone(w)
        _name_the_cause(w)
        sets, today = decided_sets(), timezone.localdate(now)
        found = [*rules.expiring(sets, today, terms()), *_outdated(w, sets, today)]
        found += rules.newly_dependent(sets, touches.list_touches(today))
        return f"{len(_raise(w, sets, found))} new"


def raise_for(
    w: Writer,
    nodes: Collection[Node],
    kind: str,
    because: str,
    key: str,
    *,
    units: Collection[UUID] | None = None,
) -> list[ReclassificationReason]:
    """Store a reason to reclassify for each classified set that depends on the nodes, with one action per
    unit.

    `units` limits the information to that of the given units.

    `kind` is a ReasonKind, `because` a sentence (at most 300 characters) that every unit concerned may read,
    and `key` ensures that the cause is counted only once. Runs in the caller's transaction; existing reasons
    are left unchanged. Returns the new reasons.
    """
    reached = floods.upstream([node.pk for node in nodes], timezone.localdate(w.at))
    hit = Node.objects.unscoped(because=BECAUSE).filter(pk__in=list(reached), kind=NodeKind.INFORMATION)
    concerned = set(hit.values_list("record", flat=True))
    sets = [each for each in decided_sets() if each.information in concerned]
    sets = [each for each in sets if units is None or each.unit in units]
    found = [ClassifyAnewReason(each.information, kind, key, key, because) for each in sets]
    with override(settings.LANGUAGE_CODE):
        return _raise(_by_system(w), sets, found)


def newly_dependent(w: Writer, dependencies: Sequence[Dependency]) -> list[ReclassificationReason]:
    """Do what the daily job does with these new dependencies, at once and in the caller's transaction."""
    today = timezone.localdate(w.at)
    touched = list(touches.list_touches(today, only=[row.pk for row in dependencies]))
    if not touched:
        return []
    with override(settings.LANGUAGE_CODE):
        sets = decided_sets()
        return _raise(_by_system(w), sets, rules.newly_dependent(sets, touched))


def settle_reasons(w: Writer, information: InformationSet) -> int:
    """Settle every open reason of the set, after a new decision. Return the number of settled reasons.

    An action is finished when none of its reasons is open. Runs in the caller's transaction.
    """
    rows = list(_open().filter(information=information))
    if not rows:
        return 0
    with override(settings.LANGUAGE_CODE):
        return _settle(_by_system(w), rows)


def _by_system(w: Writer) -> Writer:
    """Return a writer that acts as the system, in the same transaction and with the same timestamp."""
    return Writer(system(ACTOR), _("Found by rule"), w.at)


def _outdated(w: Writer, sets: Sequence[ClassifiedSet], today: date) -> list[ClassifyAnewReason]:
    scheme = schemes.edition_in_force(w.access, today)
    if scheme is None:
        return []
    return rules.outdated(sets, scheme.pk, f"{scheme.code}:{scheme.edition}", str(scheme))


def _open() -> GatedQuerySet[ReclassificationReason]:
    rows = ReclassificationReason.objects.unscoped(because=BECAUSE).filter(settled_at__isnull=True)
    return rows.select_related("information__owner_unit", "action__owner_unit").order_by(
        "raised_on", "information__number", "id"
    )


def _forget_the_gone(w: Writer) -> None:
    _settle(w, _open().filter(Q(information__archived_at__isnull=False) | Q(information__pointer=True)))


def _name_the_cause(w: Writer) -> None:
    """Set the cause on actions that the rules raised before actions had a stored cause."""
    unsaid = _living_actions().filter(cause=OTHER.key, pk__in=_open().order_by().values("action"))
    for action in unsaid.select_related("owner_unit"):
        w.update(action, {"cause": REASON.cause.key})


def _settle(w: Writer, rows: Iterable[ReclassificationReason]) -> int:
    count, touched = 0, {}
    for row in list(rows):
        w.update(row, {"settled_at": w.at})
        touched[row.action_id] = row.action
        count += 1
    for action in touched.values():
        if action is not None and _is_open(action):
            _renew(w, action)
    return count


def _is_open(action: Action) -> bool:
    return bool(_living_actions().filter(pk=action.pk).exists())


def _raise(
    w: Writer, sets: Iterable[ClassifiedSet], found: Iterable[ClassifyAnewReason]
) -> list[ReclassificationReason]:
    """Store the reasons that are new, and return them. All reasons of one cause in one unit get the same action."""
    by_set = {each.information: each for each in sets}
    new = _not_yet(found)
    groups: dict[tuple[UUID, str], list[ClassifyAnewReason]] = {}
    for reason in new:
        groups.setdefault((by_set[reason.information].unit, reason.cause), []).append(reason)
    made: list[ReclassificationReason] = []
    for (unit, cause), reasons in groups.items():
        action = _action(w, unit, cause, [by_set[r.information] for r in reasons], reasons[0])
        made += _store(w, action, reasons)
        _renew(w, action)
    return made


def _not_yet(found: Iterable[ClassifyAnewReason]) -> list[ClassifyAnewReason]:
    wanted = {(reason.information, reason.key): reason for reason in found}
    rows = ReclassificationReason.objects.unscoped(because=BECAUSE)
    there = rows.filter(key__in={key for _set, key in wanted}).values_list("information_id", "key")
    for known in there:
        wanted.pop(known, None)
    return list(wanted.values())


def _action(
    w: Writer, unit: UUID, cause: str, sets: Sequence[ClassifiedSet], reason: ClassifyAnewReason
) -> Action:
    """Return the unit's unfinished action for the cause; create one if there is none."""
    alike = Q(key=cause) | Q(key__startswith=f"{cause}:")
    mine = {"information__owner_unit_id": unit, "action__owner_unit_id": unit}
    there = _open().filter(alike, **mine, action__in=_living_actions()).first()
    if there is not None and there.action is not None:
        return there.action
    owner = rules.responsible(each.owner for each in sets)
    today = timezone.localdate(w.at)
    values = {
        "title": _("Classify anew"),
        "owner_unit": Unit.objects.unscoped(because=BECAUSE).get(pk=unit),
        "responsible": User.everything.filter(pk=owner, is_active=True).first() if owner else None,
        "begun_on": today,
        "due_on": rules.due_day(reason.kind, [each.valid_to for each in sets], today, terms()),
    }
    note = str(ReasonKind(reason.kind).label) if reason.kind in MANY else sentence(reason)
    return causes.add_caused_action(w, REASON, values, note=note)


def _living_actions() -> GatedQuerySet[Action]:
    return Action.objects.unscoped(because=BECAUSE).filter(OPEN)


def _store(w: Writer, action: Action, reasons: Iterable[ClassifyAnewReason]) -> list[ReclassificationReason]:
    rows = InformationSet.objects.unscoped(because=BECAUSE).select_related("owner_unit")
    sets = rows.in_bulk([reason.information for reason in reasons])
    values = [
        {
            "information": sets[reason.information],
            "kind": reason.kind,
            "because": sentence(reason)[:300],
            "key": reason.key,
            "raised_on": timezone.localdate(w.at),
            "action": action,
        }
        for reason in reasons
    ]
    return w.create_many(ReclassificationReason, values)


def sentence(reason: ClassifyAnewReason) -> str:
    """Return the sentence that is stored for the reason."""
    if reason.kind == ReasonKind.EXPIRES:
        late = reason.cause.endswith(rules.LATE)
        words = _("The decision was valid to %(day)s.") if late else _("The decision is valid to %(day)s.")
        return words % {"day": reason.about}
    if reason.kind == ReasonKind.SCHEME:
        return _("%(scheme)s is in force. The decision follows an earlier one.") % {"scheme": reason.about}
    return reason.about


def _renew(w: Writer, action: Action) -> None:
    """Update the action to name the sets that still have an open reason; if none has, finish the action.

    A set that has moved to another unit is not named in this unit's action.
    """
    open_ones = list(_open().filter(action=action))
    if not open_ones:
        done = {"done_on": timezone.localdate(w.at), "result": _("Everything is classified anew.")}
        w.update(action, values_of(action, step_of(action, "finish"), done))
        return
    left = [row for row in open_ones if row.information.owner_unit_id == action.owner_unit_id]
    if not left:
        return
    names = {row.information_id: row.information.label() for row in left}
    words = {"count": len(names), "name": left[0].information.name}
    title = ngettext("Classify %(name)s anew", "Classify %(count)s information sets anew", len(names)) % words
    w.update(action, {"title": title[:200], "description": _description(names, left)})


def _description(names: Mapping[UUID, str], left: Sequence[ReclassificationReason]) -> str:
    """Return the action's text: a reason common to all sets is written once, otherwise each set has its own."""
    why: dict[UUID, list[str]] = {}
    for row in left:
        why.setdefault(row.information_id, []).append(row.because)
    shared = {" ".join(texts) for texts in why.values()}
    if len(shared) == 1:
        return "\n".join([*shared, "", *_some([f"- {name}" for name in names.values()])])
    return "\n".join(_some([f"- {name}: {' '.join(why[key])}" for key, name in names.items()]))


def _some(lines: Sequence[str]) -> list[str]:
    """Return the first `LINES` lines, and a last one that says how many more there are."""
    shown, more = [line[:LINE] for line in lines[:LINES]], len(lines) - LINES
    if more > 0:
        shown.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
    return shown
