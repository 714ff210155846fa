"""Decide on a risk: accept it until a day, send it up the tree, send it back, or withdraw what was decided.

What was accepted is frozen with the decision. The role that a person decides by is read anew when the decision is
made: a role that has ended since the page was opened decides nothing.
"""

from datetime import date, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.risk.models import DecisionKind, Risk, RiskDecision
from akropolis.graph.risk.rules.matrix import LONGEST
from akropolis.graph.risk.rules.permissions import ACCEPT
from akropolis.graph.risk_decisions.rules.mandates import HeldRole, MandateAnswer, MandateOutcome
from akropolis.graph.risk_decisions.selectors.deciders import RiskMandates, held_role, may_settle
from akropolis.graph.risk_decisions.selectors.facts import freeze_facts
from akropolis.graph.risk_decisions.services.sent import notify_deciders, notify_senders

JUDGED_SINCE = gettext_lazy(
    "The risk has been judged anew since you opened the page. Read what it is now, and send again."
)


def accept(
    access: Access,
    risk: Risk,
    *,
    until: date,
    reason: str,
    role: str,
    cell: str = "",
    version: int | None = None,
) -> RiskDecision:
    """Accept the risk, as it is judged, until a day (inclusive), by the mandate of the role.

    `role` is the name of a role that the user holds (`HeldRole.name`), `cell` the cell that the user was shown
    (`cell_of`). Raises Refused without a mandate, for a risk that is not judged, judged since or by a scale that has
    changed, and in a unit that has ended; Invalid for a day that the level does not allow or a role that gives no
    mandate; Stale after another's change; Hidden without the right.
    """
    with writing(access) as w:
        risk, today = _decidable(w, risk, cell), timezone.localdate(w.at)
        mandates = RiskMandates(risk, today)
        if mandates.facts.level_of(risk) != risk.level:
            raise Refused(
                _(
                    "The scale has changed since the risk was judged. Judge it by the new scale, and then decide."
                )
            )
        held = _chosen(mandates, access, role)
        _check_day(mandates, until, today)
        w.update(risk, {"accepted_until": until, "waits_in": None}, version=version, permission=ACCEPT)
        frozen = freeze_facts(risk, (held.role, held.unit_kind), today)
        unit = next(each.unit for each in mandates.held_by(access) if held_role(each) == held)
        return _add(w, risk, DecisionKind.ACCEPTED, reason, held.name, at=unit, valid_to=until, frozen=frozen)


def send_up(
    access: Access, risk: Risk, *, reason: str, cell: str = "", version: int | None = None
) -> RiskDecision:
    """Send the risk to the nearest unit where somebody else may accept it, or to the city's desk if nobody may.

    Raises Refused if it already waits at the top, and as `accept` does.
    """
    with writing(access) as w:
        risk = _decidable(w, risk, cell)
        mandates = RiskMandates(risk, timezone.localdate(w.at))
        unit, deciders = mandates.next_unit(access)
        if unit.pk == risk.waits_in_id:
            raise Refused(_("The risk already waits with %(unit)s, and nobody is above.") % {"unit": unit})
        left = risk.waits_in or risk.owner_unit
        w.update(risk, {"waits_in": unit}, version=version, permission=ACCEPT)
        made = _add(w, risk, DecisionKind.SENT_UP, reason, _first_role(mandates, access), at=left, to=unit)
        notify_deciders(w, made, deciders)
        return made


def send_back(access: Access, risk: Risk, *, reason: str, version: int | None = None) -> RiskDecision:
    """Send the risk back to the unit that it came from, with what must be done first.

    Raises Refused if it waits nowhere, Hidden if the user does not decide where it waits.
    """
    with writing(access) as w:
        risk = _fresh(w, risk)
        left = risk.waits_in
        if left is None:
            raise Refused(_("The risk waits for no decision any more."))
        if not may_settle(access, risk):
            raise access.refusal(ACCEPT)
        sent = RiskDecision.objects.visible(access).filter(risk=risk, kind=DecisionKind.SENT_UP, to_unit=left)
        last = sent.select_related("unit").first()
        unit = last.unit if last and last.unit.valid_on(timezone.localdate(w.at)) else risk.owner_unit
        w.update(risk, {"waits_in": unit}, version=version, permission=ACCEPT)
        mandates = RiskMandates(risk, timezone.localdate(w.at))
        role = _first_role(mandates, access)
        made = _add(w, risk, DecisionKind.SENT_BACK, reason, role, at=left, to=unit)
        notify_senders(w, made)
        return made


def withdraw(access: Access, risk: Risk, *, reason: str, version: int | None = None) -> RiskDecision:
    """Withdraw the acceptance, and what waits for a decision. Raises Refused if there is neither."""
    with writing(access) as w:
        risk = _fresh(w, risk)
        if risk.accepted_until is None and risk.waits_in is None:
            raise Refused(
                _("The risk is neither accepted nor waiting for a decision. Nothing has to be done.")
            )
        mandates = RiskMandates(risk, timezone.localdate(w.at))
        w.update(risk, {"accepted_until": None, "waits_in": None}, version=version, permission=ACCEPT)
        return _add(w, risk, DecisionKind.WITHDRAWN, reason, _first_role(mandates, access))


def cell_of(risk: Risk) -> str:
    """Return the risk's cell and the edition that it was judged by, to be compared when a decision is sent."""
    return f"{risk.likelihood}-{risk.consequence}-{risk.level}-{risk.matrix_id}"


def last_day(mandates: RiskMandates, today: date) -> date:
    """Return the last day until which the risk may be accepted: its level's time limit, or the unit's last day."""
    level = mandates.facts.body(mandates.matrix).level(mandates.level)
    within = level.treat_within if level else None
    last = today + timedelta(days=LONGEST if within is None else within)
    return min(last, mandates.risk.owner_unit.valid_to or last)


def refusal_in_words(mandates: RiskMandates, answer: MandateAnswer[str]) -> str:
    """Return why the user may not accept the risk."""
    if answer.outcome is MandateOutcome.NO_MANDATES:
        return _("Nobody may accept risks yet: the city has given no mandates. Ask the city's CISO.")
    if answer.held is None or answer.mandate is None:
        return _("You hold no role that has a mandate to accept this risk.")
    body = mandates.facts.body(mandates.matrix)
    level, limit = body.level(mandates.level), body.level(answer.mandate.level)
    words = {"role": answer.held.name, "level": level and level.label, "limit": limit and limit.label}
    if mandates.level <= answer.mandate.level:
        return _("As %(role)s you may accept %(limit)s risks, but not with so severe a consequence.") % words
    return _("As %(role)s you may accept risks up to %(limit)s. This one is %(level)s.") % words


def find_obstacle(risk: Risk, today: date) -> str:
    """Return why nothing can be decided on the risk now; empty if something can."""
    if risk.ended_on or risk.archived_at:
        return _("The risk has ended. Take it up again before you decide on it.")
    if not risk.owner_unit.valid_on(today):
        sentence = _("%(unit)s has ended. Move the risk to the unit that has taken over, and decide there.")
        return sentence % {"unit": risk.owner_unit}
    if risk.level is None:
        return _("The risk has not been judged. Judge it first: who may accept it follows from its level.")
    return ""


def _decidable(w: Writer, risk: Risk, cell: str) -> Risk:
    """Return the risk as it is stored, or raise Refused if nothing can be decided on it now."""
    risk = _fresh(w, risk)
    if obstacle := find_obstacle(risk, timezone.localdate(w.at)):
        raise Refused(obstacle)
    if cell and cell != cell_of(risk):
        raise Refused(str(JUDGED_SINCE))
    return risk


def _fresh(w: Writer, risk: Risk) -> Risk:
    rows = (
        Risk.objects.visible(w.access).filter(pk=risk.pk).select_related("owner_unit", "waits_in", "matrix")
    )
    risk = or_hidden(rows.first())
    w.access.must(ACCEPT, risk.owner_unit)
    return risk


def _chosen(mandates: RiskMandates, access: Access, role: str) -> HeldRole[str]:
    answer = mandates.answer(access)
    if not answer.given:
        raise Refused(refusal_in_words(mandates, answer))
    chosen = next((held for held in answer.may if held.name == role), None)
    if chosen is None:
        raise Invalid({"role": [_("You no longer hold that role, or it has no mandate for this risk.")]})
    return chosen


def _check_day(mandates: RiskMandates, until: date, today: date) -> None:
    last = last_day(mandates, today)
    if until < today:
        raise Invalid({"until": [_("The day has passed already. Write a day ahead.")]})
    if until > last:
        words = {"day": formats.date_format(last), "unit": mandates.risk.owner_unit}
        ends = mandates.risk.owner_unit.valid_to
        sentence = (
            _("%(unit)s ends on %(day)s. Accept it until then at the latest.")
            if ends == last
            else _("A risk of this level may be accepted until %(day)s at the latest.")
        )
        raise Invalid({"until": [sentence % words]})


def _first_role(mandates: RiskMandates, access: Access) -> str:
    held = mandates.held_by(access)
    return f"{held[0].role}, {held[0].unit}" if held else ""


def _add(
    w: Writer,
    risk: Risk,
    kind: DecisionKind,
    reason: str,
    role: str,
    *,
    at: Unit | None = None,
    to: Unit | None = None,
    **more: object,
) -> RiskDecision:
    cell = {name: getattr(risk, name) for name in ("matrix", "likelihood", "consequence", "level")}
    values: dict[str, object] = {
        **cell,
        "risk": risk,
        "kind": kind,
        "unit": at or risk.waits_in or risk.owner_unit,
        "to_unit": to,
        "reason": reason,
        "decider_name": w.access.actor.name,
        "decider_role": role or w.access.actor.name,
        "decided_on": timezone.localdate(w.at),
        **more,
    }
    return w.create(RiskDecision, values, permission=ACCEPT)
