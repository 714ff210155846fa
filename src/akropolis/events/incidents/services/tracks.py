"""Open tracks, many in one transaction; file their steps with time and receipt, or decide not to do them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Faults, Values, Verbs
from akropolis.base.lib.registry import Registry
from akropolis.events.incidents.models import (
    SUBMITTED,
    Incident,
    IncidentNode,
    IncidentReceipt,
    IncidentSharing,
    IncidentUnit,
    StepState,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
)
from akropolis.events.incidents.rules import tracks as rules
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS, LEADS
from akropolis.events.incidents.selectors.awareness import Awareness, awareness_of
from akropolis.events.incidents.selectors.clocks import clocks_of
from akropolis.events.incidents.selectors.tracks import without_duty
from akropolis.events.incidents.services import receipts
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.entities.selectors import trust_services
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.clocks.reports.clock_words import format_moment

type Wanted = tuple[Unit, TrackRegime]
type Said = tuple[datetime | None, str]
"""When all units that get a track gained knowledge of the event (None to use each unit's proposed time), and why."""
on_filed: Registry[str, Callable[[Writer, TrackStep], object]] = Registry("what follows a filed step")
"""Hooks called by packages above when a step is filed, in the same transaction: all of it is done, or nothing."""
type Judge = Callable[[Access, Sequence[Track]], Mapping[UUID, tuple[str, str]]]
judgements: Registry[str, Judge] = Registry("how tracks are judged")
"""Hooks that return, for tracks with a legal assessment, its page and the outcome, empty until then."""


def open_tracks(
    access: Access, incident: Incident, wanted: Sequence[Wanted], said: Said = (None, "")
) -> list[Track]:
    """Open a track for each unit and set of rules that has none yet, with its steps, notify the units at
    once, and return the new tracks.

    Where only one person handles a unit's tracks, that person is named in the new track, and what the
    unit wrote when it acknowledged the event is the track's text. Each unit's
    time of knowledge is the one in `said`, else the one that its `Awareness` proposes, and the track
    records the rule that gives it. All tracks are opened, or none: raises Hidden without the right to
    lead the event, or to handle tracks in every named unit; Invalid for a unit that has ended, for one
    that cannot have the duty (`without_duty`), where no time of knowledge is known, and for knowledge
    later than the detection without a reason.
    """
    with writing(access, because=said[1]) as w:
        _refuse_ended(unit for unit, _regime in wanted)
        if found := without_duty(wanted):
            raise Invalid({"tracks": list(dict.fromkeys(found.values()))})
        known = set(
            Track.objects.unscoped(because="a unit has a track once, whoever opens it")
            .filter(incident=incident)
            .values_list("owner_unit_id", "regime")
        )
        new = [pair for pair in dict.fromkeys(wanted) if (pair[0].pk, pair[1]) not in known]
        alone = _sole_handlers_by_unit(w, [unit for unit, _regime in new])
        awareness, (aware_at, because) = awareness_of(incident), said
        first = (awareness.of_event() or said)[0]
        if first and not (known and incident.aware_at) and incident.writable_by(access):
            w.update(incident, {"aware_at": first})
        closed = incident.sharing == IncidentSharing.LEADING
        meant = IncidentReceipt.objects.visible(access).filter(incident=incident)
        texts = dict(meant.values_list("unit_id", "meaning"))
        rows = [
            {"incident": incident, "owner_unit": unit, "regime": regime, "text": texts.get(unit.pk, "")}
            | {"title": incident.number if closed and unit != incident.owner_unit else incident.title}
            | {"responsible": alone.get(unit.pk), "aware_at": aware_at, "aware_because": because.strip()}
            | ({} if aware_at else _proposed(awareness, incident, unit, regime, w.at))
            for unit, regime in new
        ]
        made = w.create_many(Track, rows)
        begin(w, made)
        receipts.notify_receivers(
            w, incident, mark_units_affected(w, incident, [unit for unit, _regime in new])
        )
        return made


def _proposed(
    awareness: Awareness, incident: Incident, unit: Unit, regime: str, at: datetime
) -> dict[str, object]:
    """Return the unit's time of knowledge and its rule; the event's own time is not copied but followed."""
    known = awareness.of_unit(unit.path, regime, at)
    if known is None and regime in (TrackRegime.CYBER, TrackRegime.PRIVACY):
        sentence = _("Nobody has said when it was detected or reported. Write when knowledge was gained.")
        raise Invalid({"aware_at": [sentence]})
    if known is None:
        return {}
    with override(settings.LANGUAGE_CODE):
        words = str(known)
    own = None if known.at == incident.aware_at else _minute(known.at)
    return {"aware_at": own, "aware_because": words}


def _sole_handlers_by_unit(w: Writer, units: Sequence[Unit]) -> dict[UUID, User]:
    """Return, for units with only one person who handles tracks, that person, who is responsible until changed."""
    because = "whoever walks a unit's tracks alone is named in them"
    people = responsible_people(EDIT_TRACKS, units, timezone.localdate(w.at), because=because)
    return {unit: found[0] for unit, found in people.items() if len(found) == 1}


def mark_units_affected(w: Writer, incident: Incident, units: Iterable[Unit]) -> list[Unit]:
    """Mark units with a track as affected, so that they read the event's facts. Returns the new ones."""
    if not w.access.may(LEADS, incident.owner_unit):
        return []
    ties = IncidentUnit.objects.visible(w.access).filter(incident=incident).select_related("unit")
    every = {row.unit: None for row in ties} | {
        unit: None for unit in units if unit.pk != incident.owner_unit_id
    }
    return set_links(w, IncidentUnit, {"incident": incident}, "unit", list(every))


def begin(w: Writer, made: Sequence[Track]) -> None:
    """Create the first steps of new tracks."""
    trusted = trust_services([track.owner_unit for track in made if track.regime == TrackRegime.CYBER])
    rows = [row for track in made for row in _first(w, track, trusted=track.owner_unit_id in trusted)]
    w.create_many(TrackStep, rows)


def _first(w: Writer, track: Track, *, trusted: bool) -> list[dict[str, object]]:
    agreed = _agreed(w, track) if track.regime == TrackRegime.CONTRACT else []
    return agreed or [
        {"track": track, "clock": clock, "started_at": w.at if _starts_now(clock) else None}
        for clock in rules.opening(rules.RuleRegime(track.regime), trusted=trusted)
    ]


def _agreed(w: Writer, track: Track) -> list[dict[str, object]]:
    """Create a step for each supplier that the event hit and that an agreement of the unit says to notify."""
    known = (track.knowledge or w.at).astimezone(UTC)
    with override(settings.LANGUAGE_CODE):
        return [
            {
                "track": track,
                "clock": rules.OWN,
                "name": _("Tell %(supplier)s of the event") % {"supplier": supplier.name[:150]},
                "started_at": w.at,
                "due_at": known + timedelta(hours=supplier.notify_hours or 0) / track.incident.pace,
            }
            for supplier in _bound(track.incident).filter(owner_unit=track.owner_unit_id)
        ]


def _bound(incident: Incident) -> GatedQuerySet[Supplier]:
    because = "an agreement's hours run whoever leads the event"
    hit = IncidentNode.objects.unscoped(because=because).filter(
        incident=incident, node__kind=NodeKind.SUPPLIER
    )
    rows = Supplier.objects.unscoped(because=because).filter(
        pk__in=hit.values("node__record"), archived_at=None
    )
    return rows.filter(notify_hours__isnull=False, owner_unit__valid_to=None).order_by("sort_key", "id")


def by_agreements(w: Writer, incident: Incident) -> None:
    """Open the tracks that agreements with suppliers hit by the event require: one in each unit that
    keeps such a supplier, with a step for each supplier. Existing tracks and steps are left unchanged.
    """
    keepers = {supplier.owner_unit: None for supplier in _bound(incident).select_related("owner_unit")}
    if not keepers:
        return
    open_tracks(w.access, incident, [(unit, TrackRegime.CONTRACT) for unit in keepers])
    tracks = Track.objects.visible(w.access).filter(incident=incident, regime=TrackRegime.CONTRACT)
    for track in tracks.select_related("incident__owner_unit", "owner_unit"):
        names = set(TrackStep.objects.visible(w.access).filter(track=track).values_list("name", flat=True))
        w.create_many(TrackStep, [row for row in _agreed(w, track) if row["name"] not in names])


def _starts_now(clock: str) -> bool:
    return rules.start_of(clock) is rules.Start.REQUEST


def _refuse_ended(units: Iterable[Unit]) -> None:
    for unit in units:
        if unit.valid_to is not None:
            sentence = _("%(unit)s has ended. Choose the unit that has taken its duties over.")
            raise Invalid({"units": [sentence % {"unit": unit.name}]})


class TrackVerbs(Verbs[Track]):
    """Write rules of tracks: a new track gets its steps; a decision not to report drops the pending ones."""

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the values of a new track, with the proposed time of knowledge filled in when none is given."""
        incident, unit, regime = (values.get(name) for name in ("incident", "owner_unit", "regime"))
        if not (isinstance(incident, Incident) and isinstance(unit, Unit)) or values.get("aware_at"):
            return dict(values)
        if Track.everything.filter(incident=incident, owner_unit=unit, regime=str(regime)).exists():
            return dict(values)
        return {**values, **_proposed(awareness_of(incident), incident, unit, str(regime), timezone.now())}

    def created(self, w: Writer, rows: Sequence[Track]) -> None:
        """Create the first steps of each new track. Raises Invalid for a unit that cannot have the duty."""
        if found := without_duty((row.owner_unit, row.regime) for row in rows):
            raise Invalid({"owner_unit": [*found.values()]})
        if any(row.state != TrackState.OPEN for row in rows):
            raise Invalid({"state": [_("A step waits. File it, or decide that it is not done, first.")]})
        begin(w, rows)

    def refusals(self, access: Access, rows: Sequence[Track]) -> Faults:
        """Refuse decisions not to report in bulk or from a file: each needs its own assessment."""
        wanted = [row.pk for row in rows if row.state == TrackState.NOT_REPORTED]
        judged = Track.objects.visible(access).filter(pk__in=wanted, state=TrackState.OPEN)
        sentences = [_("Decide that on the track's own page: each is judged by itself.")]
        return {**super().refusals(access, rows), **{row.pk: {"state": sentences} for row in judged}}

    def step(
        self,
        access: Access,
        row: Track,
        name: str,
        values: Mapping[str, object],
        *,
        version: int | None = None,
        because: str = "",
    ) -> Track:
        """Decide not to report: drop the track's pending steps for the same reasons. Reopening makes the
        dropped steps pending again.

        Refused where the law requires an assessment, unless one has found that there is nothing to
        report (GDPR art. 33, CSL 2 kap. 5 §).
        """
        with writing(access, because=because) as w:
            w.require(row)
            if (
                name == "decide_not"
                and assessments_by_track(access, [row]).get(row.pk, ("", "no"))[1] != "no"
            ):
                raise Refused(_("Judge it first. Not to report rests on an assessment that says so."))
            super().step(access, row, name, values, version=version, because=because)
            if name == "decide_not":
                _turn(w, row, StepState.WAITING, {"state": StepState.DROPPED, "because": because})
            if name == "reopen":
                _turn(w, row, StepState.DROPPED, {"state": StepState.WAITING, "because": ""})
            return row


def _turn(w: Writer, track: Track, state: StepState, values: Mapping[str, object]) -> None:
    rows = TrackStep.objects.visible(w.access).filter(track=track, state=state)
    for step in rows.select_related("track__owner_unit", "track__incident__owner_unit"):
        w.update(step, values)


def assessments_by_track(access: Access, tracks: Sequence[Track]) -> dict[UUID, tuple[str, str]]:
    """Return a dict from track to the answer of the `judgements` hooks: the assessment's page and outcome."""
    return {pk: each for found in judgements for pk, each in found(access, tracks).items()}


def file(
    access: Access,
    step: TrackStep,
    *,
    submitted_at: datetime,
    receipt: str,
    because: str = "",
    correction: str = "",
    version: int | None = None,
) -> TrackStep:
    """File the step as submitted at that time. With a receipt (the portal's case number) the step is
    done, else it is sent and still pending.

    A filing is permanent: `correction` is the reason for changing a time or receipt already filled in.
    Steps that follow by law are created, and recomputed after a correction: the final report is due a
    month from the filed notification (CSL 2 kap. 8 §). Raises Hidden without the right in the track's
    unit, Stale when somebody else has filed the step, Refused where nothing is to be reported, and
    Invalid for a time in the future or before the event was known, for a late submission without reasons
    (GDPR art. 33.1), and for a change without a reason.
    """
    with writing(access, because=correction.strip() or because) as w:
        w.require(step)
        stands = TrackStep.objects.visible(access).one(pk=step.pk)
        if stands.state == StepState.DROPPED and step.track.state == TrackState.NOT_REPORTED:
            raise Refused(_("It is decided not to report. Open the track again first."), code="not_reported")
        if submitted_at > w.at:
            raise Invalid({"submitted_at": [_("The time lies ahead. Write when it was submitted.")]})
        clock = clocks_of([step])[0]
        if clock.start and submitted_at < _minute(clock.start):
            sentence = _("It cannot have been submitted before the clock was started, %(start)s.")
            raise Invalid({"submitted_at": [sentence % {"start": format_moment(clock.start)}]})
        if clock.moment and submitted_at > clock.moment and not because.strip():
            raise Invalid({"because": [_("It was submitted too late. Write why.")]})
        filed = stands.state in SUBMITTED
        values = {"submitted_at": submitted_at, "receipt": receipt.strip(), "because": because.strip()}
        changed = any(getattr(stands, name) not in ("", value) for name, value in values.items())
        if filed and changed and not correction.strip() and version in (None, stands.version):
            raise Invalid({"correction": [_("It is filed already. Write why it is corrected.")]})
        values["state"] = StepState.DONE if receipt.strip() else StepState.SENT
        values["submitted_by"] = stands.submitted_by if filed else access.actor.name
        access.answer()
        w.update(step, values, version=version)
        for act in on_filed:
            act(w, step)
        _follow(w, step)
        return step


def _minute(at: datetime) -> datetime:
    """Truncate to the minute: people enter no seconds."""
    return at.replace(second=0, microsecond=0)


def _follow(w: Writer, step: TrackStep) -> None:
    """Create the steps that a filed step starts, from its recorded submission time, and update the track's state."""
    if clock := rules.FOLLOWS.get(step.clock):
        steps = TrackStep.objects.visible(w.access).filter(track=step.track)
        begun = list(steps.filter(clock__in=(clock, rules.INSTEAD.get(clock, clock))))
        for each in begun:
            if each.state not in SUBMITTED:
                w.update(each, {"started_at": step.submitted_at})
        if not begun:
            w.create(TrackStep, {"track": step.track, "clock": clock, "started_at": step.submitted_at})
    _report(w, step.track)


def _report(w: Writer, track: Track) -> None:
    """Set the track's state to reported when none of its first steps is pending."""
    first = {*rules.OPENS[rules.RuleRegime(track.regime)], rules.TRUST}
    steps = TrackStep.objects.visible(w.access).filter(track=track, clock__in=first, state=StepState.WAITING)
    if track.state == TrackState.OPEN and not steps.exists():
        w.update(track, {"state": TrackState.REPORTED})


def kept_because(step: TrackStep) -> str:
    """Return why the step cannot be dropped alone; empty if another first step has met the duty."""
    if step.state in SUBMITTED:
        return _("It is submitted. Correct what is filed if it is wrong.")
    duties = rules.duties(step.track.regime)
    steps = TrackStep.objects.unscoped(because="what else is filed in a track that is walked")
    met = steps.filter(track=step.track_id, clock__in=duties, state__in=SUBMITTED).exists()
    alone = step.clock in duties and not met
    return _("It is the duty itself. Decide in the track not to report.") if alone else ""


def drop(access: Access, step: TrackStep, because: str, *, version: int | None = None) -> TrackStep:
    """Drop the step with a reason. Raises Hidden without the right, Invalid without reasons, and Refused
    for a step that is submitted or is the duty itself (`kept_because`).
    """
    if not because.strip():
        raise Invalid({"because": [_("Write why it is not done.")]})
    with writing(access, because=because) as w:
        w.require(step)
        stands = TrackStep.objects.visible(access).select_related("track").one(pk=step.pk)
        if sentence := kept_because(stands):
            raise Refused(sentence, code="kept")
        w.update(step, {"state": StepState.DROPPED, "because": because.strip()}, version=version)
        if step.clock in rules.duties(step.track.regime):
            _report(w, step.track)
        return step


def file_situation_report_instead(access: Access, step: TrackStep) -> TrackStep:
    """Submit a situation report in place of the final report, since the event is ongoing (CSL 2 kap. 8
    §).

    The situation report's clock starts when that of the final report did. Raises Refused for a step that
    no situation report can replace, or that is submitted.
    """
    clock = rules.INSTEAD.get(step.clock)
    if clock is None or step.state != StepState.WAITING:
        raise Refused(_("Nothing is given in its place."), code="no_other")
    because = _("The event goes on, so a situation report is given.")
    with writing(access, because=because) as w:
        w.update(step, {"state": StepState.DROPPED, "because": because})
        return w.create(TrackStep, {"track": step.track, "clock": clock, "started_at": step.started_at})


def add_step(access: Access, track: Track, clock: str, name: str, due_at: datetime | None) -> TrackStep:
    """Add a task with its own due time to the track, such as an authority's request or what an agreement requires."""
    with writing(access) as w:
        values = {"track": track, "clock": clock, "name": name.strip(), "started_at": w.at, "due_at": due_at}
        return w.create(TrackStep, values)
