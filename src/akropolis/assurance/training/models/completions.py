"""Completed training: by one person, or as counts."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date
from typing import Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.training.models.courses import Course
from akropolis.assurance.training.rules.permissions import PERSON_READ
from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.calendar import months_on
from akropolis.base.lib.personnummer import has_personnummer

ONE_PERSON = Q(person__isnull=False, taken__isnull=True, invited__isnull=True)
FILLING = ("course", "done_on", "title", "valid_to")
COUNTS = Q(person__isnull=True, taken__isnull=False, invited__isnull=False)


class CompletionSource(models.TextChoices):
    """How the completion came."""

    FORM = "form", _("Form")
    FILE = "file", _("File")
    MACHINE = "machine", _("Machine")


class CourseCompletion(Record):
    """A course that one person has taken, or how many of how many have, and until when it is valid.

    Counts are read in the unit; a row with a person only by her and by those with `PERSON_READ` in the unit.
    Personal data: who has taken what, and when.
    """

    permission = "training:completion"
    number_prefix = "UTB"
    search_fields = ("title", "provider")

    title = models.CharField(
        _("occasion"), max_length=200, blank=True, help_text=_("Empty: it is called as the course.")
    )
    course = Pointer(Course, _("course"))
    person = Pointer(
        User, _("person"), null=True, blank=True, help_text=_("Empty: it is registered as counts.")
    )
    taken = models.PositiveIntegerField(_("how many took it"), null=True, blank=True)
    invited = models.PositiveIntegerField(
        _("of how many"), null=True, blank=True, validators=(MinValueValidator(1),)
    )
    done_on = models.DateField(_("completed on"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("Empty: follows from the course.")
    )
    provider = models.CharField(_("where, or by whom"), max_length=200, blank=True)
    evidence_note = models.CharField(
        _("evidence"),
        max_length=300,
        blank=True,
        help_text=_("For example where the list of attendance is kept."),
    )
    source = models.CharField(
        _("came by"), max_length=10, choices=CompletionSource, default=CompletionSource.FORM
    )

    before: tuple[UUID | None, date | None, date | None] = (None, None, None)
    """The stored course, day and last day."""

    class Meta(Record.Meta):
        verbose_name = _("completed training")
        verbose_name_plural = _("completed trainings")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="completion_order"),
            models.Index(fields=("course", "person", "done_on"), name="completion_of_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=ONE_PERSON | COUNTS,
                name="completion_person_or_counts",
                violation_error_message=_("Write either a person or both counts."),
            ),
            models.CheckConstraint(
                condition=Q(taken__isnull=True) | Q(taken__lte=F("invited")),
                name="completion_taken_of_invited",
            ),
            models.UniqueConstraint(
                fields=("course", "person", "owner_unit", "done_on"),
                condition=Q(archived_at__isnull=True, person__isnull=False),
                name="completion_once",
                violation_error_message=_(
                    "That the person took the course on that day is registered already."
                ),
            ),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Counts in the units where the user may read them; of persons her own, and those she may read by name."""
        counts = access.units(f"{cls.permission}:read", "owner_unit") & Q(person__isnull=True)
        own = Q(person=access.actor.id) if access.actor.id else Q(pk__in=[])
        return counts | own | access.units(PERSON_READ, "owner_unit") & Q(person__isnull=False)

    @classmethod
    def restricted_rows(cls) -> Q:
        """Return the rows with a person: their files and history are read by those who read the rows."""
        return Q(person__isnull=False)

    def writable_by(self, access: Access) -> bool:
        """Whoever writes of a person must be able to read of persons in the unit."""
        of_person = self.person_id is None or access.may(PERSON_READ, self.gate_unit())
        return of_person and super().writable_by(access)

    @classmethod
    def from_db(cls, *row: object, **how: object) -> Self:
        """Load the row and remember what its last day may have followed from, for `derive`."""
        made = super().from_db(*row, **how)  # type: ignore[arg-type] # as they come
        known = made.__dict__.get
        made.before = (known("course_id"), known("done_on"), known("valid_to"))
        return made

    def derive(self) -> None:
        """Fill in the name, and the last day of a course with an interval, where they are empty.

        A last day that followed from the course follows anew when course or day changes; one written by hand stays.
        """
        course, day, last = self.before
        moved = day and last and last == self.valid_to and (course, day) != (self.course_id, self.done_on)
        if moved and course and day and last == last_day(Course.everything.get(pk=course), day):
            self.valid_to = None
        if self.course_id and not (self.title and self.valid_to):
            for name, value in filled({name: getattr(self, name) for name in FILLING}).items():
                setattr(self, name, value)
        super().derive()

    def clean(self) -> None:
        """Raise ValidationError for days, numbers and texts that cannot be, each at its field."""
        super().clean()
        faults = {**self._who_faults(), **self._day_faults()}
        sentence = gettext("Take away the personnummer. Name a person by her account here, or give counts.")
        texts = {name: getattr(self, name) for name in ("title", "provider", "evidence_note")}
        faults |= {name: sentence for name, text in texts.items() if has_personnummer(text)}
        if faults:
            raise ValidationError(faults)

    def _who_faults(self) -> dict[str, str]:
        if self.person_id and (self.taken is not None or self.invited is not None):
            return {"person": gettext("Write either a person or counts, not both.")}
        if not self.person_id and self.taken is None and self.invited is None:
            return {"person": gettext("Choose the person, or write how many took it and of how many.")}
        if not self.person_id and None in (self.taken, self.invited):
            missing = "taken" if self.taken is None else "invited"
            return {missing: gettext("Write both how many took it and of how many.")}
        if self.taken is not None and self.invited is not None and self.taken > self.invited:
            return {"taken": gettext("Write at most %(most)s: there are no more.") % {"most": self.invited}}
        return {}

    def _day_faults(self) -> dict[str, str]:
        if self.done_on and self.done_on > timezone.localdate():
            return {"done_on": gettext("Write a day that has come. Training is registered afterwards.")}
        if self.done_on and self.valid_to and self.valid_to < self.done_on:
            return {"valid_to": gettext("Write a day that is not before the training, or leave it empty.")}
        return {}


def filled(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values with a name, and with the last day that follows from the course, where they are empty."""
    found, course, day = dict(values), values.get("course"), values.get("done_on")
    if not isinstance(course, Course):
        return found
    found["title"] = found.get("title") or course.name
    if isinstance(day, date):
        found["valid_to"] = found.get("valid_to") or last_day(course, day)
    return found


def last_day(course: Course, day: date) -> date | None:
    """Return the last day on which the course is valid that was completed on the day; None for ever."""
    within = MINYEAR < day.year < MAXYEAR - 10
    return months_on(day, course.valid_months) if course.valid_months and within else None
