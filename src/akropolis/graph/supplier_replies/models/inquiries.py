"""Follow-ups of suppliers: the questions with their wording, what the supplier answered, and how it was judged."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models import Dependency, DependencyKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.compliance.models import Control
from akropolis.graph.supplier_replies.rules.permissions import INQUIRY, READ
from akropolis.graph.supplier_replies.rules.states import SENT, TABLE
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.actions.models import Action


class InquiryState(models.TextChoices):
    """How far a follow-up has come."""

    DRAFT = "draft", _("Not sent")
    SENT = "sent", _("Sent to the supplier")
    ANSWERED = "answered", _("Answered by the supplier")
    JUDGED = "judged", _("Judged")
    RECALLED = "recalled", _("Recalled")


class InquiryLanguage(models.TextChoices):
    """The language in which the supplier is asked."""

    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")


def bought_by(units: Q) -> Q:
    """Return the condition for follow-ups of suppliers that deliver something to one of the units today.

    `units` is a condition on dependencies, over the dependent's unit.
    """
    rows = Dependency.everything.filter(
        units, in_force(timezone.localdate()), kind=DependencyKind.DELIVERED_BY
    )
    return Q(supplier__in=rows.order_by().values("target__record"))


class SupplierInquiry(Record):
    """Leverantörsuppföljning: questions to one supplier, answered by a link without an account, asked by `owner_unit`.

    Every unit that the supplier delivers to reads it and its files. Only the digest of the link is stored. `draft`
    holds what the supplier has written but not sent in, by question. Personal data: who answered for the supplier.
    """

    permission = INQUIRY
    number_prefix = "LUF"
    life = TABLE
    files_follow = True
    search_fields = ("title", "text")
    unlogged_fields = ("draft",)

    title = models.CharField(_("what is followed up"), max_length=200)
    supplier = Pointer(Supplier, _("supplier"))
    text = models.TextField(
        _("to the supplier"),
        max_length=4000,
        blank=True,
        help_text=_("Why you ask, and what the answers are used for. The supplier reads it."),
    )
    due_on = models.DateField(_("answer by"), help_text=_("The link holds to and including this day."))
    language = models.CharField(
        _("language"), max_length=2, choices=InquiryLanguage, default=InquiryLanguage.SWEDISH
    )
    state = models.CharField(_("state"), max_length=10, choices=InquiryState, default=InquiryState.DRAFT)
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    sent_on = models.DateField(_("sent"), null=True, editable=False)
    draft = models.JSONField(default=dict, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("follow-up of a supplier")
        verbose_name_plural = _("follow-ups of suppliers")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="supplier_inquiry_order"),
            models.Index(fields=("due_on", "id"), name="supplier_inquiry_due"),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Rows of the reader's units, and those of suppliers that deliver to one of them (OSL 18 kap. 8 §)."""
        return super().gate(access) | bought_by(access.units(READ, "source__owner_unit"))

    @property
    def open_today(self) -> bool:
        """Whether the supplier can answer: the follow-up is sent, in use, and its day has not passed."""
        return self.state == SENT and self.archived_at is None and self.due_on >= timezone.localdate()


class InquiryPart(Tracked):
    """Something about one question of a follow-up: read by all buying units, or by its unit alone if it is its own."""

    permission = INQUIRY
    question_path = "question__"

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Parts of follow-ups that the user may read, of questions that are for all or of one of the user's units."""
        path = cls.question_path
        rows = SupplierInquiry.objects.visible(access).order_by().values("pk")
        own = Q(**{f"{path}shared": True}) | access.units(READ, f"{path}unit")
        return Q(**{f"{path}inquiry__in": rows}) & own


class InquiryQuestion(InquiryPart):
    """A question with its wording kept: of a measure (SKA-krav), or added by `unit`. Personal data: none.

    `shared` questions are for every buying unit; others, with their answers and judgements, for `unit` alone.
    """

    written_in = "unit"
    question_path = ""

    inquiry = Pointer(SupplierInquiry, _("follow-up"))
    unit = Pointer(Unit, _("asked by"))
    shared = models.BooleanField(_("for every buying unit"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(_("No."), max_length=12, blank=True)
    heading = models.CharField(_("question in brief"), max_length=300)
    wording = models.TextField(_("question"), max_length=8000)
    evidence = models.TextField(_("evidence to enclose"), max_length=8000, blank=True)
    control = Pointer(Control, _("security measure"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("question to a supplier")
        verbose_name_plural = _("questions to suppliers")
        ordering = ("position", "created_at", "id")

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()


class Met(models.TextChoices):
    """What the supplier says of one requirement."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class InquiryAnswer(InquiryPart):
    """What the supplier answered to one question; never changed. Personal data: what the supplier writes."""

    written_in = "question__unit"

    question = Pointer(InquiryQuestion, _("question"))
    met = models.CharField(_("is it met?"), max_length=10, choices=Met)
    text = models.TextField(_("how it is met"), max_length=4000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("answer of a supplier")
        verbose_name_plural = _("answers of suppliers")
        constraints = (models.UniqueConstraint(fields=("question",), name="inquiry_answer_once"),)

    def __str__(self) -> str:
        return f"{self.question}: {self.get_met_display()}"


class Verdict(models.TextChoices):
    """How an answer was judged."""

    MEETS = "meets", _("Meets the requirement")
    FAILS = "fails", _("Does not meet the requirement")
    UNCLEAR = "unclear", _("Unclear")


class AnswerJudgement(InquiryPart):
    """The unit's judgement of one answer, with its reason, and what the supplier has promised. Personal data: none.

    A promise holds until its day; `kept_on` is the day on which it was found to be kept.
    """

    written_in = "question__unit"

    question = Pointer(InquiryQuestion, _("question"))
    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    promise = models.TextField(_("what the supplier has promised"), max_length=2000, blank=True)
    promised_on = models.DateField(_("promised by"), null=True, blank=True)
    kept_on = models.DateField(_("found to be kept on"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("judgement of a supplier's answer")
        verbose_name_plural = _("judgements of suppliers' answers")
        constraints = (models.UniqueConstraint(fields=("question",), name="answer_judgement_once"),)

    def __str__(self) -> str:
        return f"{self.question}: {self.get_verdict_display()}"

    def clean(self) -> None:
        """Raise ValidationError for a finding without a reason, a promise without a day, or a day ahead of it."""
        super().clean()
        if self.verdict != Verdict.MEETS and not self.reason.strip():
            raise ValidationError({"reason": gettext("Write why. The next one who asks reads it.")})
        if bool(self.promise.strip()) != bool(self.promised_on):
            field = "promise" if self.promised_on else "promised_on"
            raise ValidationError({field: gettext("Write both what is promised and by which day.")})
        if self.kept_on and (self.kept_on > timezone.localdate() or not self.promised_on):
            raise ValidationError({"kept_on": gettext("Write a day that has come, for what was promised.")})


class JudgementAction(Tracked):
    """Link from a judgement to an action of ours that it raised. Personal data: none."""

    permission = INQUIRY
    read_with = "judgement"
    written_in = "judgement__question__unit"

    judgement = Pointer(AnswerJudgement)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (models.UniqueConstraint(fields=("judgement", "action"), name="judgement_action_once"),)

    def __str__(self) -> str:
        return f"{self.judgement} → {self.action}"
