"""A risk's judgements, measures and actions in the API: the same services as behind the pages."""

from uuid import UUID

from django.utils import timezone
from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at
from akropolis.graph.risk.models import JudgementKind, Risk, RiskAction, RiskJudgement, RiskMeasure
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.services.judging import JudgementInput, judge_levels
from akropolis.shared.classification.selectors.schemes import edition_in_force


class NewJudgement(Sent):
    """A judgement of one of a risk's levels, by the matrix in use."""

    risk: UUID
    kind: JudgementKind
    likelihood: int = Field(description="A step of the risk matrix in use.")
    consequences: dict[str, int] = Field(
        description="Kind of harm → level, by the classification scheme in force."
    )
    reasons: str = Field("", max_length=4000)
    version: int | None = Field(None, description="The version of the risk that was judged.")


def _judge(access: Access, _row: object, sent: NewJudgement) -> RiskJudgement:
    risk: Risk = pointed_at(Risk.objects.visible(access).filter(pk=sent.risk), "risk")
    given = JudgementInput(
        kind=sent.kind, likelihood=sent.likelihood, consequences=sent.consequences, reasons=sent.reasons
    )
    scheme = edition_in_force(access, timezone.localdate())
    return judge_levels(access, risk, [given], scheme=scheme, version=sent.version)[0]


declare(
    PartRows(
        key="risk-judgements",
        model=RiskJudgement,
        about="Judgements of risks: without measures, as they stand, and targets. None is ever changed.",
        fields=(
            "risk",
            "kind",
            "matrix",
            "likelihood",
            "consequences",
            "consequence",
            "level",
            "reasons",
            "judged_on",
            "judged_by",
        ),
        narrowed=("risk", "kind"),
        verbs=(Verb("judge", EDIT, NewJudgement, _judge, "Judge one of a risk's levels.", makes=True),),
    ),
    PartRows(
        key="risk-measures",
        model=RiskMeasure,
        about="Security measures that protect against risks.",
        fields=("risk", "control"),
        narrowed=("risk",),
    ),
    PartRows(
        key="risk-actions",
        model=RiskAction,
        about="Actions that treat risks.",
        fields=("risk", "action"),
        narrowed=("risk",),
    ),
)
