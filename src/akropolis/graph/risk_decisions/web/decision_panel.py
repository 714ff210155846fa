"""How a risk is decided, on its page: what holds, what waits, the way there, and what has changed since."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.lib.swedish import date_iso, date_prose
from akropolis.base.ui.parts import Cell, Table, build_table
from akropolis.graph.risk.models import AcceptanceChange, Risk, RiskDecision
from akropolis.graph.risk.rules.permissions import ACCEPT
from akropolis.graph.risk.selectors.protection import next_step
from akropolis.graph.risk_decisions.reports.acceptance_words import ChangeWords, describe_decision
from akropolis.graph.risk_decisions.selectors.acceptances import list_acceptance_changes, list_decisions
from akropolis.graph.risk_decisions.selectors.deciders import RiskMandates, may_settle
from akropolis.graph.risk_decisions.selectors.facts import CurrentFacts
from akropolis.graph.risk_decisions.services.deciding import find_obstacle


def decisions_of(access: Access, risk: Risk) -> PanelContent | None:
    """Return the decisions on the risk and the way that it went; one line if nothing has been decided."""
    today = timezone.localdate()
    rows, changes = list(list_decisions(access, risk)), list_acceptance_changes(access, [risk])
    asking = [change for change in changes if change.asks]
    acts = _acts(access, risk, asking, today)
    if not rows:
        add = acts[0] if acts else None
        return PanelContent(missing=_("Nothing has been decided on the risk."), add=add, acts=acts)
    words = ChangeWords(access, changes, CurrentFacts(today))
    return PanelContent(
        context={
            "table": _table(rows),
            "changes": [words.describe(change) for change in asking],
            "noted": [words.describe(change) for change in changes if not change.asks],
        },
        sentences=_sentences(risk, rows, asking, today),
        acts=acts,
    )


def _acts(access: Access, risk: Risk, asking: Sequence[AcceptanceChange], today: date) -> list[RowAct]:
    if not access.may(ACCEPT, risk.owner_unit) or find_obstacle(risk, today):
        return []
    waits = risk.waits_in is not None and _decides(access, risk, today)
    ended = risk.accepted_until is not None and risk.accepted_until < today
    asked = waits or (
        risk.waits_in is None and (bool(asking) or ended or next_step(access, risk, today) == "decide")
    )
    label = _("Decide anew") if risk.accepted_until and not waits else _("Decide")
    acts = [RowAct(label, reverse("risk-decide", args=[risk.pk]), ActRank.NEXT if asked else ActRank.MENU)]
    if may_settle(access, risk):
        acts.append(RowAct(_("Send back"), reverse("risk-send-back", args=[risk.pk])))
    if risk.accepted_until or risk.waits_in:
        acts.append(RowAct(_("Withdraw the decision"), reverse("risk-withdraw", args=[risk.pk])))
    return acts


def _decides(access: Access, risk: Risk, today: date) -> bool:
    """Whether the risk waits for the user: who may accept it, or is responsible where nobody may."""
    mandates = RiskMandates(risk, today)
    nobody = not mandates.deciders_in(risk.waits_in_id) and may_settle(access, risk)
    return nobody or mandates.answer(access).given


def _sentences(
    risk: Risk, rows: Sequence[RiskDecision], asking: Sequence[AcceptanceChange], today: date
) -> list[str]:
    said = []
    if risk.waits_in:
        sent = next((row for row in rows if row.to_unit_id == risk.waits_in_id), None)
        words = {"unit": risk.waits_in, "day": date_prose(sent.decided_on) if sent else ""}
        said.append(_("It has waited for a decision in %(unit)s since %(day)s.") % words)
    if risk.accepted_until:
        day = {"day": date_prose(risk.accepted_until)}
        if risk.accepted_until < today:
            said.append(_("It was accepted until %(day)s, which has passed.") % day)
        elif asking:
            said.append(_("It is accepted until %(day)s, but must be decided anew.") % day)
    return said


def _table(rows: Sequence[RiskDecision]) -> Table:
    columns = [_("Day"), _("Decision"), _("By"), _("Reason")]
    cells = [
        [
            Cell(text=date_iso(row.decided_on)),
            describe_decision(row),
            f"{row.decider_name}, {row.decider_role}",
            row.reason,
        ]
        for row in rows
    ]
    return build_table(_("Decisions on the risk, latest first"), columns, cells)


PANEL = Panel(
    "risk-decisions",
    decisions_of,
    "risk_decisions/decision_panel.html",
    PanelPlace.MAIN,
    title=_("Decisions"),
)
