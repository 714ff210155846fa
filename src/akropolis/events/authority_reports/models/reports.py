"""Reports (rapport): the fields of each kind of report, the draft for a step, and the report as it was sent."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.lib.plain import Plain
from akropolis.events.authority_reports.rules import reports as rules
from akropolis.events.authority_reports.rules.reports import FieldValue, SentField
from akropolis.events.incidents.models import TrackStep
from akropolis.events.incidents.rules.permissions import TRACK


class FieldSource(models.TextChoices):
    """Where a field is filled from."""

    TITLE = rules.FieldOrigin.TITLE.value, _("what happened")
    DESCRIPTION = rules.FieldOrigin.DESCRIPTION.value, _("the course of events")
    TRACK = rules.FieldOrigin.TRACK.value, _("what it means in the unit")
    OCCURRED = rules.FieldOrigin.OCCURRED.value, _("when it happened")
    DETECTED = rules.FieldOrigin.DETECTED.value, _("when it was detected")
    AWARE = rules.FieldOrigin.AWARE.value, _("when knowledge was gained")
    CONTAINED = rules.FieldOrigin.CONTAINED.value, _("when it was contained")
    ENDED = rules.FieldOrigin.ENDED.value, _("when it ended")
    ONGOING = rules.FieldOrigin.ONGOING.value, _("whether it is ongoing")
    UNIT = rules.FieldOrigin.UNIT.value, _("the unit's name")
    ENTITY = rules.FieldOrigin.ENTITY.value, _("the legal entity's name")
    NUMBER = rules.FieldOrigin.NUMBER.value, _("the organisation number")
    CONTACT = rules.FieldOrigin.CONTACT.value, _("who answers for it")
    REFERENCE = rules.FieldOrigin.REFERENCE.value, _("the numbers of track and event")
    SEVERITY = rules.FieldOrigin.SEVERITY.value, _("the severity")
    AFFECTED = rules.FieldOrigin.AFFECTED.value, _("the number of affected units")
    CAUSE = rules.FieldOrigin.CAUSE.value, _("the cause")
    LOG = rules.FieldOrigin.LOG.value, _("facts of the log")
    ACTIONS = rules.FieldOrigin.ACTIONS.value, _("decisions of the log")
    ASSESSMENT = rules.FieldOrigin.ASSESSMENT.value, _("the reasons of the last assessment")
    INFORMED = rules.FieldOrigin.INFORMED.value, _("whether the data subjects have been told")
    PEOPLE = rules.FieldOrigin.PEOPLE.value, _("the number of data subjects, by the information sets")
    GROUPS = rules.FieldOrigin.GROUPS.value, _("the information sets with the data subjects")
    DATA = rules.FieldOrigin.DATA.value, _("the information sets, with protected identities")


class ReportField(KeptRow):
    """A field of a report. `report` is the short name of the clock whose step the report is filed for.

    Fields with the same `topic` are about the same thing: a later report starts from the values of an
    earlier one. Personal data: none.
    """

    permission = "incidents:report_field"
    about = ("report", "topic")

    report = models.SlugField(
        _("report"), max_length=60, help_text=_("The short name of the time limit that it is filed by.")
    )
    topic = models.SlugField(
        _("short name"),
        max_length=60,
        help_text=_("A field of a later report that has the same begins with what this one said."),
    )
    name = models.CharField(_("field"), max_length=200)
    name_en = models.CharField(_("field in English"), max_length=200, blank=True)
    help = models.TextField(_("explanation"), max_length=600, blank=True)
    help_en = models.TextField(_("explanation in English"), max_length=600, blank=True)
    filled_from = models.CharField(_("filled from"), max_length=30, choices=FieldSource, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(KeptRow.Meta):
        verbose_name = _("field of a report")
        verbose_name_plural = _("fields of incident reports")
        ordering = ("report", "position", "valid_from", "id")


class OfStep(Tracked):
    """Base of models that are read by those who may read the step, and written in the unit that has the duty."""

    permission = TRACK
    read_with = "step"
    written_in = "step__track__owner_unit"
    withheld_by = "step__track__incident__secret"

    class Meta(Tracked.Meta):
        abstract = True


class ReportDraft(OfStep):
    """The draft of a step's report until it is sent: `{topic: {text, unknown}}`. Each step has at most
    one draft.

    Personal data: the contact; texts may name people and should not.
    """

    step = Pointer(TrackStep, _("step"))
    content = models.JSONField(_("fields"), default=dict, blank=True)

    class Meta(OfStep.Meta):
        verbose_name = _("draft of a report")
        verbose_name_plural = _("drafts of reports")
        constraints = (models.UniqueConstraint(fields=("step",), name="report_draft_once"),)

    def __str__(self) -> str:
        return str(self.step)

    @property
    def values(self) -> dict[str, FieldValue]:
        """Return the draft's values keyed by topic."""
        return {topic: FieldValue(**said) for topic, said in self.content.items()}


class SentReport(OfStep):
    """A report as it was sent: its fields, and the document made of them. The database refuses changes
    to it.

    `content` is a list of {topic, name, text, unknown}. Personal data: as in the draft; who sent it.
    """

    append_only = True
    unlogged_fields = digested_fields = ("document",)

    step = Pointer(TrackStep, _("step"))
    content = models.JSONField(_("fields"), default=list, blank=True)
    document = models.TextField()
    digest = models.CharField(_("checksum"), max_length=64)
    sent_by = models.CharField(_("sent by"), max_length=200)
    sent_at = models.DateTimeField(_("sent"))

    class Meta(OfStep.Meta):
        verbose_name = _("report as it was sent")
        verbose_name_plural = _("reports as they were sent")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"{self.step} {self.sent_at:%Y-%m-%d}"

    def derive(self) -> None:
        """Store the digest of the document, which the history keeps."""
        self.digest = digest_of([self.document])

    @property
    def fields(self) -> list[SentField]:
        """Return the fields of the sent report, in the order of the report."""
        return [SentField(**each) for each in self.content]

    @property
    def tree(self) -> Plain:
        """Return the document as it was made when the report was sent."""
        found: Plain = json.loads(self.document)
        return found
