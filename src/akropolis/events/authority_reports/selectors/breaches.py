"""The personal-data breaches of a controller in a period: facts, effects, what was done and why (GDPR art. 33.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.periods import Period
from akropolis.base.ui.words import Phrase
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.rules.reports import (
    FieldOrigin,
    FieldValue,
    initial_value,
    latest_by_topic,
)
from akropolis.events.authority_reports.selectors.assessments import latest_of
from akropolis.events.authority_reports.selectors.known import known_in_words
from akropolis.events.authority_reports.selectors.reports import draft_of, sent_of
from akropolis.events.incidents.models import EntryKind, LogEntry, Track, TrackRegime, TrackState, TrackStep
from akropolis.events.incidents.rules.permissions import RESOURCE
from akropolis.events.incidents.rules.tracks import IMY, OPENS, RuleRegime
from akropolis.events.incidents.selectors.tracks import tracks_of_period
from akropolis.shared.clocks.reports.clock_words import format_moment

COLUMNS: Mapping[str, Phrase] = {
    "occurred": gettext_lazy("When it happened"),
    "aware": gettext_lazy("When the controller knew"),
    "course": gettext_lazy("What has happened"),
    "cause": gettext_lazy("Cause"),
    "groups": gettext_lazy("Groups of data subjects"),
    "people": gettext_lazy("Number of data subjects"),
    "data": gettext_lazy("Kinds of data"),
    "consequences": gettext_lazy("Effects"),
    "actions": gettext_lazy("What was done"),
    "notified": gettext_lazy("Notified to the authority, or why not"),
    "informed": gettext_lazy("Data subjects informed, or why not"),
}
"""What is written of each breach, by key."""
DAYS = ("occurred", "aware")
"""What is written of a secret breach too."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach of a controller, with a text for each of `COLUMNS`, never blank."""

    track: Track
    texts: Mapping[str, str]


def list_breaches(access: Access, unit: Unit, period: Period) -> list[Breach]:
    """List the controller's breaches whose event happened in the period, in its order, without exercises.

    Holds what the controller itself has written and may read: no words of other units. The texts of a secret
    event are read by opening it (ADR 0097), so its number and days alone are here. In the city's language.
    """
    related = _tracks(access, unit, period).select_related("incident__owner_unit", "owner_unit")
    units = Units()
    with override(settings.LANGUAGE_CODE):
        return [
            Breach(track, _read_texts(access, track, units))
            for track in related.order_by("incident__occurred_at", "number", "id")
        ]


def count_breaches(access: Access, unit: Unit, period: Period) -> int:
    """Return how many breaches `list_breaches` returns."""
    return int(_tracks(access, unit, period).count())


def _tracks(access: Access, unit: Unit, period: Period) -> QuerySet[Track]:
    rows = Track.objects.visible(access).filter(tracks_of_period(period), owner_unit=unit)
    return rows.filter(regime=TrackRegime.PRIVACY)


def _read_texts(access: Access, track: Track, units: Units) -> dict[str, str]:
    if track.incident.secret:
        secret = dict.fromkeys(COLUMNS, _("Secret. It is read on the page of the track."))
        return secret | {key: _known(access, track, key, own=False) or _("not assessed") for key in DAYS}
    controller = units.controller(track.incident.owner_unit_id)
    own = controller == track.owner_unit and access.may(f"{RESOURCE}:read", track.incident.owner_unit)
    step = TrackStep.objects.visible(access).filter(track=track, clock=IMY).first()
    draft = draft_of(access, step) if step else None
    last = latest_by_topic(report.fields for report in sent_of(access, track))
    before = {topic: FieldValue(said.text, said.unknown) for topic, said in last.items()}
    found = {}
    for key in COLUMNS:
        value = initial_value(
            key, draft.values if draft else None, before, _known(access, track, key, own=own)
        )
        found[key] = value.text
    found |= {
        "notified": _answer(access, track, step, [(track, Question.RISK)]),
        "informed": _informed(access, track, before),
    }
    return {key: text.strip() or _("not assessed") for key, text in found.items()}


def _known(access: Access, track: Track, key: str, *, own: bool) -> str:
    """Return what the registers say; of the event's own words only what the controller itself wrote (`own`)."""
    if key == "course" and not own:
        return str(track.text or track.title)
    if key == "actions":
        rows = LogEntry.objects.visible(access).filter(incident=track.incident, kind=EntryKind.DECISION)
        rows = rows.filter(unit__path__startswith=track.owner_unit.path)
        return "\n".join(f"{format_moment(row.happened_at)}: {row.text}" for row in rows)
    if key == "cause" and not own:
        return ""
    if key == "consequences" and track.text:
        return str(track.text)
    source = SOURCES.get(key)
    return known_in_words(access, track, source.value) if source else ""


SOURCES = {
    "occurred": FieldOrigin.OCCURRED,
    "aware": FieldOrigin.AWARE,
    "course": FieldOrigin.DESCRIPTION,
    "cause": FieldOrigin.CAUSE,
    "groups": FieldOrigin.GROUPS,
    "people": FieldOrigin.PEOPLE,
    "data": FieldOrigin.DATA,
    "consequences": FieldOrigin.ASSESSMENT,
}


def _informed(access: Access, track: Track, sent: Mapping[str, FieldValue]) -> str:
    """Return whether the data subjects were informed, by the controller's track for that, else by its assessment."""
    rows = Track.objects.visible(access).filter(incident=track.incident, owner_unit=track.owner_unit)
    told = rows.filter(regime=TrackRegime.REGISTERED, archived_at=None).first()
    asked = [(told, Question.REGISTERED)] if told else []
    step = (
        TrackStep.objects.visible(access).filter(track=told, clock__in=OPENS[RuleRegime.REGISTERED]).first()
    )
    found = _answer(access, told, step if told else None, [*asked, (track, Question.HIGH_RISK)])
    reasons = sent.get("not-informed", FieldValue()).text
    return found or (_("No. Reasons: %(reasons)s") % {"reasons": reasons} if reasons else "")


def _answer(
    access: Access, track: Track | None, step: TrackStep | None, asked: list[tuple[Track, Question]]
) -> str:
    """Return yes with the time and receipt, no with the reasons, or nothing where it is not decided."""
    if step and step.submitted_at:
        words = [_("Yes, on %(at)s.") % {"at": format_moment(step.submitted_at)}, step.receipt, step.because]
        return " ".join(filter(None, words))
    made = [row for each, question in asked if (row := latest_of(access, each, question))]
    decided = track is not None and track.state == TrackState.NOT_REPORTED
    if not decided and not (track is None and made and made[0].outcome == "no"):
        return ""
    reasons = (step.because if step else "") or next((row.reasons for row in made if row.outcome == "no"), "")
    return _("No. Reasons: %(reasons)s") % {"reasons": reasons or _("not assessed")}


def year_to_date(today: date) -> Period:
    """Return the period proposed: this year until today."""
    return Period(today.replace(month=1, day=1), today, today)
