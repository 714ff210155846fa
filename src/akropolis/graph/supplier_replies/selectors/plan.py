"""Which suppliers are to be followed up, and why: by the plan, or since something has happened."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.calendar import months_on
from akropolis.base.lib.registry import Registry
from akropolis.graph.assets.models import Dependency, NodeKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.supplier_replies.models import (
    FollowUpCause,
    FollowUpRule,
    InquiryState,
    SupplierInquiry,
)
from akropolis.graph.supplier_replies.rules.permissions import READ
from akropolis.graph.supplier_replies.selectors.agreed import AgreedDays, agreed_days
from akropolis.graph.supplier_replies.selectors.question_sets import levels_of
from akropolis.graph.suppliers.models import Supplier

type Happened = Callable[[Access, Collection[UUID], date], Mapping[UUID, Sequence[tuple[date, str]]]]
"""Takes suppliers and today; returns what has happened to each, by day and in words, as the user may read it."""
happenings: Registry[str, Happened] = Registry("reason to follow up a supplier")
"""What other domains know that makes a supplier be asked again: an event, a lapsed certificate."""


@dataclass(frozen=True, slots=True)
class PlannedSupplier:
    """A supplier, the highest known level that stands on it, when it last answered or was looked into, the open
    follow-up if there is one, when the plan says that it is due, and why it is due now (empty if it is not).
    """

    supplier: Supplier
    level: int | None
    last: date | None
    going: bool
    due_on: date | None
    reasons: Sequence[str]


def list_plan(access: Access, day: date, units: Q | None = None) -> list[PlannedSupplier]:
    """Return the plan of the suppliers in the user's units (or those of `units`). A fixed number of queries."""
    rows = Supplier.objects.visible(access).filter(
        units or access.units(READ, "owner_unit"), archived_at=None
    )
    suppliers = {row.pk: row for row in rows.select_related("owner_unit").order_by("sort_key", "id")}
    levels, rules = levels_of(access, suppliers), FollowUpRule.in_force(access, day)
    by_level = {rule.level: rule for rule in rules if rule.cause == FollowUpCause.PLAN}
    others = {rule.cause: rule for rule in rules if rule.cause != FollowUpCause.PLAN}
    last, going = _asked(access, suppliers)
    agreed = agreed_days(access, suppliers, day)
    happened = _happened(access, suppliers, day, others, agreed)
    found = []
    for pk, row in suppliers.items():
        known = [level for level in levels.get(pk, {}).values() if level is not None]
        level = max(known, default=None)
        latest = max(filter(None, (last.get(pk), agreed[pk].followed_up_on)), default=None)
        due_on, reasons = _by_plan(by_level.get(level), latest, day)
        if latest:
            reasons += [text for when, text in happened[pk] if when > latest]
        found.append(PlannedSupplier(row, level, latest, pk in going, due_on, () if pk in going else reasons))
    return found


def _asked(access: Access, suppliers: Collection[UUID]) -> tuple[dict[UUID, date], set[UUID]]:
    last: dict[UUID, date] = {}
    going = set()
    rows = SupplierInquiry.objects.visible(access).filter(supplier__in=suppliers, archived_at=None).order_by()
    for pk, state, at in rows.values_list("supplier", "state", "answered_at"):
        if state in (InquiryState.DRAFT, InquiryState.SENT, InquiryState.ANSWERED):
            going.add(pk)
        if at:
            answered = timezone.localdate(at)
            last[pk] = max(answered, last.get(pk, answered))
    return last, going


def _by_plan(rule: FollowUpRule | None, latest: date | None, day: date) -> tuple[date | None, list[str]]:
    if rule is None or not rule.months:
        return None, []
    if latest is None:
        return day, [_("It has never been followed up (%(rule)s).") % {"rule": rule.said("name")}]
    due_on = months_on(latest, rule.months)
    return due_on, [_("%(rule)s.") % {"rule": rule.said("name")}] if due_on <= day else []


def _happened(
    access: Access,
    suppliers: Mapping[UUID, Supplier],
    day: date,
    rules: Mapping[str, FollowUpRule],
    agreed: Mapping[UUID, AgreedDays],
) -> defaultdict[UUID, list[tuple[date, str]]]:
    """Return supplier → what has happened and when, by the rules in force and what other domains declare."""
    found: defaultdict[UUID, list[tuple[date, str]]] = defaultdict(list)
    ending = rules.get(FollowUpCause.AGREEMENT)
    for pk, days in agreed.items():
        end = days.ends_on
        if ending and end and ending.days and (begins := end - timedelta(days=ending.days)) <= day:
            found[pk].append((begins, _("The agreement ends on %(day)s.") % {"day": end.isoformat()}))
    ends = {
        FollowUpCause.SUB_SUPPLIER: ("source__record", Q(target__kind=NodeKind.SUPPLIER)),
        FollowUpCause.CHANGED: ("target__record", Q()),
    }
    for cause, (end_of, condition) in ends.items():
        if cause in rules:
            links = Dependency.objects.visible(access).filter(
                in_force(day), condition, **{f"{end_of}__in": suppliers}
            )
            for pk, at in links.order_by().values_list(end_of, "created_at"):
                found[pk].append((timezone.localdate(at), f"{cause.label}."))
    for tell in happenings:
        for pk, told in tell(access, suppliers, day).items():
            found[pk] += told
    return defaultdict(list, {pk: list(dict.fromkeys(told)) for pk, told in found.items()})
