"""Campaign answers as page, file and API: each question in the wording that was sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.ui.parts import Cell, Crumb
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.register.pages import STATES, coverage_words, page_of
from akropolis.shared.campaigns.rules.coverage import GIVEN
from akropolis.shared.campaigns.rules.prompts import answers_in_words
from akropolis.shared.campaigns.selectors.campaigns import KEEP, coverage


@dataclass(frozen=True, slots=True)
class CampaignAnswerLine:
    """One question about one object, and its answer in words; the answer is empty until given."""

    ask: Ask
    question: str
    answer: str


def _answer_text(row: Ask) -> str:
    return " · ".join(
        f"{text} – {value}" for text, value in answers_in_words(row.campaign.prompts, row.answers) if value
    )


def _state(found: object, row: CampaignAnswerLine) -> Cell:
    words, kind = STATES[row.ask.state]
    return Cell(text=words, kind=kind)


def _about(found: "AnswerList", row: CampaignAnswerLine) -> Cell:
    return Cell(text=row.ask.name, note="" if found.asked_for else row.ask.campaign.title)


def _who(_list: object, row: CampaignAnswerLine) -> Cell:
    ask = row.ask
    signed = _("signed by %(name)s") % {"name": ask.signed_by} if ask.signed_by else ""
    who = ask.answered_by or str(ask.answerer or "")
    return Cell(text=ask.unit.name, note=", ".join(filter(None, (who, signed))))


def _again(found: "AnswerList", row: CampaignAnswerLine) -> Cell:
    ask = row.ask
    may = ask.open and ask.state in GIVEN and found.access.may(KEEP, ask.campaign.owner_unit)
    return Cell(text=_("Ask again"), url=reverse("ask-again", args=[ask.pk])) if may else Cell(text="")


class AnswerList(Computed[Ask]):
    """The list of campaign questions and answers, each question in the wording that was sent."""

    key, slug, api = "campaign-answers", "rundfragornas-svar", "campaign-answers"
    permission = f"{Ask.permission}:read"
    title = gettext_lazy("Answers")
    empty = gettext_lazy("Nothing has been asked that you may read.")
    columns = (
        ListColumn(gettext_lazy("Campaign"), "ask.campaign.title", key="campaign", width=30, on_page=False),
        ListColumn(
            gettext_lazy("About"),
            "ask.name",
            key="about",
            width=40,
            sort=lambda row: row.name.casefold(),
            cell=_about,
        ),
        ListColumn(gettext_lazy("Who answers"), "ask.unit.name", key="unit", sort="unit.sort_key", cell=_who),
        ListColumn(
            gettext_lazy("State"), lambda row: str(STATES[row.ask.state][0]), key="state", cell=_state
        ),
        ListColumn(gettext_lazy("Question"), "question", key="question", width=50, on_page=False),
        ListColumn(
            gettext_lazy("Answer"),
            "answer",
            key="answer",
            width=50,
            cell=lambda _list, row: Cell(text=_answer_text(row.ask)),
        ),
        ListColumn(gettext_lazy("Answered by"), "ask.answered_by", key="answered_by", on_page=False),
        ListColumn(
            gettext_lazy("Answered on"),
            lambda row: timezone.localdate(row.ask.answered_at) if row.ask.answered_at else None,
            ValueKind.DATE,
            key="answered_on",
        ),
        ListColumn(gettext_lazy("Signed by"), "ask.signed_by", key="signed_by", on_page=False),
        ListColumn(gettext_lazy("Ask again"), lambda row: "", cell=_again),
    )
    filters = (
        ListFilter(
            "state",
            gettext_lazy("State"),
            [(s.value, w) for s, (w, _k) in STATES.items()],
            gettext_lazy("All"),
        ),
        ListFilter(
            "unit",
            gettext_lazy("Who answers"),
            lambda self: units_of(a.unit for a in self.every),
            gettext_lazy("All units"),
        ),
        ListFilter("campaign", hidden=True),
    )

    @cached_property
    def asked_for(self) -> UUID | None:
        """The id of the campaign that the list is filtered by. None without a filter, or if the id is invalid."""
        try:
            return UUID(self.query.get("campaign", ""))
        except ValueError:
            return None

    @cached_property
    def every(self) -> list[Ask]:
        """All asks that the reader may see; only those of one campaign if the list is filtered by it."""
        rows = Ask.objects.visible(self.access).select_related("unit", "answerer", "campaign__owner_unit")
        if self.asked_for:
            rows = rows.filter(campaign__pk=self.asked_for)
        return list(rows.order_by("-campaign__sent_on", "campaign", "unit__sort_key", "name", "id"))

    def rows(self) -> Sequence[Ask]:
        """Return the asks of the chosen unit and state, sorted by campaign with the latest first, then by unit."""
        unit, state = self.chosen["unit"], self.chosen["state"]
        return [ask for ask in self.every if unit in ("", ask.unit.code) and state in ("", ask.state)]

    def told(self, rows: Sequence[Ask]) -> Sequence[CampaignAnswerLine]:
        """Return one line for each ask, with its first question, for the page."""
        return [next(_lines(row)) for row in rows]

    def lines(self, told: Sequence[CampaignAnswerLine]) -> Iterable[CampaignAnswerLine]:
        """Return one line for every question of each ask, for file and API."""
        return [line for first in told for line in _lines(first.ask)]

    def lead(self) -> Sequence[str]:
        """Return the coverage of what is listed, counted as on the campaign's page."""
        campaign = self._campaign
        if campaign is None:
            return ()
        return [f"{campaign.title}.", *coverage_words(coverage(self.every), signing=campaign.signing)]

    @property
    def _campaign(self) -> Campaign | None:
        return self.every[0].campaign if self.asked_for and self.every else None

    def crumbs(self) -> list[Crumb]:
        """Return the breadcrumbs: the register, the campaign if the reader may read it, and this list."""
        found = [Crumb(label=_("Campaigns"), url=reverse("campaigns-list"))]
        campaign = self._campaign
        if campaign and self.access.may(f"{Campaign.permission}:read", campaign.owner_unit):
            found.append(Crumb(label=campaign.title, url=page_of(campaign)))
        return [*found, Crumb(label=_("Answers"))]


def _lines(ask: Ask) -> Iterator[CampaignAnswerLine]:
    told: Mapping[str, str] = ask.answers
    for question, answer in answers_in_words(ask.campaign.prompts, told):
        yield CampaignAnswerLine(ask, question, answer)
