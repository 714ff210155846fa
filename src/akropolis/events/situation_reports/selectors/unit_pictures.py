"""What the registers answer to each question of a unit's or the city's situation picture (lägesbild), in Swedish."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.figures import FigureCache
from akropolis.base.lib.figures import get
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.words import Phrase
from akropolis.events.situation_reports.models import Situation
from akropolis.events.situation_reports.models.subjects import Subject
from akropolis.events.situation_reports.rules.drafting import CountedFigure, KnownFacts
from akropolis.events.situation_reports.rules.permissions import READS, RESOURCE
from akropolis.events.situation_reports.selectors.figures import count_figure
from akropolis.events.situation_reports.selectors.situations import series, situation_at

MONTH, QUARTER = timedelta(days=30), timedelta(days=91)
FIGURES: Mapping[str, Sequence[str]] = {
    "enhet-hotbild": ("observations.total", "observations.high"),
    "enhet-handelser": (
        "incidents.total",
        "incidents.serious",
        "incidents.personal_data",
        "incident-tracks.open",
    ),
    "enhet-viktigast": ("incidents.serious_open", "gaps.known_open", "effects.fails", "concentration.single"),
    "enhet-atgarder": ("actions.remaining", "actions.overdue", "deviations.late"),
    "enhet-beslut": ("risks.over_acceptance", "risks.stale"),
    "enhet-okant": ("observations.not_assessed", "risks.not_judged", "gaps.unknown", "effects.untested"),
}
"""The figures that answer each question."""
CHANGES = "enhet-andrat"
"""The question about what has changed since the picture before."""


def known_of(access: Access, unit: Unit, _since: datetime | None) -> Mapping[str, KnownFacts]:
    """Return what the registers say of the unit and those below it today."""
    return known_on(access, unit, timezone.localdate())


def known_on(access: Access, unit: Unit, today: date) -> Mapping[str, KnownFacts]:
    """Return the same as of the day: in the period since the picture before, or in the last quarter."""
    cache = FigureCache()
    newest = next(iter(series(access, unit)), None)
    last = situation_at(access, newest.pk) if newest else None
    first = min(timezone.localdate(last.as_of), today) if last else today - QUARTER
    within = unit.code if unit.parent_id else ""
    known = {
        question: _known(access, keys, within, first, today, cache) for question, keys in FIGURES.items()
    }
    return {**known, CHANGES: KnownFacts(_changes(last, known))}


def _known(
    access: Access, keys: Sequence[str], within: str, first: date, today: date, cache: FigureCache
) -> KnownFacts:
    found = {key: count_figure(access, key, within, first, today, cache) for key in keys}
    counted = tuple(each for each in found.values() if each)
    unknown = [get(key).label.sv for key, each in found.items() if each is None]
    said = [each.sentence for each in counted]
    if unknown:
        said.append(f"Okänt för den som har skrivit: {listing(unknown, 'och')}.")
    return KnownFacts(" ".join(said), figures=counted)


def _changes(last: Situation | None, known: Mapping[str, KnownFacts]) -> str:
    """Say which figures differ from the picture before. Those of a period are left out: they begin from nothing."""
    if last is None:
        return "Det här är den första lägesbilden: det finns inget att jämföra med."
    then = {each.key: each for answer in last.answers for each in answer.counted}
    now = {each.key: each for facts in known.values() for each in facts.figures if not get(each.key).dated}
    said = [_change(then[key], each) for key, each in now.items() if key in then]
    return " ".join(filter(None, said)) or f"Ingen siffra är ändrad sedan nr {last.number}."


def _change(then: CountedFigure, now: CountedFigure) -> str:
    return f"{now.label}: {then.count} förut, {now.count} nu." if then.count != now.count else ""


def _ended(unit: Unit) -> Phrase | None:
    ended = unit.valid_to is not None and unit.valid_to < timezone.localdate()
    return _("The unit has ended.") if ended else None


def _below(access: Access) -> Q:
    """Return the condition for the units above the reader's own, except the city itself."""
    steps = [scope.path.strip("/").split("/") for scope in access.scopes(READS)]
    paths = {f"/{'/'.join(parts[:length])}/" for parts in steps for length in range(1, len(parts) + 1)}
    return access.units(READS) | Q(path__in=paths, parent__isnull=False)


def _page(unit: Unit) -> str:
    return f"{reverse('situation-unit', args=[unit.code])}#situations"


SUBJECT = Subject(
    Unit,
    known_of,
    Q(valid_to=None),
    unit="",
    resource=RESOURCE,
    readers=_below,
    ended=_ended,
    code="code",
    rhythm=MONTH,
    address=_page,
)
"""A unit, or the city, as the subject of situation pictures."""
