"""Belägg (evidence): what shows that something is true, until which day, and the rows that it proves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.records.models import Record
from akropolis.base.ui.words import Phrase
from akropolis.shared.evidence.models.provable import provables, shown_to


class EvidenceKind(models.TextChoices):
    """The kind of evidence."""

    CERTIFICATE = "certificate", _("Certificate or attestation")
    REPORT = "report", _("Report of an examination")
    TEST = "test", _("Record of a test or an exercise")
    DECISION = "decision", _("Decision")
    AGREEMENT = "agreement", _("Agreement")
    ROUTINE = "routine", _("Policy or routine")
    EXTRACT = "extract", _("Extract, log or picture")
    OTHER = "other", _("Other")


class Evidence(Record):
    """Documented information showing that something is true (ISO/IEC 27001:2022, 7.5), and until when.

    The content is a link, files, or the diary number under which it is kept. Read in its own unit, and by
    users who may read a row that it proves.
    Personal data: who is responsible for it, and who has checked it.
    """

    permission = "evidence:evidence"
    number_prefix = "BEL"
    title_field = "name"
    search_fields = ("name", "description", "reference")
    files_follow = True

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind, default=EvidenceKind.REPORT)
    description = models.TextField(_("what it shows"), max_length=4000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    reference = models.CharField(
        _("reference"), max_length=100, blank=True, help_text=_("For example a diary number.")
    )
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The last day. Leave it empty if no day is set.")
    )
    responsible = Pointer(
        User, _("responsible"), null=True, blank=True, help_text=_("Is reminded before it runs out.")
    )
    checked_by = Pointer(User, _("checked by"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("pieces of evidence")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="evidence_order"),
            models.Index(fields=("valid_to", "id"), name="evidence_ends"),
        )
        constraints = (
            in_order("issued_on", "valid_to", "evidence_dates_in_order", empty=("issued_on", "valid_to")),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_on__isnull=True)
                | Q(checked_by__isnull=False, checked_on__isnull=False),
                name="evidence_checked_by_and_on",
                violation_error_message=_("Say both who has checked it and when, or leave both empty."),
            ),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for evidence of the user's units, and evidence of rows that the user may read or relies on."""
        if not access.anywhere(f"{cls.permission}:{READ}"):
            return Q(pk__in=[])
        proofs = Proof.everything.filter(Proof.gate(access)).values("evidence")
        return super().gate(access) | Q(pk__in=proofs)


class Proof(Tracked):
    """The link from a piece of evidence to a row it proves. The row is identified by model name and id, like
    the rows that files belong to. Personal data: none.

    Read by users who may read the row, and by users who rely on it. Locked when the row is locked.
    """

    permission = "evidence:evidence"
    written_in = "evidence__owner_unit"

    evidence = Pointer(Evidence)
    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()

    class Meta(Tracked.Meta):
        verbose_name = _("what is proved")
        verbose_name_plural = _("what is proved")
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("object_id", "kind"), name="proof_of_row"),)
        constraints = (
            models.UniqueConstraint(
                fields=("evidence", "object_id"),
                name="proof_once",
                violation_error_message=_("The evidence proves that already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence} {self.kind}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for proofs whose row the user may read or relies on; each kind of row has its own gate."""
        condition = Q(pk__in=[])
        for kind in provables.entries:
            condition |= cls.gate_of(access, kind)
        return condition

    @classmethod
    def gate_of(cls, access: Access, kind: str) -> Q:
        """Return a Q for the proofs that `gate` selects, of rows of one kind only; a cheaper query."""
        if not access.anywhere(f"{cls.permission}:{READ}"):
            return Q(pk__in=[])
        rows = shown_to(access, provables.get(kind)).order_by().values("pk")
        return Q(kind=kind, object_id__in=rows)

    def locked_reason(self) -> Phrase | None:
        """Return why the proved row cannot be changed, as the proof is locked with it; None if it can."""
        row = provables.get(self.kind).model.everything.filter(pk=self.object_id).first()
        return row.locked_reason() if row else None
