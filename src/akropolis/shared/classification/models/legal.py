"""Lagrum (provisions) relevant to classification, as dated, editable data."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.shared.classification.rules.content import level_problem


class LegalBasis(KeptRow):
    """A provision that may apply to information, and the levels that it proposes. Personal data: none.

    A decision based on it keeps the levels that were proposed at the time.
    """

    permission = "classification:legal_basis"

    name = models.CharField(
        gettext_lazy("name"), max_length=200, help_text=gettext_lazy("What it is about, in everyday words.")
    )
    name_en = models.CharField(gettext_lazy("name in English"), max_length=200, blank=True)
    provision = models.CharField(
        gettext_lazy("provision"),
        max_length=200,
        help_text=gettext_lazy("For example OSL (2009:400) 26 kap. 1 §"),
    )
    levels = models.JSONField(gettext_lazy("proposed levels"), default=dict, blank=True)
    note = models.TextField(gettext_lazy("what it means here"), max_length=2000, blank=True)
    note_en = models.TextField(gettext_lazy("what it means here, in English"), max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("order"), default=100)

    class Meta(KeptRow.Meta):
        verbose_name = gettext_lazy("legal basis")
        verbose_name_plural = gettext_lazy("legal bases")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return f"{self.title} ({self.provision})"

    @property
    def title(self) -> str:
        """The name in the reader's language, or in Swedish if it is not translated."""
        return self.said("name")

    def derive(self) -> None:
        """Give a legal basis that the city added a unique key based on its name: decisions refer to it by key."""
        self.code = self.code or unique_code(self, self.name)

    def clean(self) -> None:
        """Raises ValidationError for invalid levels."""
        super().clean()
        if level_problem(self.levels):
            raise ValidationError({"levels": _("Give the levels as whole numbers from 0.")})
