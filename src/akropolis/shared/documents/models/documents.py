"""Governing documents: program, riktlinje, tillämpningsanvisning, lokal anvisning and rutin, and their audience."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.records.models import Record
from akropolis.base.ui.words import Phrase
from akropolis.people.organisation.rules.tree import ways_up
from akropolis.shared.documents.rules.states import APPROVED, DRAFT, REPEALED, TABLE


class DocumentKind(models.TextChoices):
    """The kind of document, from the council's programme to a unit's routine (ISO/IEC 27001:2022, 5.2 and 7.5)."""

    PROGRAM = "program", _("Programme")
    GUIDELINE = "guideline", _("Guideline")
    INSTRUCTION = "instruction", _("Application instruction")
    LOCAL = "local", _("Local instruction")
    ROUTINE = "routine", _("Routine")
    ASSESSMENT = "assessment", _("Impact assessment")
    PATTERN = "pattern", _("Security pattern")


READ_BY_NAME = (DocumentKind.ASSESSMENT,)
"""The kinds of document that only named people read, as drafts and when decided (GDPR article 35)."""
RESTRICTED = "documents:restricted:read"
"""The right to read them in a unit without being named: for those who supervise, and given by name."""


class DocumentStatus(models.TextChoices):
    """The status of a document."""

    DRAFT = DRAFT, _("Draft")
    APPROVED = APPROVED, _("Decided")
    REPEALED = REPEALED, _("Repealed")


class DocumentAudience(models.TextChoices):
    """Which units a document applies to."""

    BELOW = "below", _("The unit and those below it")
    NAMED = "named", _("Named units and those below them")


class GoverningDocument(Record):
    """A governing document. Its text is in its draft and in its decided versions.

    `edition`, `valid_from` and `valid_to` are those of the newest decided version. Read in its own unit and,
    once decided, by its audience; one of the kinds in `READ_BY_NAME` only by those of them who are its
    responsible person or a `DocumentReader`. Personal data: who is responsible.
    """

    permission = "documents:document"
    number_prefix = "STY"
    life = TABLE
    search_fields = ("title", "purpose")
    derived_fields = (*Record.derived_fields, "status", "edition", "valid_from", "valid_to", "proposed_on")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    purpose = models.TextField(_("what it is for"), max_length=2000, blank=True)
    responsible = Pointer(
        User,
        _("responsible"),
        null=True,
        blank=True,
        help_text=_("Keeps it current, and is reminded before its last day."),
    )
    audience = models.CharField(
        _("for whom"), max_length=10, choices=DocumentAudience, default=DocumentAudience.BELOW
    )
    acknowledge = models.BooleanField(_("those for whom it is confirm that they have read it"), default=False)
    months = models.PositiveSmallIntegerField(
        _("months between reviews"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Gives the last day that is proposed when a version is decided."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=DocumentStatus, default=DocumentStatus.DRAFT, editable=False
    )
    edition = models.PositiveSmallIntegerField(_("newest decided version"), default=0, editable=False)
    valid_from = models.DateField(_("valid from"), null=True, editable=False)
    valid_to = models.DateField(_("valid to"), null=True, editable=False)
    proposed_on = models.DateField(_("sent for decision"), null=True, editable=False)
    repealed_on = models.DateField(_("repealed from"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("governing document")
        verbose_name_plural = _("governing documents")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="document_order"),
            models.Index(fields=("valid_to", "id"), name="document_ends"),
            models.Index(fields=("kind", "status"), name="document_kind"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status=DRAFT, edition=0) | (~Q(status=DRAFT) & Q(edition__gt=0)),
                name="document_decided_has_version",
            ),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Filter documents of the user's units and, once decided, those with the user in their audience.

        Of those read by name the ones that name the user, and those that the user may read without being named.
        """
        restricted = cls.restricted_rows()
        near = super().gate(access) | ((Q(edition__gt=0) | restricted) & for_whom(access))
        return near & (~restricted | _names(access)) | restricted & access.units(RESTRICTED, "owner_unit")

    @classmethod
    def restricted_rows(cls) -> Q:
        """Return a Q for documents of the kinds that are read by name."""
        return Q(kind__in=READ_BY_NAME)

    @property
    def read_by_name(self) -> bool:
        """Whether only named people read the document."""
        return self.kind in READ_BY_NAME

    def clean(self) -> None:
        """Raise ValidationError if those for whom a document read by name is are to confirm that they have read it."""
        super().clean()
        if self.read_by_name and self.acknowledge:
            raise ValidationError(
                {
                    "acknowledge": gettext(
                        "Only named people read the document. Nobody can be asked to confirm it."
                    )
                }
            )


class DocumentReader(Tracked):
    """A person who may read a document that is read by name. Personal data: who may read what.

    The person also needs a role with which documents are read, in the document's unit, above it or below it.
    """

    permission = "documents:document"
    written_in = "document__owner_unit"

    document = Pointer(GoverningDocument)
    person = Pointer(User, _("person"))

    class Meta(Tracked.Meta):
        verbose_name = _("reader of a document")
        verbose_name_plural = _("readers of documents")
        ordering = ("person__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("document", "person"), name="document_reader_once"),)

    def __str__(self) -> str:
        return f"{self.document}: {self.person}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for rows whose document the user may read."""
        return of_visible(access)

    def locked_reason(self) -> Phrase | None:
        """Return why the row cannot be changed: the document is archived or repealed. None if it can."""
        return locked(self.document)


class DocumentUnit(Tracked):
    """A named unit that a document applies to. Personal data: none."""

    permission = "documents:document"
    written_in = "document__owner_unit"

    document = Pointer(GoverningDocument)
    unit = Pointer(Unit, _("unit"))

    class Meta(Tracked.Meta):
        verbose_name = _("unit that a document is for")
        verbose_name_plural = _("units that documents are for")
        ordering = ("unit__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("document", "unit"), name="document_unit_once"),)

    def __str__(self) -> str:
        return f"{self.document}: {self.unit}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for rows whose document the user may read."""
        return of_visible(access)

    def locked_reason(self) -> Phrase | None:
        """Return why the row cannot be changed: the document is archived or repealed. None if it can."""
        return locked(self.document)


def for_whom(access: Access) -> Q:
    """Return a Q for documents whose units, or a unit below them, are units where the user may read documents."""
    permission = f"{GoverningDocument.permission}:{READ}"
    above = sorted({path for scope in access.scopes(permission) for path in ways_up(scope.path)})
    named = DocumentUnit.everything.filter(Q(unit__path__in=above) | access.units(permission, "unit"))
    return Q(audience=DocumentAudience.BELOW, owner_unit__path__in=above) | Q(
        audience=DocumentAudience.NAMED, pk__in=named.order_by().values("document")
    )


def of_visible(access: Access) -> Q:
    """Return a Q for rows with a foreign key `document` to a document that the user may read."""
    rows = GoverningDocument.everything.filter(GoverningDocument.gate(access))
    return Q(document__in=rows.order_by().values("pk"))


def open_or_named(access: Access) -> Q:
    """Return a Q for rows with a foreign key `document`, without those of documents that others read by name."""
    return ~Q(document__kind__in=READ_BY_NAME) | of_visible(access)


def _names(access: Access) -> Q:
    if access.actor.id is None:
        return Q(pk__in=[])
    rows = DocumentReader.everything.filter(person=access.actor.id).order_by()
    return Q(responsible=access.actor.id) | Q(pk__in=rows.values("document"))


def locked(document: GoverningDocument) -> Phrase | None:
    """Return why nothing in the document can be changed: it is archived or repealed. None if it can be changed."""
    if document.archived_at is not None:
        return _("The document is archived. Restore it first.")
    return _("The document is repealed, and stands as it was.") if document.status == REPEALED else None


def draft_locked(document: GoverningDocument) -> Phrase | None:
    """Return why nothing in its draft can be changed, or None: what was sent for decision is what is decided."""
    if document.proposed_on is not None:
        sentence = _("The draft is sent for decision. Take it back first if it is to be changed.")
        return locked(document) or sentence
    return locked(document)
