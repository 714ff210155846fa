"""Leverantörer: who delivers what the city stands on."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.assets.models import GraphRecord, NodeKind

organisation_number = RegexValidator(
    r"^\d{6}-\d{4}$", _("Write the organisation number as NNNNNN-NNNN, for example 556123-4567.")
)


class Supplier(GraphRecord):
    """A supplier. Its owner unit is the one that keeps the row; a sub-supplier is one that another depends on.

    Personal data: the name and address of a contact, if written.
    """

    permission = "suppliers:supplier"
    node_kind = NodeKind.SUPPLIER
    number_prefix = "LEV"
    search_fields = ("name", "description", "organisation_number")
    shared_field = "shared"

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it delivers"), max_length=4000, blank=True)
    organisation_number = models.CharField(
        _("organisation number"), max_length=11, blank=True, validators=[organisation_number]
    )
    country = models.CharField(_("country"), max_length=60, blank=True)
    contact = models.CharField(_("contact when something happens"), max_length=300, blank=True)
    shared = models.BooleanField(
        _("shared"),
        default=True,
        help_text=_("The name can be read by every unit, so that all can say that they depend on it."),
    )

    class Meta(GraphRecord.Meta):
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        indexes = (models.Index(fields=("sort_key", "id"), name="supplier_order"),)
