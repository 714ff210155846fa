"""Requests of data subjects. What they say is read by opening them alone (ADR 0097), and is in no history."""

import json
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.records.models import AbstractViewing, AbstractViewingSeal, Record
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.lib.document import Document, from_json
from akropolis.privacy.data_requests.rules.states import EXTENDED, FIRST, OPEN, RESOURCE, TABLE
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.models.processings import find_controller
from akropolis.shared.classification.models import UnitStop, settled_after
from akropolis.shared.clocks.rules.due import DueMoment
from akropolis.shared.clocks.selectors import due_by


class DataRequestKind(models.TextChoices):
    """What the data subject asks for, by the article that gives the right."""

    ACCESS = "access", _("Access (article 15)")
    RECTIFICATION = "rectification", _("Rectification (article 16)")
    ERASURE = "erasure", _("Erasure (article 17)")
    RESTRICTION = "restriction", _("Restriction (article 18)")
    PORTABILITY = "portability", _("Data portability (article 20)")
    OBJECTION = "objection", _("Objection (article 21)")
    AUTOMATED = "automated", _("Human review of an automated decision (article 22)")
    CONSENT = "consent", _("Withdrawn consent (article 7.3)")


class IdentityCheck(models.TextChoices):
    """Whether the identity of the requester has been asked for (GDPR article 12.6)."""

    NOT_ASKED = "not_asked", _("Not asked: no doubt")
    ASKED = "asked", _("Asked, not proved yet")
    PROVED = "proved", _("Proved")


class RequestState(models.TextChoices):
    """How far the request has come."""

    RECEIVED = "received", pgettext_lazy("request", "Received")
    SEARCHING = "searching", pgettext_lazy("request", "Being searched")
    ANSWERED = "answered", pgettext_lazy("request", "Answered")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


def _named(access: Access, path: str) -> Q:
    return Q(**{path: access.actor.id}) if access.actor.id else Q(pk__in=[])


class SecretRow(Tracked):
    """A row that is always secret: its texts are read by opening the request, which is recorded (ADR 0097)."""

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def secret_rows(cls) -> Q:
        """Return a condition that every row meets."""
        return Q(pk__isnull=False)

    def secret_source(self) -> Tracked | None:
        """Return the request: the row itself, or the one that it belongs to."""
        return getattr(self, "request", self)


class DataRequest(SecretRow, Record):
    """A request of a data subject to a controller: the committee or company that is its unit or above it.

    `last_on` is the last day for an answer, `allowed_on` the working day that the law accepts instead; both follow
    from the clock rules and are unknown where the city has none. Its texts stay out of the history. Personal data:
    who asks, how to reach that person, what is asked and answered.
    """

    permission = RESOURCE
    number_prefix = "BEG"
    title_field = "number"
    life = TABLE
    personal_fields = (
        *("channel", "requester", "contact", "subject", "identity_how"),
        *("extension_reason", "answer", "left_out", "provision"),
    )
    unlogged_fields = personal_fields

    kind = models.CharField(_("what is asked for"), max_length=20, choices=DataRequestKind)
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("how it came"), max_length=100, blank=True)
    requester = models.CharField(_("who asks"), max_length=200, blank=True)
    contact = models.CharField(_("how to reach that person"), max_length=300, blank=True)
    subject = models.TextField(_("what the request says"), max_length=4000, blank=True)
    identity = models.CharField(
        _("identity"),
        max_length=10,
        choices=IdentityCheck,
        default=IdentityCheck.NOT_ASKED,
        help_text=_("Ask only when you have reason to doubt who it is (article 12.6). The time runs on."),
    )
    identity_on = models.DateField(_("identity asked for or proved on"), null=True, blank=True)
    identity_how = models.CharField(_("how the identity was proved"), max_length=200, blank=True)
    handler = Pointer(User, _("handler"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.RECEIVED)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    last_on = models.DateField(_("last day"), null=True, blank=True, editable=False)
    allowed_on = models.DateField(_("last day that the law accepts"), null=True, blank=True, editable=False)
    extended_on = models.DateField(_("extension told on"), null=True, blank=True, editable=False)
    extension_reason = models.TextField(_("why more time is needed"), max_length=2000, blank=True)
    answer = models.TextField(_("answer"), max_length=8000, blank=True)
    left_out = models.TextField(_("what is left out, and why"), max_length=4000, blank=True)
    provision = models.CharField(_("provision for what is left out"), max_length=300, blank=True)
    reference = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    class Meta(Record.Meta):
        verbose_name = _("request of a data subject")
        verbose_name_plural = _("requests of data subjects")
        indexes = (models.Index(fields=("state", "last_on"), name="data_request_due"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")),
                name="data_request_answered_after",
                violation_error_message=_("It cannot have been answered before it was received."),
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let the handler read the row too, besides those with the right in its unit."""
        return super().gate(access) | _named(access, "handler")

    @property
    def open(self) -> bool:
        """Return whether it awaits an answer."""
        return self.state in OPEN and self.archived_at is None

    @property
    def clock(self) -> str:
        """Return the clock of its answer: one month, or three where the time has been extended (article 12.3)."""
        return EXTENDED if self.extended_on else FIRST

    def may_extend_on(self, day: date) -> bool:
        """Return whether the day is in the first month, as the law counts it (article 12.3); False without a rule."""
        first = self.due(FIRST)
        last = first and (first.later or first.last_day)
        return last is not None and self.received_on <= day <= last

    def due(self, clock: str) -> DueMoment | None:
        """Return when the time for an answer runs out by the clock; None if the city has no rule."""
        found = due_by(clock, self.received_on)
        return found[1] if found else None

    def derive(self) -> None:
        """Set the last days from the clock rule of the day when the request was received (article 12.3)."""
        found = self.due(self.clock)
        self.last_on = found.last_day if found else None
        self.allowed_on = (found.later or found.last_day) if found else None
        super().derive()

    def clean(self) -> None:
        """Raise ValidationError for a unit without a controller, a coming day, and an open request of nobody."""
        super().clean()
        ahead = gettext("The day lies ahead. Write when it happened.")
        days, today = {"received_on": self.received_on, "answered_on": self.answered_on}, timezone.localdate()
        errors = {name: ahead for name, day in days.items() if day and day > today}
        if self.owner_unit_id and find_controller(self.owner_unit) is None:
            errors["owner_unit"] = gettext(
                "State the committee or company that is the controller (GDPR art. 4.7)."
            )
        if self.open and not self.requester:
            errors["requester"] = gettext("Write who asks. Without a name nobody can be answered.")
        if self.extended_on and not self.may_extend_on(self.extended_on):
            errors["received_on"] = gettext(
                "The person was told on %(day)s that more time is needed. That must be within the first month."
            ) % {"day": date_format(self.extended_on)}
        if errors:
            raise ValidationError(errors)


class RequestPart(SecretRow):
    """Something that belongs to a request, and is secret with it."""

    permission = RESOURCE
    read_with = "request"
    written_in = "request__owner_unit"

    request = Pointer(DataRequest, _("request"))

    class Meta(SecretRow.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.request.number


class RequestSearch(RequestPart):
    """A processing in which somebody searches for the requester's data. Who searches reads it while it is not done.

    `found` is unknown until then. Personal data: who searches; the note may tell of the requester.
    """

    unlogged_fields = ("note",)

    processing = Pointer(Processing, _("processing"))
    person = Pointer(User, _("who searches"))
    due_on = models.DateField(_("done at the latest"))
    found = models.BooleanField(_("data was found"), null=True, blank=True)
    note = models.TextField(_("where it is, and what the answer must say"), max_length=2000, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta(RequestPart.Meta):
        verbose_name = _("search because of a request")
        verbose_name_plural = _("searches because of requests")
        ordering = ("processing__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("request", "processing"), name="request_search_once"),)

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let who searches read the search while it waits, besides those who read the request."""
        mine = _named(access, "person") & Q(done_at=None, request__state__in=OPEN, request__archived_at=None)
        return super().gate(access) | mine


class RequestAnswer(RequestPart):
    """An answer as it was sent. `document` is the paper without the addressee, who is on the request alone.

    So the person can be erased, and the answer stays as it was. Personal data: who sent it.
    """

    append_only = True
    unlogged_fields = digested_fields = ("document",)

    refused = models.BooleanField(_("refused"), default=False)
    document = models.TextField()
    digest = models.CharField(_("checksum"), max_length=64)
    sent_on = models.DateField(_("sent on"))
    sent_by = models.CharField(_("sent by"), max_length=200)

    class Meta(RequestPart.Meta):
        verbose_name = _("answer to a request")
        verbose_name_plural = _("answers to requests")
        ordering = ("created_at", "id")

    def derive(self) -> None:
        """Store the digest of the document, which the history keeps."""
        self.digest = digest_of([self.document])

    @property
    def tree(self) -> Document:
        """Return the document as it was sent."""
        return from_json(json.loads(self.document))


class RequestViewing(AbstractViewing):
    """A record that somebody has opened a request, once in ten minutes for each person. Rows are never changed.

    Personal data: who looked.
    """

    request = Pointer(DataRequest, _("request"))

    class Meta:
        verbose_name = _("viewing of a request")
        verbose_name_plural = _("viewings of requests")
        ordering = ("-at", "id")


class RequestViewingSeal(AbstractViewingSeal):
    """A seal in the history of the viewings of requests. Personal data: none."""

    permission = RESOURCE

    class Meta(AbstractViewingSeal.Meta):
        verbose_name = _("seal of viewings of requests")
        verbose_name_plural = _("seals of viewings of requests")


class RequestStop(UnitStop):
    """A record, without the text, that a request may concern Sweden's security (ADR 0070). Personal data: none."""

    class Meta(UnitStop.Meta):
        verbose_name = _("stopped request")
        verbose_name_plural = _("stopped requests")
        constraints = (settled_after("request_stop_settled_after"),)
