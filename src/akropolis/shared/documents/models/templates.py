"""The templates of governing documents: the chapters of each kind of document, with guidance and initial text."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.shared.documents.models.documents import DocumentKind


class TemplateChapter(KeptRow):
    """A chapter that documents of a kind start with; with `required`, they must have it. Personal data: none.

    `text` is the chapter's initial text in a new document, in Swedish as documents are; `{unit}`,
    `{head}` and `{role:chef}` are replaced when the document is created. The key identifies the chapter in every
    document, so that requirements can refer to it.
    """

    permission = "documents:template"

    kind = models.CharField(_("kind of document"), max_length=20, choices=DocumentKind)
    name = models.CharField(_("heading"), max_length=200)
    name_en = models.CharField(_("heading in English"), max_length=200, blank=True)
    guide = models.TextField(_("guidance"), max_length=2000, blank=True)
    guide_en = models.TextField(_("guidance in English"), max_length=2000, blank=True)
    text = models.TextField(
        _("text to begin from"),
        max_length=8000,
        blank=True,
        help_text=_(
            "{unit} becomes the unit's name, {head} or {the_head} what its head is called, and {role:chef} those who"
            " hold the role with that key."
        ),
    )
    required = models.BooleanField(_("must be there"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("chapter of a template")
        verbose_name_plural = _("templates of governing documents")
        ordering = ("kind", "position", "valid_from", "id")

    def derive(self) -> None:
        """Give a chapter that the city added a unique key based on its name."""
        self.code = self.code or unique_code(self, self.name)
