"""Rundfrågor (campaigns): the same questions sent to many units, the objects asked about, and the answers."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.ui.words import Phrase
from akropolis.shared.campaigns.models.kinds import CampaignKind, kind_choices, kinds
from akropolis.shared.campaigns.rules.coverage import AskState
from akropolis.shared.campaigns.rules.prompts import Form, Prompt, load_prompts
from akropolis.shared.campaigns.rules.states import CLOSED, SENT, TABLE

SIGN = "sign"


class AnswerFormat(models.TextChoices):
    """The form in which one of the city's own questions is answered."""

    TEXT = Form.TEXT.value, _("One line")
    LONG = Form.LONG.value, _("Text")
    YES_NO = Form.YES_NO.value, _("Yes or no")
    DAY = Form.DAY.value, _("Date")


class CampaignQuestion(KeptRow):
    """A question that the city adds to all campaigns of a kind, valid between two days. Personal data: none.

    A campaign that was sent keeps the wording that was sent.
    """

    permission = "campaigns:question"

    kind = models.CharField(_("kind of campaign"), max_length=40, choices=kind_choices)
    name = models.CharField(_("question"), max_length=300)
    name_en = models.CharField(_("question in English"), max_length=300, blank=True)
    form = models.CharField(
        _("is answered by"), max_length=10, choices=AnswerFormat, default=AnswerFormat.LONG
    )
    required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(KeptRow.Meta):
        verbose_name = _("question in campaigns")
        verbose_name_plural = _("questions in campaigns")
        ordering = ("kind", "position", "valid_from", "id")


class CampaignStatus(models.TextChoices):
    """The status of a campaign."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    CLOSED = "closed", _("Closed")


class Campaign(Record):
    """The same questions to many units. `questions` is the wording that was sent, as JSON keyed by language;
    immutable once sent.

    Read in its own unit; the units asked read their part through `Ask`. Personal data: who is responsible.
    """

    permission = "campaigns:campaign"
    number_prefix = "RF"
    life = TABLE
    search_fields = ("title", "text")
    derived_fields = (*Record.derived_fields, "status", "sent_on", "questions", "digest")
    unlogged_fields = digested_fields = ("questions",)

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("what is asked"), max_length=40, choices=kind_choices)
    text = models.TextField(
        _("to those asked"),
        max_length=4000,
        help_text=_("Why it is asked, and what the answers are used for."),
    )
    last_on = models.DateField(_("answer by"))
    signing = models.BooleanField(
        _("answers are signed"), default=False, help_text=_("By the head of each unit, when all is answered.")
    )
    responsible = Pointer(User, _("responsible"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=CampaignStatus, default=CampaignStatus.DRAFT, editable=False
    )
    sent_on = models.DateField(_("sent"), null=True, editable=False)
    questions = models.TextField(default="", blank=True, editable=False)
    digest = models.CharField(_("checksum of the questions"), max_length=64, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="campaign_order"),
            models.Index(fields=("last_on", "id"), name="campaign_last_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(Q(status="draft") & Q(sent_on__isnull=True))
                | (~Q(status="draft") & Q(sent_on__isnull=False)),
                name="campaign_sent_with_date",
            ),
        )

    @property
    def of_kind(self) -> CampaignKind:
        """The `CampaignKind` of the campaign."""
        return kinds.get(self.kind)

    @property
    def prompts(self) -> list[Prompt]:
        """The questions as they were sent, in the reader's language; in Swedish if that language is missing."""
        held = json.loads(self.questions or "{}")
        return load_prompts(held.get(get_language() or "sv") or held.get("sv", ()))

    def derive(self) -> None:
        """Store the digest of the questions, which the history records instead of their text."""
        super().derive()
        self.digest = digest_of([self.questions])


class Ask(Tracked):
    """What one unit is asked about one object. The object is identified by model and id, and by its name when
    the campaign was sent.

    `draft` holds answers saved but not sent, `answers` those sent, both keyed by question. Read by the unit
    that answers and by the unit that asks. Personal data: who answered and signed.
    """

    permission = "campaigns:answer"
    written_in = "unit"
    unlogged_fields = ("draft",)

    campaign = Pointer(Campaign)
    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    name = models.CharField(_("what it is about"), max_length=240)
    unit = Pointer(Unit, _("unit"))
    answerer = Pointer(User, _("answers"), null=True, blank=True)
    draft = models.JSONField(_("draft"), default=dict, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("question in a campaign")
        verbose_name_plural = _("questions in a campaign")
        ordering = ("name", "id")
        indexes = (models.Index(fields=("object_id", "kind"), name="ask_of_row"),)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "object_id", "unit"), name="ask_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="ask_answered_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by="")
                | (Q(signed_at__isnull=False, answered_at__isnull=False) & ~Q(signed_by="")),
                name="ask_signed_by_and_at",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Filter asks readable by the user: in the answering and the asking unit, not by others who are asked.

        Those of a kind that is read by a right of its own take that right in the answering unit besides.
        """
        asked = access.units(f"{Campaign.permission}:{READ}", "campaign__owner_unit")
        condition = access.units(f"{cls.permission}:{READ}", "unit") | asked
        for kind in (each for each in kinds if each.reads):
            condition &= ~Q(campaign__kind=kind.key) | access.units(kind.reads, "unit")
        return condition

    def writable_by(self, access: Access) -> bool:
        """Return whether the user may answer, sign or ask here; the service decides who may write which field."""
        return (
            access.may(f"{self.permission}:{EDIT}", self.unit)
            or access.may(f"{self.permission}:{SIGN}", self.unit)
            or access.may(f"{Campaign.permission}:{EDIT}", self.campaign.owner_unit)
        )

    def locked_reason(self) -> Phrase | None:
        """Return why the answers cannot be changed: the campaign is closed. None if it is not."""
        if self.campaign.status == CLOSED:
            return _("The campaign is closed, and its answers stand as they are.")
        return None

    @property
    def state(self) -> AskState:
        """The state of the answer."""
        if self.signed_at:
            return AskState.SIGNED
        if self.answered_at:
            return AskState.ANSWERED
        return AskState.BEGUN if self.draft else AskState.ASKED

    @property
    def open(self) -> bool:
        """Whether an answer is still accepted: the campaign is sent and not archived, and the answer is not signed."""
        return self.campaign.status == SENT and self.campaign.archived_at is None and self.signed_at is None
