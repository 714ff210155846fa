"""What units are asked and have answered in rounds of follow-up, with the answer before and what registers show."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.assurance.follow_up.models import FollowUpAnswer, FollowUpQuestion
from akropolis.assurance.follow_up.rules.answers import (
    AnswerChange,
    AnswerSpread,
    FollowUpForm,
    Source,
    change_of,
    is_contradicted,
    spread_of,
    value_of,
)
from akropolis.assurance.maturity.rules.levels import Shown
from akropolis.assurance.maturity.selectors.levels import RegisterCounts
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.rules.coverage import GIVEN

KIND = "follow_up"
PREFIX = "follow-up-"
"""Begins the keys of these questions in a campaign, where the city's own questions stand too."""
BECAUSE = "the median and quartiles of at least five units alike, none of them named"


def questions_by_key(access: Access) -> dict[str, FollowUpQuestion]:
    """Return all questions, ended ones too, by their key in campaigns."""
    return {f"{PREFIX}{row.code}": row for row in FollowUpQuestion.rows(access)}


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What a unit answered in an earlier round, and in which year that was sent. Empty if it has not answered."""

    answer: str = ""
    year: int | None = None


def earlier_answers(access: Access, asks: Collection[Ask]) -> dict[UUID, dict[UUID, EarlierAnswer]]:
    """Return ask → question → the unit's latest answer in a round that was sent before the ask's own."""
    rows = FollowUpAnswer.objects.visible(access).filter(
        ask__unit__in={ask.unit_id for ask in asks}, ask__answered_at__isnull=False
    )
    values = rows.order_by("ask__campaign__sent_on", "ask__campaign__created_at").values_list(
        "ask__unit", "ask__campaign__sent_on", "question", "answer"
    )
    by_unit = defaultdict[UUID, list[tuple[date, UUID, str]]](list)
    for unit, sent_on, question, answer in values:
        if sent_on:
            by_unit[unit].append((sent_on, question, answer))
    return {
        ask.pk: {
            question: EarlierAnswer(answer, sent_on.year)
            for sent_on, question, answer in by_unit[ask.unit_id]
            if ask.campaign.sent_on and sent_on < ask.campaign.sent_on
        }
        for ask in asks
    }


@dataclass(frozen=True, slots=True)
class AnswerProposal:
    """What a unit is proposed to answer: its answer last time, else the number that the registers show."""

    earlier: EarlierAnswer
    shown: Shown | None
    value: str
    source: Source


def proposals(
    access: Access, day: date, asks: Collection[Ask]
) -> Iterator[tuple[Ask, Mapping[str, AnswerProposal]]]:
    """Yield each ask with the proposal to each of its questions, by the question's key in the campaign.

    A number is proposed from the registers first, as they have counted since; a yes or no never is.
    """
    questions, before = questions_by_key(access), earlier_answers(access, asks)
    counts = RegisterCounts(access, day, questions.values())
    for ask in asks:
        found = {}
        for key in (prompt.key for prompt in ask.campaign.prompts if prompt.key in questions):
            question = questions[key]
            earlier = before[ask.pk].get(question.pk, EarlierAnswer())
            shown = counts.shown(ask.unit, question)
            value, source = earlier.answer, Source.EARLIER
            if question.form == FollowUpForm.NUMBER and shown:
                value, source = str(shown.counted), Source.REGISTERS
            found[key] = AnswerProposal(earlier, shown, value, source)
        yield ask, found


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A question to a unit in a round: its answer, empty without one, the answer before, and what registers show.

    `shown` is None where they show nothing, or not to the user, and in all rounds of a unit but its latest.
    `alike` is what other units of the same kind answered in the round; None where they are fewer than five.
    """

    ask: Ask
    question: FollowUpQuestion
    wording: str
    answer: str
    earlier: EarlierAnswer
    shown: Shown | None
    alike: AnswerSpread | None

    @property
    def unit(self) -> Unit:
        """The unit asked."""
        unit: Unit = self.ask.unit
        return unit

    @property
    def answered(self) -> bool:
        """Whether the unit has sent its answers. A question left empty in them is answered by nothing known."""
        return self.ask.state in GIVEN

    @property
    def contradicted(self) -> bool:
        """Whether the registers show something else than the answer."""
        return is_contradicted(self.question.form, self.answer, self.shown)

    @property
    def change(self) -> AnswerChange | None:
        """What has changed since the answer before; None without an answer now."""
        return change_of(self.question.form, self.earlier.answer, self.answer) if self.answer else None


def asks_of_rounds(access: Access) -> list[Ask]:
    """Return what units are asked in all rounds that the user may read, the latest round first, then by unit."""
    rows = Ask.objects.visible(access).filter(
        campaign__kind=KIND, campaign__archived_at=None, campaign__sent_on__isnull=False
    )
    return list(
        rows.select_related("unit", "campaign").order_by(
            "-campaign__sent_on", "-campaign__created_at", "unit__sort_key", "id"
        )
    )


def rows_of(access: Access, day: date, asks: Collection[Ask], latest: Collection[UUID]) -> list[FollowUpRow]:
    """Return the questions of the asks in order. What the registers show now is held beside those in `latest`."""
    questions, before = questions_by_key(access), earlier_answers(access, asks)
    counts = RegisterCounts(access, day, questions.values())
    values = _values_alike(asks)
    prompts = {campaign: campaign.prompts for campaign in {ask.campaign for ask in asks}}
    answers = FollowUpAnswer.objects.visible(access).filter(ask__in=asks, ask__answered_at__isnull=False)
    given = {(ask, q): text for ask, q, text in answers.values_list("ask", "question", "answer")}
    return [
        FollowUpRow(
            ask,
            question := questions[prompt.key],
            prompt.text,
            given.get((ask.pk, question.pk), ""),
            before[ask.pk].get(question.pk, EarlierAnswer()),
            counts.shown(ask.unit, question) if ask.pk in latest else None,
            spread_of(
                [n for u, n in values[ask.campaign_id, ask.unit.kind, question.pk] if u != ask.unit_id]
            ),
        )
        for ask in asks
        for prompt in prompts[ask.campaign]
        if prompt.key in questions
    ]


def _values_alike(asks: Collection[Ask]) -> Mapping[tuple[UUID, str, UUID], list[tuple[UUID, int]]]:
    """Return (round, kind of unit, question) → each unit with its answer as a number, those that know none left out."""
    rows = FollowUpAnswer.objects.unscoped(because=BECAUSE).filter(
        ask__campaign__in={ask.campaign_id for ask in asks}, ask__answered_at__isnull=False
    )
    found = defaultdict[tuple[UUID, str, UUID], list[tuple[UUID, int]]](list)
    for campaign, kind, question, form, unit, answer in rows.values_list(
        "ask__campaign", "ask__unit__kind", "question", "question__form", "ask__unit", "answer"
    ):
        if (value := value_of(form, answer)) is not None:
            found[campaign, kind, question].append((unit, value))
    return found
