"""What suppliers have had certified, and until when."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import in_order
from akropolis.graph.suppliers.models.contacts import SupplierPart


class SupplierCertificate(SupplierPart):
    """A certificate that the supplier has shown: what it covers, by whom, from when and until when.

    The certificate itself is evidence, which proves the row. Personal data: none.
    """

    standard = models.CharField(
        _("standard"), max_length=100, help_text=_("For example ISO/IEC 27001:2022 or SOC 2 type 2.")
    )
    scope = models.TextField(
        _("what it covers"),
        max_length=1000,
        blank=True,
        help_text=_("As the certificate says: which services, which sites. Empty: not known."),
    )
    issuer = models.CharField(_("certified by"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: not known."))

    class Meta(SupplierPart.Meta):
        verbose_name = _("certificate of a supplier")
        verbose_name_plural = _("certificates of suppliers")
        ordering = ("supplier", "standard", "-valid_until", "id")
        constraints = (
            in_order(
                "valid_from", "valid_until", "supplier_certificate_dates", empty=("valid_from", "valid_until")
            ),
        )

    def __str__(self) -> str:
        return self.standard


def has_lapsed(day: date) -> Q:
    """Return the condition for certificates that have run out by the day, with no later one of the same standard."""
    same = SupplierCertificate.everything.filter(
        supplier=OuterRef("supplier"), standard__iexact=OuterRef("standard")
    )
    later = same.filter(Q(valid_until=None) | Q(valid_until__gte=day)).order_by()
    return Q(~Exists(later), valid_until__lt=day)
