"""The reader's next step in a room, and everything else that the reader may do there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import RowAct
from akropolis.base.kernel.registers.web.steps import list_step_acts
from akropolis.events.incidents.models import Incident, IncidentStatus, StepState
from akropolis.events.incidents.register import REGISTER
from akropolis.events.incidents.rules.permissions import RECEIVE
from akropolis.events.incidents.rules.tracks import duties
from akropolis.events.incidents.selectors.board import Board
from akropolis.events.incidents.selectors.clocks import sort_clocks

type Outcomes = Mapping[UUID, tuple[str, str]]
"""The page and outcome of each track's assessment, as `services.tracks.assessments_by_track` returns them."""


def own_steps(access: Access, board: Board, outcomes: Outcomes) -> Iterator[RowAct]:
    """Yield the steps in tracks that are up to the reader, the nearest first: assess, decide or file."""
    mine = {
        each.walked.track.pk: each.walked
        for each in board.tracks
        if any(person.pk == access.actor.id for person in each.walked.asked)
    }
    for clock in sort_clocks(walked.next for walked in mine.values() if walked.next):
        track = clock.step.track
        page, outcome = outcomes.get(track.pk, ("", ""))
        words = {"unit": track.owner_unit.name, "step": clock.name}
        judging = clock.step.state == StepState.WAITING and clock.step.clock in duties(track.regime)
        if judging and page and not outcome:
            yield RowAct(_("Assess for %(unit)s") % words, page)
        elif judging and outcome == "no":
            url = reverse("incident-tracks-step", args=[track.pk, "decide_not"])
            yield RowAct(_("Decide not to report for %(unit)s") % words, url)
        else:
            url = reverse("incident-tracks-detail", args=[track.pk])
            yield RowAct(_("%(step)s for %(unit)s") % words, url)


def own_receipts(access: Access, board: Board) -> Iterator[RowAct]:
    """Yield the receipts that the reader's own units have not given."""
    incident = board.room.incident
    for one in board.room.affected if incident.archived_at is None else ():
        if one.receipt is None and access.is_asked(RECEIVE, one.unit):
            url = reverse("incident-receive", args=[incident.pk, one.unit.code])
            yield RowAct(_("Take in for %(unit)s") % {"unit": one.unit}, url)


def list_actions(
    access: Access, board: Board, outcomes: Outcomes, triage: Mapping[str, object]
) -> tuple[RowAct | None, list[RowAct], list[RowAct]]:
    """Return the reader's next step (None if nothing waits), what waits next to it, and everything else."""
    incident = board.room.incident
    leads = incident.writable_by(access) and incident.archived_at is None
    own, receipts = [*own_steps(access, board, outcomes)], [*own_receipts(access, board)]
    judge = [RowAct(_("Judge the event"), str(url))] if (url := triage.get("judge_url")) else []
    opens = [_page(_("Open tracks"), "incident-tracks-open", incident)] if leads else []
    reminds = []
    if leads and any(one.receipt is None for one in board.room.affected):
        reminds = [_page(_("Remind those who have not taken it in"), "incident-remind", incident)]
    onward, rest = _onward(access, board)
    waiting = [
        *own[:1],
        *receipts,
        *(judge if triage.get("waits") else []),
        *(opens if triage.get("untracked") else []),
        *onward,
        *reminds,
    ]
    anew = [] if triage.get("waits") else [RowAct(_("Judge anew"), each.url) for each in judge]
    others = [*own[1:], *waiting[1:], *rest, *anew, *opens, *reminds]
    if leads:
        others += [
            _page(_("Times of the event"), "incident-times", incident),
            _page(_("Change the level of leadership"), "incident-level", incident),
            _page(_("Message from a template"), "incident-message", incident),
            _page(_("Change what was hit and who is affected"), "incident-links", incident),
            _page(_("Edit"), "incidents-edit", incident),
        ]
    first = next(iter(waiting), None)
    beside = [each for each in receipts if each != first][:1]
    return first, beside, _without(others, [first, *beside])


def _page(label: str, name: str, incident: Incident) -> RowAct:
    return RowAct(label, reverse(name, args=[incident.pk]))


def _onward(access: Access, board: Board) -> tuple[list[RowAct], list[RowAct]]:
    """Return the transition of the event that is next in turn, and the other ones."""
    incident = board.room.incident
    steps = list_step_acts(REGISTER, access, incident)
    turn = {IncidentStatus.REPORTED: "handle", IncidentStatus.RESOLVED: "close"}
    if not board.room.running:
        turn[IncidentStatus.HANDLING] = "resolve"
    name = turn.get(IncidentStatus(incident.status))
    url = reverse("incidents-step", args=[incident.pk, name]) if name else ""
    return [each for each in steps if each.url == url], [each for each in steps if each.url != url]


def _without(actions: Iterable[RowAct], shown: Sequence[RowAct | None]) -> list[RowAct]:
    """Return the actions once each, without those that are shown already."""
    urls = {each.url for each in shown if each}
    return [each for each in {each.url: each for each in actions}.values() if each.url not in urls]
