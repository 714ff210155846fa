"""Tracks (spår): what one unit must do because of an event, under one set of rules, in steps with time limits."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.records.models import AbstractViewing, Record
from akropolis.base.lib.marks import add_mark
from akropolis.events.incidents.models.incidents import WAYS, Incident, ask_why
from akropolis.events.incidents.rules import tracks as rules
from akropolis.events.incidents.rules.permissions import LEADS, RESOURCE, TRACK
from akropolis.events.incidents.rules.tracks import EXERCISE, NUMBERS


class TrackRegime(models.TextChoices):
    """The set of rules that the track follows."""

    CYBER = rules.RuleRegime.CYBER.value, _("The cybersecurity act (NIS 2)")
    PRIVACY = rules.RuleRegime.PRIVACY.value, _("Personal data breach (GDPR)")
    REGISTERED = rules.RuleRegime.REGISTERED.value, _("Information to the data subjects")
    RECIPIENTS = rules.RuleRegime.RECIPIENTS.value, _("Information to recipients of the service")
    POLICE = rules.RuleRegime.POLICE.value, _("Police report")
    SECURITY = rules.RuleRegime.SECURITY.value, _("Protective security")
    CONTRACT = rules.RuleRegime.CONTRACT.value, _("The supplier's agreement")
    WORK = rules.RuleRegime.WORK.value, _("Work environment")
    OTHER = rules.RuleRegime.OTHER.value, _("Other duty")


class TrackState(models.TextChoices):
    """How far a track has come."""

    OPEN = "open", _("Under way")
    REPORTED = "reported", _("Reported")
    NOT_REPORTED = "not_reported", _("Decided not to report")
    CLOSED = "closed", _("Closed")


class Track(Record):
    """What one unit must do because of an event under one set of rules, with its own clock, responsible
    person, text and decisions.

    The unit is the controller (GDPR art. 33), the legal entity (CSL 2 kap. 5–8 §§) or whoever else has
    the duty. The track can be read in that unit and in the unit that leads the event; no other affected
    unit can tell that it exists. `aware_at` is the time of the unit's own knowledge where it differs
    from the event's; `aware_because` is the rule that gives that time, or the reason for it. When units
    have been merged, the track of each former unit goes on: `formerly` names the unit that had the duty,
    and that name ends the title.

    Personal data: who answers for it; the text may name people and should not.
    """

    permission = TRACK
    number_prefix = "SPR"
    search_fields = ("title", "text")
    life = rules.TABLE
    files_follow = True
    derived_from = ("incident",)
    withheld_by = "incident__secret"
    came_from = "formerly"
    before: tuple[datetime | None, str | None, str | None] = (None, None, None)

    incident = Pointer(Incident, _("incident"))
    regime = models.CharField(_("rules"), max_length=20, choices=TrackRegime)
    title = models.CharField(_("what it is about"), max_length=200)
    text = models.TextField(
        pgettext_lazy("track", "what it means here"),
        max_length=8000,
        blank=True,
        help_text=_("What differs from what is said of the event as a whole. Name nobody whom it concerns."),
    )
    responsible = Pointer(User, _("responsible"), null=True, blank=True)
    aware_at = models.DateTimeField(
        _("knowledge gained here"),
        null=True,
        blank=True,
        help_text=_("The clocks of the track count from it. Empty in a new track: it is proposed."),
    )
    aware_because = models.CharField(
        _("why knowledge counts from then"),
        max_length=500,
        blank=True,
        help_text=_("Needed when it is later than when the event was detected."),
    )
    state = models.CharField(_("state"), max_length=20, choices=TrackState, default=TrackState.OPEN)
    formerly = models.CharField(_("the duty was of"), max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("track of an incident")
        verbose_name_plural = _("tracks of incidents")
        indexes = (models.Index(fields=("state", "id"), name="track_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "owner_unit", "regime", "formerly"),
                name="track_once",
                violation_error_message=_("The unit has such a track of the incident already."),
            ),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let people read it in the unit that has the duty, and in the unit that leads the event."""
        led = access.units(f"{RESOURCE}:{READ}", "incident__owner_unit")
        return super().gate(access) | led

    def writable_by(self, access: Access) -> bool:
        """Let the unit that has the duty write it. The unit that leads the event may also open one."""
        return super().writable_by(access) or (
            self._state.adding and access.may(LEADS, self.incident.owner_unit)
        )

    @classmethod
    def from_db(cls, *row: object, **how: object) -> Self:
        """Load a stored track and remember its stored time of knowledge and state."""
        made = super().from_db(*row, **how)  # type: ignore[arg-type] # as they come
        known = made.__dict__.get
        made.before = (known("aware_at"), known("aware_because"), known("state"))
        return made

    def derive(self) -> None:
        """Make the title of an exercise's track begin with the exercise mark, and the title of a track
        taken over end with the name of the unit that had the duty, however the title was entered. Clear
        the reason when the time of knowledge changes.
        """
        if self.formerly and self.formerly not in self.title:
            self.title = f"{self.title[: 197 - len(self.formerly)]} ({self.formerly})"
        if self.incident.exercise:
            self.title = add_mark(EXERCISE, self.title)
        if self.before[0] != self.aware_at and self.before[1] == self.aware_because:
            self.aware_because = ""
        super().derive()

    def clean(self) -> None:
        """Raises ValidationError for a time of knowledge in the future, and for one later than the
        detection without a reason. Also raises it when a track is to be reported or closed while a
        required step is pending.
        """
        moved = self.aware_at != self.before[0]
        if moved and self.aware_at and self.aware_at > timezone.now():
            raise ValidationError({"aware_at": _("The time lies ahead. Write when knowledge was gained.")})
        if moved and not self.aware_because and (why := ask_why(self.incident.detected_at, self.aware_at)):
            raise ValidationError({"aware_because": why})
        if self.state != self.before[2] and self.state in (TrackState.REPORTED, TrackState.CLOSED):
            waits = TrackStep.everything.filter(track=self.pk, state=StepState.WAITING)
            asked = rules.duties(self.regime) if self.state == TrackState.REPORTED else waits.values("clock")
            if waits.filter(clock__in=asked).exists():
                sentence = _("A step waits. File it, or decide that it is not done, first.")
                raise ValidationError({"state": sentence})

    def number_series(self) -> str:
        """Number exercises in a series of their own, apart from the tracks of real events."""
        return NUMBERS + self.number_prefix if self.incident.exercise else self.number_prefix

    def number_year(self) -> int:
        """Return the year used in the number: the year in which the event happened."""
        return int(self.incident.occurred_at.year)

    @property
    def knowledge(self) -> datetime | None:
        """Return when the unit's clocks start: its own knowledge, else the event's; None if unknown."""
        return self.aware_at or self.incident.aware_at

    @property
    def living(self) -> bool:
        """Return whether the track's clocks still run. Those of an exercise run until the exercise is closed."""
        over = self.incident.exercise and self.incident.closed_at is not None
        return self.archived_at is None and not over and self.state in (TrackState.OPEN, TrackState.REPORTED)


def _walked(access: Access) -> Q:
    """Return events whose tracks fall to the person from a unit in which they cannot read events."""
    fallen = access.scopes(f"{TRACK}:{READ}") - access.scopes(f"{RESOURCE}:{READ}")
    where = reduce(or_, (scope.q("owner_unit") for scope in fallen), Q(pk__in=[]))
    return Q(pk__in=Track.everything.filter(where, archived_at=None).values("incident") if fallen else [])


WAYS.add("tracks", _walked)


class StepState(models.TextChoices):
    """How far a step has come. A step that was sent is not done until its receipt is recorded."""

    WAITING = "waiting", _("To be done")
    SENT = "sent", _("Sent, receipt missing")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Decided not to be done")


SUBMITTED = (StepState.SENT, StepState.DONE)
"""States of a submitted step. Such a step can be corrected with a reason, but never dropped."""


class TrackStep(Tracked):
    """A task in a track with a time limit set by a clock rule (`clocks.ClockRule.clock`).

    `started_at` starts the clock of a step that has a start of its own: when the notification was filed,
    or a request came. Otherwise the clock starts at the track's time of knowledge. `due_at` is a due
    date set directly by a request or an agreement. A step is done only when it has a time of submission
    and a receipt (such as the portal's case number). The due time is computed, never stored.

    Personal data: who has done it.
    """

    permission = TRACK
    read_with = "track"
    written_in = "track__owner_unit"
    withheld_by = "track__incident__secret"

    track = Pointer(Track, _("track"))
    clock = models.SlugField(_("clock"), max_length=60)
    name = models.CharField(_("what is to be done"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("the clock was started"), null=True, blank=True)
    due_at = models.DateTimeField(_("own time"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.WAITING)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.CharField(_("submitted by"), max_length=200, blank=True)
    receipt = models.CharField(_("receipt or case number"), max_length=200, blank=True)
    because = models.TextField(
        _("reasons"), max_length=2000, blank=True, help_text=_("Why it is late, or why it is not done.")
    )

    class Meta(Tracked.Meta):
        verbose_name = _("step of a track")
        verbose_name_plural = _("steps of tracks")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("track", "clock"),
                condition=~Q(clock__in=rules.REPEATED),
                name="track_step_once",
                violation_error_message=_("The track has that step already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.DONE) | (Q(submitted_at__isnull=False) & ~Q(receipt="")),
                name="track_step_done_with_receipt",
                violation_error_message=_("Write when it was submitted and its receipt or case number."),
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.SENT) | Q(submitted_at__isnull=False),
                name="track_step_sent_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.DROPPED) | ~Q(because=""),
                name="track_step_dropped_with_reasons",
                violation_error_message=_("Write why it is not done."),
            ),
        )

    def __str__(self) -> str:
        return self.clock if self.secret_source() else self.name or self.clock

    def writable_by(self, access: Access) -> bool:
        """Allow writing as for the track; the unit that leads the event may also create a step."""
        return super().writable_by(access) or (
            self._state.adding and access.may(LEADS, self.track.incident.owner_unit)
        )


class EntryKind(models.TextChoices):
    """The kinds of entries in an event's log."""

    FACT = "fact", _("Fact")
    DECISION = "decision", _("Decision")
    MESSAGE = "message", _("Message sent")
    CORRECTION = "correction", _("Correction")
    HANDOVER = "handover", _("Hand-over")


class EntryMark(models.TextChoices):
    """Who may read a log entry."""

    UNIT = "unit", _("Only the unit that wrote it")
    LEADING = "leading", _("The unit that wrote it and the one that leads")
    AFFECTED = "affected", _("Everyone who may read the event")


class LogEntry(Tracked):
    """An entry in an event's log: what happened and when, who entered it and when, and the basis of a
    decision.

    An entry is never changed or deleted: an error is corrected by a new entry. `unit` is the unit in
    which it was written. Personal data: who wrote it; the text may name people and should not.
    """

    permission = RESOURCE
    written_in = "unit"
    append_only = True

    incident = Pointer(Incident, _("incident"))
    unit = Pointer(Unit, _("written in"))
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind, default=EntryKind.FACT)
    happened_at = models.DateTimeField(_("when it happened"), default=timezone.now)
    text = models.TextField(_("what"), max_length=4000)
    basis = models.TextField(_("on what basis"), max_length=2000, blank=True)
    mark = models.CharField(_("who reads it"), max_length=10, choices=EntryMark, default=EntryMark.LEADING)
    written_by = models.CharField(_("written by"), max_length=200)

    class Meta(Tracked.Meta):
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("happened_at", "created_at", "id")
        indexes = (models.Index(fields=("incident", "happened_at", "id"), name="log_entry_order"),)

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let people read it by its mark: where written, where the event is led, or with the event."""
        read = f"{RESOURCE}:{READ}"
        shared = Q(
            mark=EntryMark.AFFECTED, incident__in=Incident.objects.visible(access).order_by().values("pk")
        )
        led = access.units(read, "incident__owner_unit") & ~Q(mark=EntryMark.UNIT)
        return access.units(read, "unit") | led | shared


class Viewing(AbstractViewing):
    """A record that somebody has looked at an event marked as secret, or at a track of it. Rows are never changed.

    Personal data: who looked.
    """

    incident = Pointer(Incident)
    page = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{super().__str__()} {self.page}"
