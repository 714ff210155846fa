"""`radius`: everything that depends on a node, with the path to it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.lib.swedish import number
from akropolis.graph.assets.models import Node
from akropolis.graph.blast_radius.reports import radius_json
from akropolis.graph.blast_radius.reports.radius_words import (
    describe_radius,
    highest_in_letters,
    kinds_in_words,
    path_in_words,
    question,
    unit_in_words,
)
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.radius import Radius, find_by_name
from akropolis.graph.blast_radius.selectors.radius import radius as reach
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say, say_json


def radius(node: str, kind: str, day: str | None, user: str, as_json: bool) -> None:
    """Print what an outage or breach of the node reaches, as the user may see it, by unit and row by row."""
    installation.require()
    on = _day(day)
    access = access_for_username(user)
    found = reach(access, _node(access, node, user), RadiusEvent(kind), on)
    if as_json:
        say_json({**radius_json.answer_json(found), "items": radius_json.rows_json(found, found.rows)})
        return
    _print_radius(found)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(_("%(day)s is no day. Write it as 2026-01-31.") % {"day": text}, code="day") from error
    if day > timezone.localdate():
        raise Refused(_("The day lies ahead. Choose today or an earlier day."), code="day")
    return day


def _node(access: Access, words: str, user: str) -> Node:
    found = [node for node in find_by_name(access, words) if node.archived_at is None] or find_by_name(
        access, words
    )
    if len(found) == 1:
        return found[0]
    if not found:
        sentence = _("%(user)s sees nothing called %(name)s. Write its number, its id or its whole name.")
        raise Refused(sentence % {"user": user, "name": words}, code="not_found")
    say(*(f"{node.number}  {node.name}, {node.get_kind_display()}, {node.owner_unit}" for node in found))
    sentence = _("%(count)s things are called %(name)s. Write the number of the right one.")
    raise Refused(sentence % {"count": number(len(found)), "name": words}, code="ambiguous")


def _print_radius(found: Radius) -> None:
    told = describe_radius(found)
    say(question(found.node.name, found.event), "", *told.lead)
    if told.missing:
        say("", _("Not known:"), *(f"  {sentence}" for sentence in told.missing))
    say("", *told.grounds)
    rows = _by_unit(found)
    for hit in found.hit:
        levels = highest_in_letters(hit.totals, found.event)
        parts = (unit_in_words(found, hit.unit), levels, kinds_in_words(hit.totals.kinds))
        say("", " · ".join(part for part in parts if part))
        say(*rows[hit.unit.code])


def _by_unit(found: Radius) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for shown in found.shown(found.rows):
        line = "  ".join(part for part in (shown.seen.number, shown.levels, path_in_words(shown)) if part)
        lines.setdefault(shown.unit.code, []).append(f"  {line}")
    return lines
