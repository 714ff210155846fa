"""Judge a risk: how likely it is, and how bad it would be for each kind of harm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement, RiskMatrix
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.graph.risk.selectors.protection import leads_to_target
from akropolis.shared.classification.models import Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementInput:
    """What is judged of one of a risk's levels. `consequences` is category of harm → level."""

    kind: str
    likelihood: int
    consequences: Mapping[str, int]
    reasons: str = ""


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

    The consequence is the highest of the categories'. Raises Refused if the city uses no matrix, the risk has
    ended or what it is about is archived, Invalid for a step or a consequence that the matrix does not have, Stale
    after another's change. A target is taken as it is, also from a file: `judge_levels` asks what it follows from.
    """
    given = JudgementInput(kind=kind, likelihood=likelihood, consequences=consequences, reasons=reasons)
    with writing(access) as w:
        return add_judgements(w, risk, [given], scheme=scheme, version=version)[0]


def judge_levels(
    access: Access,
    risk: Risk,
    judged: Sequence[JudgementInput],
    *,
    scheme: Scheme | None = None,
    matrix: UUID | None = None,
    version: int | None = None,
) -> list[RiskJudgement]:
    """Add judgements of several of the risk's levels at once: all or none, as `judge` does with one.

    `matrix` is the edition that the user saw: Refused if another is in use by now. Raises Invalid (`target`) if a
    target does not follow from the risk's measures and actions (`must_follow`).
    """
    with writing(access) as w:
        made = add_judgements(w, risk, judged, scheme=scheme, matrix=matrix, version=version)
        if any(each.kind == JudgementKind.TARGET for each in judged):
            must_follow(risk, timezone.localdate(w.at))
        return made


def add_judgements(
    w: Writer,
    risk: Risk,
    judged: Sequence[JudgementInput],
    *,
    scheme: Scheme | None = None,
    matrix: UUID | None = None,
    version: int | None = None,
    **more: object,
) -> list[RiskJudgement]:
    """Do as `judge_levels` within the transaction of the writer; `more` are further values to set on the risk."""
    today = timezone.localdate(w.at)
    must_be_open(risk)
    used = matrix_in_use(w.access, today)
    if used is None:
        raise Refused(_("No risk matrix is in use. Ask the city's CISO to choose one."))
    if matrix not in (None, used.pk):
        raise Refused(
            _("The risk matrix has changed since you opened the page. See the steps as they are now.")
        )
    rows = [_row(used, each, today) for each in judged]
    repeated = {name: value for row in rows for name, value in _repeated(row).items()}
    w.update(risk, {**repeated, **more}, version=version)
    values = {"risk": risk, "matrix": used, "scheme": scheme, "judged_by": w.access.actor.name}
    return [w.create(RiskJudgement, row | values) for row in rows]


def must_be_open(risk: Risk) -> None:
    """Raise Refused if the risk has ended or is archived, or if its unit has ended or what it is about is archived."""
    if risk.ended_on or risk.archived_at:
        raise Refused(_("The risk has ended. Take it up again first."), code="ended")
    must_exist(risk.owner_unit)
    if risk.node and risk.node.archived_at:
        words = {"name": risk.node.name}
        raise Refused(
            _("%(name)s is archived. End the risk, or edit what it is about.") % words, code="archived"
        )


def must_exist(unit: Unit) -> None:
    """Raise Refused if the unit has ended."""
    if unit.valid_to and unit.valid_to < timezone.localdate():
        words = {"unit": unit.name}
        raise Refused(
            _("%(unit)s has ended. Move the risk to the unit that took over.") % words, code="unit_ended"
        )


def must_follow(risk: Risk, day: date) -> None:
    """Raise Invalid if the target is above the level, or below it with nothing linked that would lower the risk."""
    if risk.level is None or risk.target_level is None:
        return
    if risk.target_level > risk.level:
        raise Invalid({"target": [_("The target cannot be higher than the level as it stands.")]})
    if risk.target_level < risk.level and not leads_to_target(risk, day):
        sentence = _(
            "Nothing is chosen that would lower the risk. Choose an action or a measure that is not met yet, or let "
            "the target be the level as it stands."
        )
        raise Invalid({"target": [sentence]})


def _row(matrix: RiskMatrix, given: JudgementInput, today: date) -> dict[str, object]:
    """Return the values of the judgement. Raises Invalid."""
    body, consequence = body_of(matrix), max(given.consequences.values(), default=-1)
    if body.step(given.likelihood) is None:
        raise Invalid({"likelihood": [_("Choose one of the steps.")]})
    if not given.consequences or {*given.consequences.values()} - {*body.consequences}:
        raise Invalid({"consequences": [_("Choose a consequence for at least one kind of harm.")]})
    return {
        "kind": given.kind,
        "matrix": matrix,
        "likelihood": given.likelihood,
        "consequences": dict(given.consequences),
        "consequence": consequence,
        "level": body.cells[given.likelihood, consequence],
        "reasons": given.reasons,
        "judged_on": today,
    }


def _repeated(row: Mapping[str, object]) -> dict[str, object]:
    """Return the columns of the risk that repeat the judgement."""
    if row["kind"] != JudgementKind.CURRENT:
        return {f"{row['kind']}_level": row["level"]}
    names = ("matrix", "likelihood", "consequence", "level", "judged_on")
    matrix, judged_on = row["matrix"], row["judged_on"]
    assert isinstance(matrix, RiskMatrix)
    assert isinstance(judged_on, date)
    within = next(each.treat_within for each in body_of(matrix).levels if each.value == row["level"])
    return {
        **{name: row[name] for name in names},
        "treat_by": None if within is None else judged_on + timedelta(days=within),
    }
