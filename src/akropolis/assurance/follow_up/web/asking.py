"""The campaign that follows up the work of units: what it asks, and what it proposes to each unit."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.follow_up.models import EDIT, READ, FollowUpQuestion, FollowUpWord
from akropolis.assurance.follow_up.register.words import earlier_words, shown_words
from akropolis.assurance.follow_up.rules.answers import FollowUpForm
from akropolis.assurance.follow_up.selectors.answers import KIND, PREFIX, proposals, questions_by_key
from akropolis.assurance.follow_up.services.answers import store_answers
from akropolis.base.kernel.access.gate import Access
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind, KnownAnswers
from akropolis.shared.campaigns.rules.prompts import Form, Prompt
from akropolis.shared.campaigns.selectors.units import units


def candidates(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield the units that make their own review and whose answers the user may read."""
    return (each for each in units(access, day) if access.may(READ, each.unit))


def prompts(access: Access, day: date) -> list[Prompt]:
    """Return the questions in force on the day, by area, and last one for what else the unit wants to say."""
    found = [_prompt(row) for row in FollowUpQuestion.in_force(access, day)]
    comment = Prompt("comment", _("Something more that should be known of the answers"), Form.LONG)
    return [*found, comment] if found else []


def _prompt(row: FollowUpQuestion) -> Prompt:
    key, help_text = f"{PREFIX}{row.code}", row.said("help")
    if row.form != FollowUpForm.YES_NO:
        more = (
            _("A whole number. Leave it empty if you do not know.") if row.form == FollowUpForm.NUMBER else ""
        )
        return Prompt(key, row.title, Form.TEXT, f"{help_text} {more}".strip())
    choices = tuple((str(value), str(label)) for value, label in FollowUpWord.choices)
    return Prompt(key, row.title, Form.CHOICE, help_text, choices, required=True)


def known_answers(access: Access, day: date, asks: Collection[Ask]) -> Mapping[UUID, KnownAnswers]:
    """Return for each ask what is proposed, with where it comes from beside each question."""
    questions = questions_by_key(access)
    return {
        ask.pk: KnownAnswers(
            {key: each.value for key, each in found.items() if each.value},
            hints={
                key: f"{earlier_words(questions[key], each.earlier)} {shown_words(each.shown)}".strip()
                for key, each in found.items()
            },
        )
        for ask, found in proposals(access, day, asks)
    }


FOLLOW_UP = CampaignKind(
    key=KIND,
    label=gettext_lazy("Follow-up of the work of units"),
    text=gettext_lazy(
        "Each unit answers for itself. Its answer last time and what the registers show stand beside each question."
        " Let the answers be signed, so that the head of each unit answers for them."
    ),
    right=EDIT,
    reads=READ,
    candidates=candidates,
    prompts=prompts,
    known=known_answers,
    apply=store_answers,
)
