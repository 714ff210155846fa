"""The content of a governing document: its draft, its decided versions, and who has read each version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.ui.words import Phrase
from akropolis.shared.documents.models.documents import (
    GoverningDocument,
    draft_locked,
    locked,
    of_visible,
    open_or_named,
)
from akropolis.shared.documents.rules.content import DocumentChapterText, load_chapters


class DraftChapter(Tracked):
    """A chapter of the draft, which becomes the next version. Read and written only in the document's own unit.

    Personal data: the names of those who hold a role, where the text says them.
    """

    permission = "documents:draft"
    read_in = ("document__owner_unit",)
    written_in = "document__owner_unit"

    document = Pointer(GoverningDocument)
    key = models.SlugField(_("key"), max_length=80, editable=False)
    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), max_length=60000, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Tracked.Meta):
        verbose_name = _("chapter of a draft")
        verbose_name_plural = _("chapters of drafts")
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("document", "key"), name="draft_chapter_once"),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for drafts in units where the user reads them, without those that others read by name."""
        return super().gate(access) & open_or_named(access)

    def locked_reason(self) -> Phrase | None:
        """Lock it while the draft is sent for decision, and when the document is repealed."""
        return draft_locked(self.document)

    @property
    def content(self) -> DocumentChapterText:
        """The chapter in the form that a decided version stores."""
        return DocumentChapterText(self.key, self.title, self.text)


class Proposal(Tracked):
    """A draft sent for decision: by whom, to whom, why and by which day. One per document; deleted when the
    draft is decided or taken back. `returned` is the decider's reason for sending it back; the sender can
    then edit the draft again.

    Read only in the document's own unit. Personal data: who sent it and who decides.
    """

    permission = DraftChapter.permission
    read_in = ("document__owner_unit",)
    written_in = "document__owner_unit"

    document = Pointer(GoverningDocument)
    sender = Pointer(User, _("sent by"), null=True)
    decider = Pointer(User, _("who decides"))
    by = models.DateField(_("last day"), null=True, blank=True)
    text = models.CharField(_("why"), max_length=1000, blank=True)
    returned = models.CharField(_("why it is sent back"), max_length=1000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("draft sent for decision")
        verbose_name_plural = _("drafts sent for decision")
        constraints = (models.UniqueConstraint(fields=("document",), name="document_proposed_once"),)

    def __str__(self) -> str:
        return str(self.document)

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for proposals in units where the user reads drafts, without those that others read by name."""
        return super().gate(access) & open_or_named(access)

    def locked_reason(self) -> Phrase | None:
        """Return why the proposal cannot be changed: the document is archived or repealed. None if it can."""
        return locked(self.document)


class DocumentVersion(Tracked):
    """A decided version, immutable in the database. It consists of its chapters as JSON in `content`, or of a
    `file`.

    The name of the decider is stored as text. Read with the document. Personal data: who decided.
    """

    permission = "documents:version"
    written_in = "document__owner_unit"
    append_only = True
    unlogged_fields = digested_fields = ("content",)

    document = Pointer(GoverningDocument)
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    content = models.TextField(default="[]")
    digest = models.CharField(_("checksum"), max_length=64)
    file = Pointer(StoredFile, _("file"), null=True, blank=True)
    approved_by = models.CharField(_("decided by"), max_length=200)
    approver_role = models.CharField(_("role"), max_length=120)
    approved_on = models.DateField(_("date of the decision"))
    diary_number = models.CharField(_("diary number"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    summary = models.CharField(_("what is new"), max_length=1000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("version of a governing document")
        verbose_name_plural = _("versions of governing documents")
        ordering = ("-number", "id")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="document_version_once"),
            in_order("valid_from", "valid_to", "document_version_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for versions of documents that the user may read."""
        return of_visible(access)

    def derive(self) -> None:
        """Set the digest of `content`, which the history records; a file has its own digest."""
        self.digest = digest_of([self.content])

    @property
    def chapters(self) -> list[DocumentChapterText]:
        """The chapters of the version, as decided."""
        return load_chapters(self.content)


class Acknowledgement(Tracked):
    """A person's confirmation of having read a version, and when. It is never revoked.

    Personal data: who has read what. Read by that person, and in the document's unit.
    """

    permission = "documents:acknowledgement"
    written_in = "of__document__owner_unit"
    append_only = True

    of = Pointer(DocumentVersion, _("version"))
    person = Pointer(User, _("person"))
    at = models.DateTimeField(_("taken note of"))

    class Meta(Tracked.Meta):
        verbose_name = _("confirmation that a document is read")
        verbose_name_plural = _("confirmations that documents are read")
        ordering = ("-at", "id")
        constraints = (models.UniqueConstraint(fields=("of", "person"), name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.of}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Filter the user's own, and those of documents in units where the user may read acknowledgements."""
        kept = access.units(f"{cls.permission}:{READ}", "of__document__owner_unit")
        return Q(person_id=access.actor.id) | kept if access.actor.id else kept

    def writable_by(self, access: Access) -> bool:
        """Return whether the confirmation is the user's own: nobody confirms for another person."""
        return access.unlimited or self.person_id == access.actor.id
