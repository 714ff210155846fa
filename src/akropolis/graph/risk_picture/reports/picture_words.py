"""The picture of the risks in words: sentences whose numbers link to exactly the rows that they count."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.lib.swedish import date_prose, number
from akropolis.base.ui.escaping import joined
from akropolis.base.ui.templatetags.ui import figure
from akropolis.graph.risk.rules.picture import Move
from akropolis.graph.risk.selectors.matrices import level_names
from akropolis.graph.risk.selectors.picture import RiskPicture
from akropolis.graph.risk.selectors.shared_risks import list_shared_risks

MOVES = (Move.RAISED, Move.LOWERED, Move.NEW, Move.JUDGED, Move.ENDED, Move.SAME, Move.RESCALED, Move.UNKNOWN)

SPACE = SafeString(" ")


def risks_url(code: str, **query: object) -> str:
    """Return the URL of the register's list with the filters; of open risks unless `standing` says otherwise."""
    asked = {"owner_unit": code, "standing": "open", **query}
    return f"{reverse('risks-list')}?{urlencode({k: v for k, v in asked.items() if v != ''}, safe=':,')}"


def shared_url(code: str, **query: str) -> str:
    """Return the URL of the list of others' risks on shared services that the unit uses."""
    asked = {"unit": code, **query}
    return f"{reverse('shared-risk-list')}?{urlencode({k: v for k, v in asked.items() if v})}"


def list_joined(parts: list[SafeString]) -> SafeString:
    """Return the parts as a list in prose."""
    first = joined(part for each in parts[:-1] for part in (SafeString(", "), each))[2:]
    return format_html("{} {} {}", SafeString(first), _("and"), parts[-1]) if first else joined(parts)


def describe_risks(picture: RiskPicture, code: str) -> list[SafeString]:
    """Return paragraphs: how many risks there are and at which levels, how they are handled, and what is shared."""
    first = (
        _levels(picture, code)
        if picture.total
        else iter([format_html("{}", _("No current risk is registered here."))])
    )
    parts = (first, _handling(picture, code), chain(_house(picture, code), _others(picture, code)))
    paragraphs = (joined(part for sentence in sentences for part in (sentence, SPACE)) for sentences in parts)
    return [paragraph for paragraph in paragraphs if paragraph]


def _levels(picture: RiskPicture, code: str) -> Iterator[SafeString]:
    total = ngettext("{n} current risk", "{n} current risks", picture.total)
    every = format_html(total, n=figure(number(picture.total), url=risks_url(code)))
    names = level_names(picture.access)
    parts = [
        format_html(
            _("{n} at the level {level}"),
            n=figure(number(count), url=risks_url(code, severity=kind)),
            level=names.get(kind, kind),
        )
        for kind, count in picture.severities().items()
    ]
    yield format_html("{}: {}.", every, list_joined(parts)) if parts else format_html("{}.", every)
    if unknown := picture.count("not_judged"):
        words = ngettext(
            "{n} is not judged: its level is unknown, not low.",
            "{n} are not judged: their level is unknown, not low.",
            unknown,
        )
        yield _ruled(picture, code, "not_judged", words)


def _handling(picture: RiskPicture, code: str) -> Iterator[SafeString]:
    for key, words in _handling_words(picture).items():
        if picture.count(key):
            yield _ruled(picture, code, key, words)


def _handling_words(picture: RiskPicture) -> Mapping[str, str]:
    n = picture.count
    return {
        "over_acceptance": ngettext(
            "{n} is over what may be left as it is: neither accepted nor under treatment.",
            "{n} are over what may be left as it is: neither accepted nor under treatment.",
            n("over_acceptance"),
        ),
        "no_owner": ngettext("{n} has no risk owner.", "{n} have no risk owner.", n("no_owner")),
        "late_treatment": ngettext(
            "{n} was to be treated by a day that has passed.",
            "{n} were to be treated by a day that has passed.",
            n("late_treatment"),
        ),
        "late_actions": ngettext("{n} has late actions.", "{n} have late actions.", n("late_actions")),
        "awaiting": ngettext("{n} awaits a decision.", "{n} await a decision.", n("awaiting")),
        "accepted": ngettext("{n} is accepted.", "{n} are accepted.", n("accepted")),
        "running_out": ngettext(
            "{n} acceptance runs out within 60 days.",
            "{n} acceptances run out within 60 days.",
            n("running_out"),
        ),
        "stale": ngettext(
            "{n} acceptance is to be decided anew, since something has changed.",
            "{n} acceptances are to be decided anew, since something has changed.",
            n("stale"),
        ),
    }


def _ruled(picture: RiskPicture, code: str, key: str, words: str) -> SafeString:
    count = picture.count(key)
    return format_html(words, n=figure(number(count), url=risks_url(code, standing=key)))


def _house(picture: RiskPicture, code: str) -> Iterator[SafeString]:
    if picture.shared:
        words = ngettext(
            "{n} of them is about something shared: those who use it see a summary, and it is counted once.",
            "{n} of them are about something shared: those who use it see a summary, and each is counted once.",
            picture.shared,
        )
        yield format_html(words, n=figure(number(picture.shared), url=risks_url(code, shared="yes")))


def _others(picture: RiskPicture, code: str) -> Iterator[SafeString]:
    others = list_shared_risks(picture.access, picture.day, picture.path)
    if others:
        words = ngettext(
            "Beside these, {n} risk is in a shared service that others answer for. It is not counted here.",
            "Beside these, {n} risks are in shared services that others answer for. They are not counted here.",
            len(others),
        )
        yield format_html(words, n=figure(number(len(others)), url=shared_url(code)))


def describe_moves(picture: RiskPicture, code: str, since: date) -> list[SafeString]:
    """Return what has become of the risks since the day. Those judged by another matrix are named, not compared."""
    moves, day = picture.moves(since), since.isoformat()
    found = []
    for move in MOVES:
        if count := len(moves.get(move, ())):
            standing = "" if move is Move.ENDED else "open"
            url = risks_url(code, standing=standing, moved=f"{move}:{day}")
            found.append(format_html(_move_words(move, count), n=figure(number(count), url=url)))
    return found


def _move_words(move: Move, n: int) -> str:
    return {
        Move.RAISED: ngettext("{n} has been raised.", "{n} have been raised.", n),
        Move.LOWERED: ngettext("{n} has been lowered.", "{n} have been lowered.", n),
        Move.NEW: ngettext("{n} is new.", "{n} are new.", n),
        Move.JUDGED: ngettext(
            "{n} has been judged for the first time.", "{n} have been judged for the first time.", n
        ),
        Move.ENDED: ngettext("{n} has ended.", "{n} have ended.", n),
        Move.SAME: ngettext("{n} is at the same level.", "{n} are at the same level.", n),
        Move.RESCALED: ngettext(
            "{n} has been judged by another matrix since. The scales differ, so it is not compared.",
            "{n} have been judged by another matrix since. The scales differ, so they are not compared.",
            n,
        ),
        Move.UNKNOWN: ngettext("{n} is still not judged.", "{n} are still not judged.", n),
    }[move]


def as_of(picture: RiskPicture) -> str:
    """Return the day that the picture is as of."""
    return _("As of %(day)s") % {"day": date_prose(picture.day)}
