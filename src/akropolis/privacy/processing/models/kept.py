"""Kept tables of the record of processing: groups of people, kinds of data, legal bases, transfers, templates."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.ui.words import Phrase


class VocabularyRow(KeptRow):
    """A word that processings are described by, with a stable code."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        abstract = True
        ordering = ("position", "code")

    def derive(self) -> None:
        """Give a row that the city added a unique code based on its name."""
        self.code = self.code or unique_code(self, self.name)


class DataSubjectGroup(VocabularyRow):
    """A group of data subjects, such as pupils or employees (GDPR article 30.1 c). Personal data: none.

    `vulnerable` groups count in the threshold of an impact assessment.
    """

    permission = "processing:group"

    vulnerable = models.BooleanField(_("in need of special protection"), default=False)

    class Meta(VocabularyRow.Meta):
        verbose_name = _("group of data subjects")
        verbose_name_plural = _("groups of data subjects")


class DataCategory(VocabularyRow):
    """A category of personal data (GDPR article 30.1 c). Personal data: none."""

    permission = "processing:category"

    special = models.BooleanField(_("special category (article 9)"), default=False)
    criminal = models.BooleanField(_("about offences (article 10)"), default=False)
    sensitive = models.BooleanField(
        _("of a highly personal kind"),
        default=False,
        help_text=_("Worthy of protection without being in article 9."),
    )

    class Meta(VocabularyRow.Meta):
        verbose_name = _("category of personal data")
        verbose_name_plural = _("categories of personal data")


class NationalBasis(VocabularyRow):
    """A provision of Swedish law that a legal basis rests on (GDPR article 6.3). Personal data: none."""

    permission = "processing:basis"

    provision = models.CharField(
        _("provision"), max_length=200, help_text=_("For example skollagen (2010:800) 26 kap.")
    )

    class Meta(VocabularyRow.Meta):
        verbose_name = _("national legal basis")
        verbose_name_plural = _("national legal bases")

    def __str__(self) -> str:
        return f"{self.said('name')} ({self.provision})"


class TransferBasis(VocabularyRow):
    """What a transfer to a third country may rest on (GDPR articles 45–49). Personal data: none.

    `listed` means that it holds only for recipients on a list, so the entry is looked up with a date. `falls_with` is
    the code of a decision that the basis falls with (`dpf`), empty if none.
    """

    permission = "processing:transfer"

    article = models.CharField(_("article"), max_length=60, blank=True)
    listed = models.BooleanField(_("only for recipients on a list"), default=False)
    falls_with = models.SlugField(_("falls with"), max_length=40, blank=True)
    note = models.TextField(_("what to bear in mind"), max_length=2000, blank=True)
    note_en = models.TextField(_("what to bear in mind, in English"), max_length=2000, blank=True)

    class Meta(VocabularyRow.Meta):
        verbose_name = _("basis of a transfer")
        verbose_name_plural = _("bases of transfers")


class ProcessingTemplate(VocabularyRow):
    """A processing that most units have, in words that a unit takes as its own. Personal data: none.

    `values` holds values of `Processing` fields by name (texts with an English twin, `purpose_en`), `recipients` by
    name, and `places`: beginnings of words in the names of nodes where it may be done. `groups` and `categories` are
    codes of their tables, `unit_kinds` the kinds of unit that it is offered to, empty for all. A unit's processing
    keeps the version that it was taken from.
    """

    permission = "processing:template"
    lists: ClassVar[Mapping[str, Mapping[str, Phrase]]] = {"unit_kinds": dict(UnitKind.choices)}

    description = models.TextField(_("when it fits"), max_length=1000, blank=True)
    description_en = models.TextField(_("when it fits, in English"), max_length=1000, blank=True)
    unit_kinds = models.JSONField(_("kinds of unit"), default=list, blank=True)
    groups = models.JSONField(_("groups of data subjects"), default=list, blank=True)
    categories = models.JSONField(_("categories of personal data"), default=list, blank=True)
    national_basis = Pointer(NationalBasis, _("national legal basis"), null=True, blank=True)
    values = models.JSONField(_("what it says"), default=dict, blank=True)

    class Meta(VocabularyRow.Meta):
        verbose_name = _("template of a processing")
        verbose_name_plural = _("templates of processings")
