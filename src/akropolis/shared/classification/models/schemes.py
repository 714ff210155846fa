"""Classification schemes: aspects, levels and criteria as versioned data."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.ui.words import Phrase


class Scheme(Tracked):
    """One edition of a scheme. `body` is parsed by `classification.rules.scheme`; a published one never changes.

    The edition in force on a day is the latest published one whose `valid_from` is not after that day.
    Personal data: none.
    """

    permission = "classification:scheme"
    read_by_all = True

    code = models.SlugField(_("key"), max_length=40)
    edition = models.PositiveSmallIntegerField(_("edition"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"))
    body = models.JSONField(_("aspects, levels and criteria"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    class Meta(Tracked.Meta):
        verbose_name = _("classification scheme")
        verbose_name_plural = _("classification schemes")
        ordering = ("code", "-edition")
        constraints = (models.UniqueConstraint(fields=("code", "edition"), name="scheme_edition_once"),)

    def __str__(self) -> str:
        return _("%(name)s, edition %(edition)s") % {"name": self.name_text, "edition": self.edition}

    @property
    def name_text(self) -> str:
        """The name in the reader's language, or in Swedish if it is not translated."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def locked_reason(self) -> Phrase | None:
        """Return why a published edition cannot be changed (decisions are based on it); None for a draft."""
        if self.published_at is None or self._was_draft():
            return None
        return _("A published edition is never changed. Make a new edition instead.")

    def _was_draft(self) -> bool:
        return type(self).everything.filter(pk=self.pk, published_at__isnull=True).exists()
