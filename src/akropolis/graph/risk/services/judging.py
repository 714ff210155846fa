"""Judge a risk: how likely it is, and how bad it would be for each kind of harm."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement, RiskMatrix
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.shared.classification.models import Scheme


def judge(
    access: Access,
    risk: Risk,
    kind: str,
    likelihood: int,
    consequences: Mapping[str, int],
    *,
    reasons: str = "",
    scheme: Scheme | None = None,
    version: int | None = None,
) -> RiskJudgement:
    """Add a judgement of one of the risk's levels, by the matrix in use, and repeat it on the risk.

    The consequence is the highest of the categories'. Raises Refused if the city uses no matrix or the risk has
    ended, Invalid for a step or a consequence that the matrix does not have, Stale after another's change.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        if risk.ended_on or risk.archived_at:
            raise Refused(_("The risk has ended. Take it up again before you judge it."))
        matrix = matrix_in_use(access, today)
        if matrix is None:
            raise Refused(_("No risk matrix is in use. Ask the city's CISO to choose one."))
        consequence = max(consequences.values(), default=-1)
        level = _level(matrix, likelihood, consequence)
        judged: dict[str, object] = {"likelihood": likelihood, "consequence": consequence, "level": level}
        made = w.create(
            RiskJudgement,
            {
                **judged,
                "risk": risk,
                "kind": kind,
                "matrix": matrix,
                "scheme": scheme,
                "consequences": dict(consequences),
                "reasons": reasons,
                "judged_on": today,
                "judged_by": access.actor.name,
            },
        )
        _repeat(w, risk, made, version)
        return made


def _level(matrix: RiskMatrix, likelihood: int, consequence: int) -> int:
    body = body_of(matrix)
    if likelihood not in [step.value for step in body.likelihoods]:
        raise Invalid({"likelihood": [_("Choose one of the steps.")]})
    if consequence not in body.consequences:
        raise Invalid({"consequences": [_("Choose a consequence for at least one kind of harm.")]})
    return body.cells[likelihood, consequence]


def _repeat(w: Writer, risk: Risk, made: RiskJudgement, version: int | None) -> None:
    """Set the columns of the risk that repeat the judgement."""
    if made.kind == JudgementKind.INHERENT:
        values: dict[str, object] = {"inherent_level": made.level}
    elif made.kind == JudgementKind.TARGET:
        values = {"target_level": made.level}
    else:
        within = next(e.treat_within for e in body_of(made.matrix).levels if e.value == made.level)
        values = {
            "matrix": made.matrix,
            "likelihood": made.likelihood,
            "consequence": made.consequence,
            "level": made.level,
            "judged_on": made.judged_on,
            "treat_by": None if within is None else made.judged_on + timedelta(days=within),
        }
    w.update(risk, values, version=version)
