"""Judgements and targets in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import date_prose, listing, lower_first
from akropolis.graph.risk.models import RiskJudgement
from akropolis.graph.risk.rules.matrix import MatrixBody
from akropolis.graph.risk.selectors.matrices import EVERYBODY, matrix_bodies
from akropolis.graph.risk.selectors.protection import RiskActions, RiskMeasureLine
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors.schemes import body_of as scheme_body
from akropolis.shared.classification.selectors.schemes import edition_in_force


def judgement_body(row: RiskJudgement) -> MatrixBody:
    """Return the edition that the judgement was made by."""
    return matrix_bodies()[row.matrix_id]


def level_label(row: RiskJudgement) -> str:
    """Return the word of the judged level, by its own edition."""
    level = judgement_body(row).level(row.level)
    return level.label if level else str(row.level)


def reason_words(row: RiskJudgement) -> str:
    """Return why the level is what it is: the likelihood, and the kinds of harm that decided the consequence."""
    step = judgement_body(row).step(row.likelihood)
    scheme = row.scheme or edition_in_force(EVERYBODY)
    body = scheme_body(scheme) if scheme else None
    words = {
        "step": lower_first(step.label) if step else row.likelihood,
        "interval": lower_first(step.interval) if step else "",
        "consequence": consequence_word(body, row.consequence),
        "harms": listing(deciding_harms(row, body), _("and")),
    }
    if words["harms"]:
        return _("Likelihood: %(step)s (%(interval)s). Consequence: %(consequence)s, for %(harms)s.") % words
    return _("Likelihood: %(step)s (%(interval)s). Consequence: %(consequence)s.") % words


def consequence_word(scheme: SchemeBody | None, value: object) -> str:
    """Return the word of a consequence by the scheme, inside a sentence; the number where it has no such level."""
    level = scheme.level(value) if scheme and isinstance(value, int) else None
    return lower_first(level.label) if level else str(value)


def deciding_harms(row: RiskJudgement, scheme: SchemeBody | None) -> list[str]:
    """Return the names of the kinds of harm whose level is the consequence."""
    deciding = [key for key, value in row.consequences.items() if value == row.consequence]
    named = [scheme.category(key) if scheme else None for key in deciding]
    return [lower_first(category.name) for category in named if category]


def target_words(label: str, measures: Sequence[RiskMeasureLine], actions: RiskActions) -> str:
    """Return by what the target is reached, in words; that all of it is done, if nothing is left."""
    steps = [
        _("the measure “%(measure)s” is met") % {"measure": line.control.title}
        for line in measures
        if line.left
    ]
    for action in actions.open:
        words = {
            "action": action.title,
            "number": action.number,
            "day": action.due_on and date_prose(action.due_on),
        }
        dated = _("“%(action)s” is done (action %(number)s, %(day)s)")
        steps.append((dated if action.due_on else _("“%(action)s” is done (action %(number)s)")) % words)
    if actions.hidden:
        steps.append(_("actions that you may not read are done"))
    if not steps:
        return _("All that the target %(level)s follows from is done. Judge the risk anew.") % {
            "level": label
        }
    words = {"level": label, "steps": listing(steps, _("and"))}
    return _("The target %(level)s is reached when %(steps)s.") % words
