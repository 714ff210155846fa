"""Making assessments of AI systems: a later assessment replaces an earlier one. No assessment is ever changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.ai.models import AiAssessment, AiSystem, Concern, Worry
from akropolis.graph.ai.rules.ai import AnswerLack, PlannedAction, find_answer_faults
from akropolis.graph.ai.selectors.ai import ACT, running_actions
from akropolis.graph.ai.services.causes import ANSWER, describe_answer
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import causes

REASON = 2000
SENTENCES = {
    AnswerLack.UNANSWERED: gettext_lazy("Choose how serious it is here."),
    AnswerLack.NO_REASON: gettext_lazy("Write why."),
    AnswerLack.NO_ACTION: gettext_lazy(
        "A great concern needs an action. Say what shall be done, by whom and when."
    ),
    AnswerLack.NO_TITLE: gettext_lazy("Say what shall be done."),
    AnswerLack.NO_PERSON: gettext_lazy("Choose who answers for the action."),
    AnswerLack.NO_DAY: gettext_lazy("Say by which day it shall be done."),
    AnswerLack.PAST: gettext_lazy("The day has passed already. Write a day ahead."),
}


@dataclass(frozen=True, slots=True)
class NewAction:
    """A new action for an answer to raise."""

    title: str
    responsible: User | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class WorryAnswer:
    """The answer about one worry. `action` is required if the concern is great, and ignored otherwise."""

    concern: str
    reason: str
    action: NewAction | Action | None = None


def assess(
    access: Access,
    system: AiSystem,
    *,
    answers: Mapping[Worry, WorryAnswer],
    review_on: date | None,
    seen: UUID | None,
) -> AiAssessment:
    """Store a new assessment with its actions and the day of the next review, all or nothing.

    Earlier assessments are kept. `seen` is the id of the latest assessment shown to the user, None if there
    was none. Raises Hidden without the right, Refused for a system out of use, Stale if somebody has
    assessed since, and Invalid for missing values, with the errors under the names `<worry>_<part>`.
    """
    with writing(access) as w:
        w.require(AiAssessment(system=system))
        if system.archived_at is not None:
            raise Refused(_("The system is out of use. Take it back into use before you assess it."))
        rows = AiAssessment.objects.visible(access).filter(system=system)
        if rows.values_list("pk", flat=True).first() != seen:
            raise Stale(
                _("Someone else has assessed the system since you opened the page. Read that one first.")
            )
        today = timezone.localdate(w.at)
        kept = running_actions(access, system)
        _check(answers, review_on, kept, today)
        _may_act(access, system, answers)
        return _store(w, system, answers, review_on, today)


def _check(
    answers: Mapping[Worry, WorryAnswer], review_on: date | None, kept: Mapping[Worry, Action], today: date
) -> None:
    errors: dict[str, list[str]] = {}
    for worry in Worry:
        answer = answers.get(worry) or WorryAnswer("", "")
        planned = _planned(answer, kept.get(worry))
        for part, lack in find_answer_faults(answer.concern, answer.reason, planned, today):
            errors.setdefault(f"{worry}_{part}", []).append(str(SENTENCES[lack]))
        if answer.concern and answer.concern not in Concern:
            errors.setdefault(f"{worry}_concern", []).append(str(SENTENCES[AnswerLack.UNANSWERED]))
        if len(answer.reason) > REASON:
            words = {"most": REASON}
            errors.setdefault(f"{worry}_reason", []).append(
                _("The text is longer than %(most)s characters. Shorten it.") % words
            )
    if review_on is None or review_on <= today:
        errors["review_on"] = [_("Choose a day ahead for the next review.")]
    if errors:
        raise Invalid(errors)


def _planned(answer: WorryAnswer, kept: Action | None) -> PlannedAction | None:
    given = answer.action
    if isinstance(given, Action):
        return PlannedAction(kept=True) if kept is not None and kept.pk == given.pk else None
    return PlannedAction(given.title, given.responsible is not None, given.due_on) if given else None


def _may_act(access: Access, system: AiSystem, answers: Mapping[Worry, WorryAnswer]) -> None:
    new = any(a.concern == Concern.GREAT and isinstance(a.action, NewAction) for a in answers.values())
    if new and not access.may(ACT, system.owner_unit):
        raise Refused(
            _(
                "A great concern needs an action, and you may not add actions for %(unit)s."
                " Ask the unit's information security coordinator to assess the system."
            )
            % {"unit": system.owner_unit}
        )


def _store(
    w: Writer, system: AiSystem, answers: Mapping[Worry, WorryAnswer], review_on: date | None, today: date
) -> AiAssessment:
    raised = {worry: _action(w, system, worry, answers[worry]) for worry in Worry}
    said = {
        str(worry): {
            "concern": str(answers[worry].concern),
            "reason": answers[worry].reason.strip(),
            "action": str(action.pk) if action else "",
        }
        for worry, action in raised.items()
    }
    values = {"system": system, "answers": said, "assessed_on": today, "assessed_by": w.access.actor.name}
    made = w.create(AiAssessment, values)
    for worry, action in raised.items():
        if action is not None:
            ANSWER.attach(w, action, {"assessment": made, "worry": worry})
    w.update(system, {"review_on": review_on})
    return made


def _action(w: Writer, system: AiSystem, worry: Worry, answer: WorryAnswer) -> Action | None:
    if answer.concern != Concern.GREAT or answer.action is None:
        return None
    if isinstance(answer.action, Action):
        return answer.action
    given = answer.action
    values: dict[str, object] = {
        "title": given.title,
        "responsible": given.responsible,
        "due_on": given.due_on,
        "description": answer.reason,
        "owner_unit": system.owner_unit,
    }
    return causes.add_caused_action(w, ANSWER, values, note=describe_answer(system, worry))
