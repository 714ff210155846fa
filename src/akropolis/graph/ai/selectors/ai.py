"""Assessments of AI systems: the latest and earlier ones, their actions, and pending tasks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_from
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.lib.periods import Period
from akropolis.graph.ai.models import AiAction, AiAssessment, AiClassText, AiSystem, Worry
from akropolis.graph.ai.rules.ai import ClassText, class_on
from akropolis.graph.blast_radius.selectors import facts
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN

READ, EDIT = f"{AiSystem.permission}:read", f"{AiSystem.permission}:edit"
ACT = f"{Action.permission}:edit"
SOON = timedelta(days=30)
"""How long before the next review there is a pending task to assess the system again."""
BECAUSE = "whether the owner may assess; of her appointments nothing is told"


class Classes:
    """What the classes under the AI act mean on one day, as a user may read it. One query, when first needed."""

    def __init__(self, access: Access, day: date) -> None:
        self.access, self.day = access, day

    @cached_property
    def rows(self) -> list[AiClassText]:
        """Return every text, also replaced and future ones, sorted by class and then by first day."""
        return AiClassText.rows(self.access)

    def text(self, code: str) -> AiClassText | None:
        """Return the text on what the class means on the day; None if there is none."""
        held = class_on(
            [ClassText(row.ai_class, row.valid_from, row, row.valid_to) for row in self.rows], code, self.day
        )
        return held.row if held else None


def assessments(access: Access, system: AiSystem) -> list[AiAssessment]:
    """Return all assessments of the system, the current one first."""
    return list(AiAssessment.objects.visible(access).filter(system=system))


def all_assessments(access: Access) -> list[AiAssessment]:
    """Return all assessments of every system in use that the user may read: sorted by system, the latest first."""
    rows = AiAssessment.objects.visible(access).filter(system__archived_at__isnull=True)
    order = ("system__sort_key", "system", "-assessed_on", "-created_at")
    return list(rows.select_related("system__owner_unit").order_by(*order))


def actions_of(access: Access, made: Iterable[AiAssessment]) -> Mapping[UUID, Mapping[str, Sequence[Action]]]:
    """Return a dict from assessment id to its readable actions by worry, the earliest first. Two queries."""
    links = AiAction.objects.visible(access).filter(assessment__in=[row.pk for row in made])
    rows = list(links.order_by("created_at", "pk").values_list("assessment", "worry", "action"))
    seen = Action.objects.visible(access).select_related("responsible").in_bulk([pk for *_, pk in rows])
    found: defaultdict[UUID, defaultdict[str, list[Action]]] = defaultdict(lambda: defaultdict(list))
    for assessment, worry, pk in rows:
        if pk in seen:
            found[assessment][worry].append(seen[pk])
    return found


def running_actions(access: Access, system: AiSystem) -> dict[Worry, Action]:
    """Return a dict from worry to the action that the latest assessment raised or kept, if it is still to be done."""
    latest = AiAssessment.objects.visible(access).filter(system=system)[:1]
    links = AiAction.objects.visible(access).filter(assessment__in=[row.pk for row in latest])
    pairs = dict(links.order_by("created_at", "pk").values_list("action", "worry"))
    rows = Action.objects.visible(access).filter(OPEN, pk__in=list(pairs))
    return {Worry(pairs[row.pk]): row for row in rows}


def may_assess(access: Access, system: AiSystem) -> bool:
    """Tell whether the user may assess the system: the system is in use, and the user may edit it."""
    return system.archived_at is None and access.may(EDIT, system.owner_unit)


def systems_to_assess(access: Access, today: date) -> list[AiSystem]:
    """Return the systems the user is to assess: never assessed, or the next review is near or overdue.

    The task is the owner's if the owner may assess. Otherwise it is given to users who may assess in the
    unit, but not to users with that right in the whole city.
    """
    if access.actor.id is None or not access.anywhere(EDIT):
        return []
    done = Exists(AiAssessment.objects.visible(access).filter(system=OuterRef("pk")).order_by())
    kept = AiSystem.objects.visible(access).filter(access.units(EDIT, "owner_unit"), archived_at__isnull=True)
    rows = kept.annotate(assessed=done).filter(Q(review_on__lte=today + SOON) | Q(assessed=False))
    rows = rows.select_related("owner_unit", "owner").order_by("sort_key", "id")
    if access.may(EDIT, None):
        return [*rows.filter(owner=access.actor.id)]
    found: list[AiSystem] = [*rows]
    mine = [row for row in found if row.owner_id == access.actor.id]
    others = [row for row in found if row.owner_id != access.actor.id]
    able = _owners_who_may(others, today)
    return [row for row in found if row in mine or row.pk not in able]


def _owners_who_may(systems: Iterable[AiSystem], today: date) -> set[UUID]:
    """Return the ids of the systems whose owner may assess them. One query, or none if no system has an owner."""
    owned = [row for row in systems if row.owner is not None and row.owner.is_active]
    if not owned:
        return set()
    held = Appointment.objects.unscoped(because=BECAUSE).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        user__in={row.owner_id for row in owned},
        valid_from__lte=today,
    )
    by_user: defaultdict[UUID, list[Appointment]] = defaultdict(list)
    for each in held.select_related("role", "unit"):
        by_user[each.user_id].append(each)
    return {
        row.pk
        for row in owned
        if row.owner and access_from(row.owner, by_user[row.owner.pk]).may(EDIT, row.owner_unit)
    }


def _open_actions(access: Access) -> Iterable[tuple[int, UUID]]:
    return facts.list_raised_actions(access, AiAction.objects.visible(access), "assessment__system_id")


ACTIONS = facts.FactSource(facts.FactKind.ACTION, _open_actions, facts.list_action_facts)
"""The source of facts about the nodes of AI systems: the open actions that assessments raised."""


def assessed(period: Period) -> Q:
    """Return the condition for systems assessed by the cut-off, shared by lists and key figures."""
    rows = AiAssessment.objects.unscoped(
        because="an assessment is read with its system, and the list's rows are"
    )
    done = rows.filter(assessed_on__lte=period.cutoff).order_by()
    return Q(pk__in=done.values("system"))


def unassessed(period: Period) -> Q:
    """Return the condition for systems not assessed by the cut-off."""
    return ~assessed(period)
