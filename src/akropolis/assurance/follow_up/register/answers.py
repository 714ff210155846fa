"""What units have answered in follow-up: each question with the answer before and what the registers show."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.follow_up.models import READ
from akropolis.assurance.follow_up.register.words import (
    STATES,
    alike_words,
    answer_words,
    change_words,
    counted_words,
    state_of,
)
from akropolis.assurance.follow_up.selectors.answers import FollowUpRow, asks_of_rounds, rows_of
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.ui.parts import Cell
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.register.pages import coverage_words
from akropolis.shared.campaigns.rules.coverage import AskState
from akropolis.shared.campaigns.selectors.campaigns import coverage, may_answer, may_sign

ANSWERED, SIGNED = AskState.ANSWERED.value, AskState.SIGNED.value


def _state_cell(asked: "FollowUpAnswers", row: FollowUpRow) -> Cell:
    """Return the state; while the answers are open it leads whoever answers or signs them to where that is done."""
    words, kind = STATES[state_of(row)]
    ask, access = row.ask, asked.access
    acts = ask.open and (may_answer(access, ask) or may_sign(access, ask))
    return Cell(text=words, kind=kind, url=reverse("campaign-answer", args=[ask.campaign_id]) if acts else "")


class FollowUpAnswers(Computed[FollowUpRow]):
    """The questions to each unit in the latest round that asked it, or in the chosen one."""

    key, slug, api = "follow-up-answers", "uppfoljning-av-arbetet", "follow-up-answers"
    permission, within = READ, "unit"
    title = crumb = _("Follow-up of the work")
    start = (_("Campaigns"), "campaigns-list")
    unasked = ("asks", "every")
    empty = _("No unit whose answers you may read has been asked.")
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(ask.unit for ask in asked.asks)),
        ListFilter(
            "round",
            _("Round"),
            lambda asked: [*{str(a.campaign_id): a.campaign.title for a in asked.asks}.items()],
            every=_("The latest of each unit"),
        ),
        ListFilter(
            "area",
            _("Area"),
            lambda asked: [*{r.question.area.code: r.question.area.title for r in asked.every}.items()],
        ),
        ListFilter("state", _("State"), [(state, words) for state, (words, _kind) in STATES.items()]),
        ListFilter(
            "sent", _("Sent in"), [(ANSWERED, _("Answered by the unit")), (SIGNED, _("Signed by its head"))]
        ),
    )
    columns = (
        ListColumn(_("Question"), "wording", key="question", width=60),
        ListColumn(_("Area"), "question.area.title", key="area", on_page=False, width=24),
        ListColumn(_("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(_("Answer"), lambda row: answer_words(row.question, row.answer), key="answer", width=24),
        ListColumn(_("Since last time"), change_words, key="change", width=36),
        ListColumn(_("The registers now"), lambda row: counted_words(row.shown), key="registers"),
        ListColumn(_("Units alike"), alike_words, key="alike", width=36),
        ListColumn(
            _("State"),
            lambda row: str(STATES[state_of(row)][0]),
            key="state",
            cell=_state_cell,
        ),
        ListColumn(_("Round"), "ask.campaign.title", key="round", on_page=False, width=36),
    )

    @cached_property
    def asks(self) -> list[Ask]:
        """What the units are asked whose answers the user may read, in all rounds, the latest first."""
        return asks_of_rounds(self.access)

    @cached_property
    def every(self) -> list[FollowUpRow]:
        """The questions of all those asks, whatever the filters."""
        latest = {ask.unit_id: ask.pk for ask in reversed(self.asks)}
        return rows_of(self.access, self.day, self.asks, set(latest.values()))

    @property
    def _shown(self) -> list[Ask]:
        code, campaign = self.chosen["unit"], self.chosen["round"]
        latest = {ask.unit_id: ask.pk for ask in reversed(self.asks)}
        return [
            ask
            for ask in self.asks
            if (str(ask.campaign_id) == campaign if campaign else latest[ask.unit_id] == ask.pk)
            and (not code or f"/{code}/" in ask.unit.path)
        ]

    def rows(self) -> Sequence[FollowUpRow]:
        """Return the questions in the chosen unit and those below, round, area and states."""
        shown, area, sent = {ask.pk for ask in self._shown}, self.chosen["area"], self.chosen["sent"]
        states = {*self.chosen["state"].split(",")} - {""}
        return [
            row
            for row in self.every
            if row.ask.pk in shown
            and (not area or row.question.area.code == area)
            and (not sent or (row.ask.state == SIGNED if sent == SIGNED else row.answered))
            and (not states or state_of(row) in states)
        ]

    def about(self, row: FollowUpRow) -> UUID:
        """Return an id of ask and question together, which no register has."""
        return uuid5(row.ask.pk, str(row.question.pk))

    def name_of(self, row: FollowUpRow) -> str:
        """Return the question and the unit; figures store nothing of the answer."""
        return f"{row.unit.name}: {row.wording}"

    def lead(self) -> Sequence[str]:
        """Return how many of the units shown have answered and signed, and which have not answered."""
        shown = self._shown
        signing = any(ask.campaign.signing for ask in shown)
        return coverage_words(coverage(shown), signing=signing) if shown else ()
