"""Operations on answers: save drafts, send answers, hand asks over, sign; and send an answer back to be redone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.models.campaigns import SIGN
from akropolis.shared.campaigns.models.kinds import FileAll
from akropolis.shared.campaigns.rules.prompts import PromptFault, faults
from akropolis.shared.campaigns.selectors.campaigns import may_answer, may_sign
from akropolis.shared.campaigns.services.telling import notify_answerers

SENTENCES = {
    PromptFault.MISSING: gettext_lazy("Write an answer."),
    PromptFault.NO_CHOICE: gettext_lazy("Choose one of the answers."),
    PromptFault.NO_DAY: gettext_lazy("Write a date, such as 2027-03-01."),
    PromptFault.LONG: gettext_lazy("The answer is too long. Shorten it."),
}
WHOLE = "__all__"


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """A user's answers about one object, keyed by question. `version` is the version of the ask that the user saw."""

    ask: Ask
    version: int
    answers: Mapping[str, str]


class AnswersRefused(Refused):
    """Some answers were refused and none was saved: the errors by question, and the asks that others saved first."""

    code = "answers_refused"

    def __init__(
        self, errors: Mapping[UUID, Mapping[str, Sequence[str]]], overtaken: Mapping[UUID, Ask]
    ) -> None:
        super().__init__(
            _("Some answers could not be taken. Nothing has been sent: correct them, and send again.")
        )
        self.errors, self.overtaken = errors, overtaken


def save(access: Access, given: Sequence[AnswerInput]) -> None:
    """Save the answers as drafts, without validation. Raises Hidden and AnswersRefused like `answer`."""
    _each(access, given, _drafted)


def answer(access: Access, given: Sequence[AnswerInput]) -> None:
    """Store the answers and carry out the changes that they imply: all of them or none.

    Raises Hidden if the user may not answer, AnswersRefused for errors or if others saved meanwhile.
    """
    _each(access, given, _answered)


def _each(access: Access, given: Sequence[AnswerInput], act: Callable[[Writer, AnswerInput], object]) -> None:
    errors: dict[UUID, Mapping[str, Sequence[str]]] = {}
    overtaken: dict[UUID, Ask] = {}
    with writing(access) as w:
        for each in given:
            try:
                act(w, each)
            except Stale as stale:
                overtaken[each.ask.pk] = stale.current
            except Invalid as refusal:
                errors[each.ask.pk] = refusal.errors
        if act is _answered and not errors and not overtaken:
            errors |= _filed(w, given)
        if errors or overtaken:
            raise AnswersRefused(errors, overtaken)


def _drafted(w: Writer, given: AnswerInput) -> None:
    _open(w, given.ask)
    w.update(given.ask, {"draft": dict(given.answers)}, version=given.version)


def _answered(w: Writer, given: AnswerInput) -> None:
    ask = given.ask
    _open(w, ask)
    prompts = ask.campaign.prompts
    answers = {each.key: given.answers.get(each.key, "").strip() for each in prompts}
    if wrong := faults(prompts, answers):
        raise Invalid({key: [SENTENCES[fault]] for key, fault in wrong.items()})
    told = {"draft": {}, "answers": answers, "answered_by": w.access.actor.name, "answered_at": w.at}
    w.update(ask, told, version=given.version)
    if ask.campaign.of_kind.file is not None:
        return
    try:
        ask.campaign.of_kind.apply(w.access, ask, answers)
    except Invalid:
        raise
    except Hidden:
        raise Invalid(_gone()) from None
    except Refused as refusal:
        raise Invalid({WHOLE: [str(refusal)]}) from None


def _filed(w: Writer, given: Sequence[AnswerInput]) -> dict[UUID, Mapping[str, Sequence[str]]]:
    """Carry out all answers of those kinds that have `file`, one kind at a time. Return the errors keyed by ask."""
    by_kind: dict[FileAll, list[tuple[Ask, Mapping[str, str]]]] = {}
    for ask in (each.ask for each in given):
        if (file := ask.campaign.of_kind.file) is not None:
            by_kind.setdefault(file, []).append((ask, ask.answers))
    return {
        pk: errors or _gone() for file, asks in by_kind.items() for pk, errors in file(w.access, asks).items()
    }


def _gone() -> dict[str, Sequence[str]]:
    return {
        WHOLE: [_("Your unit no longer answers for this, or it has been taken out of use. Tell who asks.")]
    }


def _open(w: Writer, ask: Ask) -> None:
    if not may_answer(w.access, ask):
        raise Hidden
    w.require(ask)
    if not Ask.everything.select_related("campaign").get(pk=ask.pk).open:
        raise Invalid({WHOLE: [_("This has been signed or closed, and is not changed.")]})


def hand_over(access: Access, asks: Sequence[Ask], to: User | None) -> list[Ask]:
    """Assign the asks to one person, who is notified. With None, whoever has the right in the unit may answer.

    Raises Hidden if the user may not answer, Invalid if the new answerer may not, or if an ask is not open.
    """
    with writing(access) as w:
        for ask in asks:
            _open(w, ask)
            if to and not may_answer(access_for(to, timezone.localdate(w.at)), ask):
                sentence = _("%(name)s may not answer for %(unit)s.") % {"name": to, "unit": ask.unit}
                raise Invalid({"answerer": [sentence]})
        changed = [w.update(ask, {"answerer": to}) for ask in asks]
        if to:
            notify_answerers(w, changed)
        return changed


def sign(access: Access, asks: Sequence[Ask]) -> list[Ask]:
    """Sign the answers of the user's units.

    Raises Hidden without the right, Refused until all asks are answered, or if all are signed already.
    """
    with writing(access) as w:
        current = [
            Ask.everything.select_related("campaign__owner_unit", "unit").get(pk=ask.pk) for ask in asks
        ]
        if not current or not all(may_sign(access, ask) for ask in current):
            raise Hidden
        if any(ask.answered_at is None for ask in current):
            raise Refused(_("Something is not answered yet. It is signed when all is."), code="unanswered")
        if all(ask.signed_at for ask in current):
            words = {"name": current[0].signed_by}
            raise Refused(_("%(name)s has signed these answers already.") % words, code="signed")
        permission = f"{Ask.permission}:{SIGN}"
        told = {"signed_by": access.actor.name, "signed_at": w.at}
        return [w.update(ask, told, permission=permission) for ask in current if ask.signed_at is None]


def ask_again(access: Access, ask: Ask, *, because: str) -> Ask:
    """Send an answer back to be redone, with a reason; its content becomes a draft. Raises Hidden and Refused."""
    with writing(access, because=because) as w:
        access.must(f"{Campaign.permission}:{EDIT}", ask.campaign.owner_unit)
        current = Ask.everything.select_related("campaign__owner_unit", "unit").get(pk=ask.pk)
        if current.answered_at is None:
            raise Refused(_("It has not been answered."), code="unanswered")
        if not because.strip():
            raise Invalid({"because": [_("Write why.")]})
        empty: dict[str, object] = {
            "answered_by": "",
            "answered_at": None,
            "signed_by": "",
            "signed_at": None,
            "answers": {},
        }
        return w.update(current, {**empty, "draft": current.answers})
