"""Pending tasks of risks: to decide, to decide anew, to see to that an acceptance ends, and to treat in time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.lib.swedish import date_prose, number
from akropolis.graph.risk.models import AcceptanceChange, DecisionKind, Risk, RiskDecision
from akropolis.graph.risk.rules.permissions import ACCEPT, EDIT, READ
from akropolis.graph.risk_decisions.register.acceptances import SOON, AcceptedRiskList
from akropolis.graph.risk_decisions.reports.acceptance_words import ChangeWords
from akropolis.graph.risk_decisions.selectors.deciders import RiskMandates
from akropolis.graph.risk_decisions.selectors.facts import CurrentFacts
from akropolis.people.organisation.selectors.tree import living

BECAUSE = "a task whose unit has nobody falls to those above, so that it never lacks a desk"


def _desk[R](
    access: Access, right: str, rows: Iterable[R], unit_of: Callable[[R], Unit], today: date
) -> list[R]:
    """Return the rows for which the user is responsible in their unit, or nobody there is and the user is above."""
    rows = [row for row in rows if access.may(right, unit_of(row))]
    others = {unit_of(row) for row in rows if not access.is_asked(right, unit_of(row))}
    people = responsible_people(right, others, today, because=BECAUSE) if others else {}
    above = {unit for unit in others if access.actor.id in {user.pk for user in people[unit.pk]}}
    return [row for row in rows if unit_of(row) not in others or unit_of(row) in above]


def _open(access: Access) -> QuerySet[Risk]:
    rows = Risk.objects.visible(access).filter(archived_at=None, ended_on=None)
    return rows.select_related("owner_unit", "waits_in")


def _mine(access: Access, rows: QuerySet[Risk], today: date) -> list[Risk]:
    """Return the user's own risks, and those of the user's units that no owner in office sees to."""
    risks = list(rows.filter(Q(owner=access.actor.id) | access.units(EDIT, "owner_unit")))
    held = Appointment.objects.unscoped(because=BECAUSE).filter(IN_OFFICE, living(today))
    held = held.filter(user__in={risk.owner_id for risk in risks} - {None}).order_by()
    paths: dict[UUID | None, list[str]] = {}
    for owner, path in held.values_list("user", "unit__path"):
        paths.setdefault(owner, []).append(path or "/")
    owned = {r.pk for r in risks if any(map(r.owner_unit.path.startswith, paths.get(r.owner_id, ())))}
    mine = [risk for risk in risks if risk.pk in owned and risk.owner_id == access.actor.id]
    ownerless = [risk for risk in risks if risk.pk not in owned]
    return [*mine, *_desk(access, EDIT, ownerless, lambda risk: risk.owner_unit, today)]


# To decide


def _waiting(access: Access, today: date) -> list[Risk]:
    """Return the risks that wait for the user: those who may accept them there, or else those responsible there."""
    decisions = RiskDecision.objects.unscoped(because="of risks that the user may read")
    latest = decisions.filter(risk=OuterRef("pk")).order_by("-decided_on", "-created_at", "-id")
    rows = _open(access).filter(access.units(ACCEPT, "waits_in"), waits_in__isnull=False)
    rows = rows.annotate(last=latest.values("kind")[:1]).order_by("treat_by", "sort_key", "pk")
    facts, mine, others = CurrentFacts(today), list[Risk](), list[Risk]()
    for risk in rows:
        people = RiskMandates(risk, today, facts).deciders_in(risk.waits_in_id) if _is_up(risk) else ()
        if access.actor.id in people:
            mine.append(risk)
        elif not people:
            others.append(risk)
    return [*mine, *_desk(access, ACCEPT, others, lambda risk: risk.waits_in or risk.owner_unit, today)]


def _is_up(risk: Risk) -> bool:
    return getattr(risk, "last", "") != DecisionKind.SENT_BACK and risk.level is not None


@task_feed(_waiting, right=ACCEPT)
def pending_decisions(risk: Risk) -> PendingTask:
    """A task for each risk that waits for a decision in the user's unit."""
    words = {"risk": risk.title, "unit": risk.owner_unit, "to": risk.waits_in}
    back = not _is_up(risk)
    return PendingTask(
        key=f"risk-decide:{risk.pk}:{risk.waits_in_id}:{'back' if back else 'up'}",
        title=(
            _("Go on with the risk that was sent back: %(risk)s")
            if back
            else _("Decide on the risk: %(risk)s")
        )
        % words,
        url=reverse("risks-detail" if back else "risk-decide", args=[risk.pk]),
        why=(
            _("It was sent back to %(to)s. Treat it, send it on, or withdraw it.")
            if back
            else _("%(unit)s has sent it to %(to)s for a decision.")
        )
        % words,
        due=risk.treat_by,
        about=refer(risk),
    )


def risks_sent(access: Access, _today: date) -> Iterator[Awaited]:
    """Return what the user has sent for a decision that has not come."""
    rows = RiskDecision.objects.visible(access).filter(
        kind=DecisionKind.SENT_UP, decider_name=access.actor.name, risk__waits_in=F("to_unit")
    )
    seen = set()
    for row in rows.select_related("risk", "to_unit").order_by("-decided_on", "-created_at", "-id"):
        if row.risk_id not in seen:
            seen.add(row.risk_id)
            yield Awaited(
                title=_("Decision on the risk %(risk)s") % {"risk": row.risk.title},
                url=reverse("risks-detail", args=[row.risk_id]),
                whom=row.to_unit,
                state=_("Not decided"),
                due=row.risk.treat_by,
            )


# To decide anew


def pending_stale_acceptances(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield one task for each change that asks for new decisions, however many risks of the user's it concerns."""
    if access.actor.id is None or not access.anywhere(READ):
        return
    asking = AcceptanceChange.objects.filter(asks=True, risk=OuterRef("pk"))
    rows = _open(access).filter(Exists(asking), accepted_until__gte=today, waits_in=None)
    risks = {risk.pk: risk for risk in _mine(access, rows, today)}
    changes = list(AcceptanceChange.objects.filter(asks=True, risk__in=risks).select_related("decision"))
    for change in changes:
        change.risk = risks[change.risk_id]
    words = ChangeWords(access, changes, CurrentFacts(today)) if changes else None
    for key, group in groupby(sorted(changes, key=_order), key=_change_key):
        if words:
            yield _stale_task(key, list(group), words)


def _change_key(change: AcceptanceChange) -> str:
    """Return what names the change: its cause, else the risk, and the day on which it was first seen."""
    kind = change.key.partition(":")[0]
    return f"{kind}:{change.cause or change.risk_id}:{change.since}"


def _order(change: AcceptanceChange) -> tuple[str, str, str]:
    return _change_key(change), change.risk.sort_key, change.key


def _stale_task(key: str, changes: list[AcceptanceChange], words: ChangeWords) -> PendingTask:
    risks = {change.risk_id: change.risk for change in changes}
    first = changes[0]
    title = ngettext(
        "Decide anew on the accepted risk %(risk)s", "Decide anew on %(n)s accepted risks", len(risks)
    )
    one = len(risks) == 1
    sentences = dict.fromkeys(words.describe(change) for change in changes if one or change is first)
    page = reverse("risks-detail", args=[first.risk_id])
    several = f"{reverse(AcceptedRiskList.key)}?state=stale&cause={first.cause}"
    return PendingTask(
        key=f"risk-stale:{key}",
        title=title % {"risk": first.risk.title, "n": number(len(risks))},
        url=page if one else several,
        why=" ".join(sentences),
    )


# Acceptances that end, and risks to treat


def _ending(access: Access, today: date) -> list[Risk]:
    rows = _open(access).filter(accepted_until__lte=today + SOON, waits_in=None)
    return _mine(access, rows.order_by("accepted_until", "sort_key", "pk"), today)


@task_feed(_ending, right=READ)
def pending_ends(risk: Risk) -> PendingTask:
    """A task for each acceptance that runs out within a month, or has run out."""
    day = date_prose(risk.accepted_until) if risk.accepted_until else ""
    return PendingTask(
        key=f"risk-acceptance:{risk.pk}:{risk.accepted_until}",
        title=_("Decide before the acceptance runs out: %(risk)s") % {"risk": risk.title},
        url=reverse("risks-detail", args=[risk.pk]),
        why=_("The risk is accepted until %(day)s. After that nobody has decided to bear it.") % {"day": day},
        due=risk.accepted_until,
        about=refer(risk),
    )


def _untreated(access: Access, today: date) -> list[Risk]:
    left = Q(target_level=None) | Q(level__gt=F("target_level"))
    rows = _open(access).filter(left, treat_by__lte=today + SOON, accepted_until=None, waits_in=None)
    return _mine(access, rows.order_by("treat_by", "sort_key", "pk"), today)


@task_feed(_untreated, right=READ)
def pending_treatments(risk: Risk) -> PendingTask:
    """A task for each risk above its target whose level says that it must be treated by now, or within a month."""
    day = date_prose(risk.treat_by) if risk.treat_by else ""
    return PendingTask(
        key=f"risk-treat:{risk.pk}:{risk.treat_by}",
        title=_("Treat the risk: %(risk)s") % {"risk": risk.title},
        url=reverse("risks-detail", args=[risk.pk]),
        why=_("A risk of its level must be treated by %(day)s, or accepted by somebody with a mandate.")
        % {"day": day},
        due=risk.treat_by,
        about=refer(risk),
    )
