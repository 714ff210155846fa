"""The model of patterns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.records.models import Record


class Pattern(Record):
    """A pattern. Personal data: none intended."""

    permission = "patterns:pattern"
    number_prefix = "MO"
    title_field = "name"
    search_fields = ("name", "description")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("pattern")
        verbose_name_plural = _("patterns")
        indexes = (models.Index(fields=("sort_key", "id"), name="pattern_order"),)
