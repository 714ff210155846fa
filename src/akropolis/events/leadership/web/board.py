"""The room in words: clocks that matter, units as squares, and tracks grouped by what is alike."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.swedish import number
from akropolis.base.ui.naming import first_named
from akropolis.base.ui.parts import Choice, FilterField, Kind, Square
from akropolis.events.incidents.models import Incident, TrackRegime
from akropolis.events.incidents.reports import describe_step
from akropolis.events.incidents.selectors.board import (
    Board,
    ClockGroup,
    Standing,
    TrackOnBoard,
    UnitOnBoard,
    group_tracks,
    nearest_of,
)
from akropolis.people.organisation.services.appointments import GIVES

NAMED, MOST = 3, 3
TRACKS = "spar"
STANDINGS: Mapping[Standing, tuple[Promise, Kind]] = {
    Standing.LOST: (gettext_lazy("nobody has it"), "danger"),
    Standing.LATE: (gettext_lazy("overdue"), "danger"),
    Standing.WAITING: (gettext_lazy("not taken in"), "warning"),
    Standing.ASSESSING: (gettext_lazy("assessing"), "info"),
    Standing.RECEIVED: (gettext_lazy("received there"), "info"),
    Standing.FILED: (gettext_lazy("submitted"), "success"),
    Standing.NOT_FILED: (gettext_lazy("not reported"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One of the clocks that matter: what it is, how long is left or how many, and the link to its rows."""

    title: str
    left: str
    kind: Kind
    link: str
    url: str


def tracks_url(incident: Incident, **chosen: str) -> str:
    """Return the URL of the event's tracks, narrowed to those chosen."""
    query = urlencode({"flik": TRACKS, **chosen})
    return f"{reverse('incidents-detail', args=[incident.pk])}?{query}"


def clock_cards(board: Board) -> dict[str, object]:
    """Return the clocks that matter most, those of the law's hours first, and how many kinds are left out."""
    groups = sorted(board.clocks(), key=lambda group: group.nearest.moment is None)
    lost = [each for each in board.units if each.standing == Standing.LOST]
    shown = groups[: MOST - bool(lost)]
    cards = [_clock_card(board, group) for group in shown]
    if lost:
        cards.append(_lost_card(board, lost))
    return {
        "cards": cards,
        "more": len(groups) - len(shown),
        "tracks_url": tracks_url(board.room.incident),
        "tracked": bool(board.tracks),
    }


def _clock_card(board: Board, group: ClockGroup) -> ClockCard:
    told = describe_step(group.nearest, board.now)
    names = {clock.name for clock in group.waiting}
    words = {"what": told.name if len(names) == 1 else _("Other steps"), "n": number(group.tracks)}
    track, count = group.nearest.step.track, len(group.waiting)
    title = ngettext("%(what)s, %(n)s unit", "%(what)s, %(n)s units", group.tracks) % words
    alone = count == 1
    link = (
        track.owner_unit.name
        if alone
        else ngettext("%(n)s remains", "%(n)s remain", count) % {"n": number(count)}
    )
    url = _track_url(track.pk) if alone else tracks_url(board.room.incident, steg=group.clock)
    return ClockCard(title, told.left, told.kind, link, url)


def _lost_card(board: Board, lost: Sequence[UnitOnBoard]) -> ClockCard:
    count = ngettext("%(n)s unit", "%(n)s units", len(lost)) % {"n": number(len(lost))}
    names = first_named([each.unit.name for each in lost], NAMED)
    url = tracks_url(board.room.incident, enheter=Standing.LOST)
    return ClockCard(_("Nobody has it"), count, "danger", names, url)


def _track_url(pk: object) -> str:
    return reverse("incident-tracks-detail", args=[pk])


def unit_squares(board: Board) -> dict[str, object]:
    """Return the units as squares by how far they have come, with the number of each as links to their tracks."""
    counted = Counter(each.standing for each in board.units)
    return {
        "squares": [_square(board, each) for each in board.units],
        "legend": [
            (_legend(board, standing, counted[standing]), STANDINGS[standing][1])
            for standing in Standing
            if counted[standing]
        ],
        "affected": board.room.affected,
        "taken": sum(one.receipt is not None for one in board.room.affected),
    }


def _legend(board: Board, standing: Standing, count: int) -> SafeString:
    url = tracks_url(board.room.incident, enheter=standing)
    return format_html('<a href="{}">{} {}</a>', url, STANDINGS[standing][0], number(count))


def _square(board: Board, each: UnitOnBoard) -> Square:
    word, kind = STANDINGS[each.standing]
    said = [str(word)]
    if each.first and each.first.next:
        said.append(describe_step(each.first.next, board.now).left)
    url = _track_url(each.first.track.pk) if each.first else ""
    name = f"{each.unit.name}: {', '.join(said)}"
    return Square(code=each.unit.code, name=name, kind=kind, url=url)


def track_groups(board: Board, query: Mapping[str, str]) -> dict[str, object]:
    """Return the tracks that the query chooses, grouped by what is alike, with the filters that narrow them."""
    chosen = {name: query.get(name, "") for name in ("regler", "lage", "steg", "enheter")}
    units = {each.unit.pk for each in board.units if each.standing == chosen["enheter"]}
    rows = [each for each in board.tracks if _is_chosen(each, chosen, units)]
    groups = group_tracks(rows)
    few = len(groups) == 1 or any(chosen.values())
    regimes = {each.walked.track.regime for each in board.tracks}
    bare = [each for each in board.units if each.first is None and _is_bare_chosen(each, chosen)]
    return {
        "groups": [_group_context(board, *group, unfolded=few) for group in groups],
        "bare": [(each.unit, *STANDINGS[each.standing]) for each in bare],
        "shown": len(rows),
        "every": len(board.tracks),
        "filters": [
            _filter("regler", _("Rules"), chosen, [(key, TrackRegime(key).label) for key in sorted(regimes)]),
            _filter(
                "lage",
                _("State"),
                chosen,
                [(key, word) for key, (word, _kind) in STANDINGS.items() if key != Standing.RECEIVED],
            ),
        ],
        "narrowed": _narrowed(board, chosen, len(units)),
        "clear": tracks_url(board.room.incident),
        "tab": TRACKS,
    }


def _is_chosen(each: TrackOnBoard, chosen: Mapping[str, str], units: Collection[UUID]) -> bool:
    steps = {clock.step.clock for clock in each.walked.clocks if clock.waits and each.walked.track.living}
    return (
        chosen["regler"] in ("", each.walked.track.regime)
        and chosen["lage"] in ("", each.standing)
        and (not chosen["steg"] or chosen["steg"] in steps)
        and (not chosen["enheter"] or each.unit.pk in units)
    )


def _is_bare_chosen(each: UnitOnBoard, chosen: Mapping[str, str]) -> bool:
    if chosen["regler"] or chosen["steg"]:
        return False
    return each.standing in (chosen["lage"] or each.standing,) and chosen["enheter"] in ("", each.standing)


def _narrowed(board: Board, chosen: Mapping[str, str], units: int) -> str:
    """Return in words what a link has narrowed the tracks to, which no filter shows."""
    if (standing := chosen["enheter"]) in set(Standing):
        words = {"n": number(units), "state": STANDINGS[Standing(standing)][0]}
        return ngettext("%(n)s unit: %(state)s", "%(n)s units: %(state)s", units) % words
    group = next((each for each in board.clocks() if each.clock == chosen["steg"]), None)
    return _("Remaining: %(step)s") % {"step": group.nearest.name} if group else ""


def _filter(
    name: str, label: str, chosen: Mapping[str, str], choices: Sequence[tuple[str, object]]
) -> FilterField:
    made = [Choice(str(key), str(word).capitalize(), chosen[name] == key) for key, word in choices]
    return FilterField(name=name, label=label, choices=made, value=chosen[name])


def _group_context(
    board: Board, regime: str, standing: Standing, rows: Sequence[TrackOnBoard], *, unfolded: bool
) -> dict[str, object]:
    nearest = nearest_of(rows)
    word, kind = STANDINGS[standing]
    return {
        "title": TrackRegime(regime).label,
        "state": word,
        "kind": kind,
        "count": len(rows),
        "next": describe_step(nearest, board.now) if nearest else None,
        "open": unfolded,
        "rows": [_row_context(board, each) for each in rows],
    }


def _row_context(board: Board, each: TrackOnBoard) -> dict[str, object]:
    walked = each.walked
    lost = walked.track.living and not walked.asked
    return {
        "track": walked.track,
        "next": describe_step(walked.next, board.now) if walked.next else None,
        "asked": first_named([person.name for person in walked.asked], NAMED),
        "lost": lost,
        "name_url": _role_url(board, walked.track.owner_unit) if lost else "",
    }


def _role_url(board: Board, unit: Unit) -> str:
    return f"{reverse('appointment-give')}?enhet={unit.code}" if board.room.access.may(GIVES, unit) else ""
