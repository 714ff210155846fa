"""Panels on a risk's page: how it stands, what is done about it, and its judgements; and a node's risks."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import lower_first
from akropolis.base.ui.parts import Cell, Kind, Table, build_table
from akropolis.graph.assets.models import GraphRecord, NodeKind
from akropolis.graph.assets.selectors.nodes import node_if_open
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.compliance.reports.words import action_url, action_words
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement
from akropolis.graph.risk.reports.judgement_words import level_label, reason_words, target_words
from akropolis.graph.risk.reports.matrix_grid import MatrixGrid, grid_of
from akropolis.graph.risk.reports.risk_words import level_for, standing_of
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk.selectors.judgements import judgements_of, latest_by_kind
from akropolis.graph.risk.selectors.matrices import consequence_labels, matrix_bodies
from akropolis.graph.risk.selectors.protection import RiskActions, actions_of, measures_of, next_step
from akropolis.graph.risk.services.causes import RISK, risk_url
from akropolis.graph.risk.web.judging import MARKS, measures_in_words
from akropolis.shared.actions.selectors.causes import may_raise, raise_url

SHOWN = 5
"""Maximum number of a node's risks in its panel; a link leads to all of them."""


def standing_panel(access: Access, risk: Risk) -> PanelContent:
    """Return the level in words with its cell, and what to do next."""
    judged = judgements_of(access, risk)
    latest = latest_by_kind(judged)
    now, today = latest.get(JudgementKind.CURRENT), timezone.localdate()
    acts = _acts(access, risk, today)
    if now is None:
        missing = _("Nobody has judged how likely it is and how bad it would be.")
        return PanelContent(missing=missing, sentences=[missing, *_without_owner(risk)], acts=acts)
    level = level_for(risk, risk.level)
    context = {
        "level": level,
        "reason": reason_words(now),
        "reasons": now.reasons,
        "judged_by": now.judged_by,
        "judged_on": now.judged_on,
        "grid": _grid(access, latest),
        "others": [
            (MARKS[kind], level_label(latest[kind]))
            for kind in (JudgementKind.INHERENT.value, JudgementKind.TARGET.value)
            if kind in latest
        ],
        "about": _about(access, risk),
    }
    words = {"level": lower_first(level.label) if level else "", "standing": standing_of(risk, today)}
    sentences = [_("The level is %(level)s. %(standing)s.") % words, *_without_owner(risk)]
    return PanelContent(context=context, sentences=sentences, acts=acts)


def _without_owner(risk: Risk) -> list[str]:
    return [] if risk.owner_id or risk.ended_on else [_("Nobody owns the risk.")]


def _about(access: Access, risk: Risk) -> tuple[str, str] | None:
    """Return the name and URL of what the risk is about, if the user may open it; None for the unit itself."""
    if risk.node is None:
        return None
    node = node_if_open(access, risk.node.record)
    return (node.name, record_url(NodeKind(node.kind), node.record)) if node else None


def _grid(access: Access, latest: dict[str, RiskJudgement]) -> MatrixGrid:
    """Return the matrix of the latest judgement, with the levels that were judged by the same edition."""
    now = latest[JudgementKind.CURRENT]
    same = [row for row in latest.values() if row.matrix_id == now.matrix_id]
    marks = [(str(MARKS[row.kind]), (row.likelihood, row.consequence)) for row in same]
    return grid_of(matrix_bodies()[now.matrix_id], consequence_labels(access), marks)


def _acts(access: Access, risk: Risk, today: date) -> list[RowAct]:
    """Return the acts: the next step first, and all in the menu that are not."""
    if risk.archived_at or not risk.writable_by(access):
        return []
    if risk.ended_on:
        return [
            RowAct(_("Take up again"), reverse("risk-take-up", args=[risk.pk]), ActRank.BESIDE, post=True)
        ]
    step = next_step(access, risk, today) or ("" if risk.owner_id else "hand")
    pages = {
        "judge": (_("Judge the risk") if risk.level is None else _("Judge anew"), "risk-judge"),
        "treat": (_("Choose treatment") if not risk.treatment else _("Change the treatment"), "risk-treat"),
        "hand": (_("Hand over") if risk.owner_id else _("Choose an owner"), "risk-hand-over"),
        "end": (_("End the risk"), "risk-end"),
    }
    if risk.level is None:
        del pages["treat"]
    return [
        RowAct(label, reverse(name, args=[risk.pk]), ActRank.NEXT if key == step else ActRank.MENU)
        for key, (label, name) in pages.items()
    ]


def treatment_panel(access: Access, risk: Risk) -> PanelContent | None:
    """Return how the risk is treated, by what, and how far that has come; None before it is judged."""
    if risk.level is None:
        return None
    today = timezone.localdate()
    measures, actions = measures_of(access, risk, today), actions_of(access, risk)
    origin = RISK.origin(access, str(risk.pk))
    add = RowAct(_("Add an action"), raise_url(RISK, risk.pk)) if may_raise(access, origin) else None
    if not (risk.treatment or measures or actions.rows or actions.hidden):
        return PanelContent(missing=_("It is not chosen how it is treated."), add=add)
    target = level_for(risk, risk.target_level)
    context = {
        "treatment": risk.get_treatment_display(),
        "plan": risk.treatment_plan,
        "target": target_words(lower_first(target.label), measures, actions) if target else "",
        "measures": measures_in_words(measures),
        "actions": _action_table(actions),
        "hidden": actions.hidden,
        "add": add,
    }
    return PanelContent(context=context, acts=[add] if add else [])


def _action_table(actions: RiskActions) -> Table | None:
    caption = _("Actions")
    rows = [
        [
            Cell(text=row.title, url=action_url(row), note=row.number),
            action_words(row),
            row.responsible.name if row.responsible else _("Nobody"),
        ]
        for row in actions.rows
    ]
    return build_table(caption, [caption, _("How far"), _("Responsible")], rows) if rows else None


def history_panel(access: Access, risk: Risk) -> PanelContent | None:
    """Return all judgements of the risk, each by its edition of the matrix; None if there is only one."""
    judged = judgements_of(access, risk)
    if len(judged) < 2:
        return None
    columns = [_("Judged"), _("What"), _("Level"), _("Why"), _("By the matrix")]
    rows = [_judgement_cells(row) for row in judged]
    table = build_table(_("Judgements"), columns, rows)
    return PanelContent(context={"table": table}, summary=_("All judgements (%(n)s)") % {"n": len(judged)})


def _judgement_cells(row: RiskJudgement) -> list[Cell]:
    level = matrix_bodies()[row.matrix_id].level(row.level)
    return [
        Cell(text=row.judged_on.isoformat(), note=row.judged_by),
        Cell(text=row.get_kind_display()),
        Cell(text=level_label(row), kind=cast(Kind, level.kind) if level else ""),
        Cell(text=reason_words(row), note=row.reasons),
        Cell(text=row.matrix.title),
    ]


def node_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the risks about the node that the user may read, the highest first; None without the right to any."""
    if not access.anywhere(READ):
        return None
    node = node_if_open(access, row.pk)
    if node is None:
        return None
    found = Risk.objects.visible(access).filter(node=node, archived_at=None, ended_on=None)
    rows = list(found.select_related("owner").order_by("-level", "sort_key", "id"))
    new = f"{reverse('risk-new')}?node={node.number}"
    add = RowAct(_("New risk"), new) if access.anywhere(EDIT) and not row.archived_at else None
    if not rows:
        return PanelContent(missing=_("No risk is written about it."), add=add, acts=[add] if add else [])
    context = {
        "table": _risk_table(rows[:SHOWN]),
        "more": len(rows) - SHOWN,
        "list_url": f"{reverse('risks-list')}?owner_unit=&node={node.number}",
        "add": add,
    }
    return PanelContent(context=context, acts=[add] if add else [])


def _risk_table(rows: Sequence[Risk]) -> Table:
    today, found = timezone.localdate(), []
    for row in rows:
        level = level_for(row, row.level)
        owner = row.owner.name if row.owner else _("Without an owner")
        shown = Cell(text=level.label, kind=cast(Kind, level.kind)) if level else _("Not judged yet")
        found.append([Cell(text=row.title, url=risk_url(row), note=owner), shown, standing_of(row, today)])
    return build_table(_("Risks"), [_("Risk"), _("Level"), _("Where it stands")], found)
