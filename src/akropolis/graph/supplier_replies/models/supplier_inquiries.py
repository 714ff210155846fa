"""The model of supplier inquiries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.records.models import Record


class SupplierInquiry(Record):
    """A supplier inquiry. Personal data: none intended."""

    permission = "supplier_replies:supplier_inquiry"
    number_prefix = "LUF"
    title_field = "name"
    search_fields = ("name", "description")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("supplier inquiry")
        verbose_name_plural = _("supplier inquiries")
        indexes = (models.Index(fields=("sort_key", "id"), name="supplier_inquiry_order"),)
