"""Whom to reach at a supplier, by purpose."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.lib.calendar import months_on
from akropolis.graph.suppliers.models.suppliers import Supplier

YEAR = 12


class SupplierPart(Tracked):
    """Something that belongs to a supplier, and is read and written with it."""

    permission = "suppliers:supplier"
    read_with = "supplier"
    written_in = "supplier__owner_unit"

    supplier = Pointer(Supplier, _("supplier"))

    class Meta(Tracked.Meta):
        abstract = True


class ContactPurpose(models.TextChoices):
    """What a contact is for."""

    INCIDENT = "incident", _("When something happens, round the clock")
    CONTRACT = "contract", _("The contract")
    PRIVACY = "privacy", _("Data protection")
    TECHNICAL = "technical", _("Technical questions")


class SupplierContact(SupplierPart):
    """Whom to reach at the supplier for one purpose. The number to ring at night is verified once a year.

    `verified_on` is None until somebody has tried the contact, and again once its name, number or address changes.
    Personal data: the name, telephone and address of a contact; the name of who verified it.
    """

    purpose = models.CharField(_("purpose"), max_length=10, choices=ContactPurpose)
    name = models.CharField(
        _("name"), max_length=300, help_text=_("A function is better than a person: people change.")
    )
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    mail = models.EmailField(_("e-mail"), blank=True)
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_by = models.CharField(_("verified by"), max_length=200, blank=True, editable=False)

    class Meta(SupplierPart.Meta):
        verbose_name = _("contact at a supplier")
        verbose_name_plural = _("contacts at suppliers")
        ordering = ("supplier", "purpose", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("supplier", "purpose", "name"),
                name="supplier_contact_once",
                violation_error_message=_("This contact is already there. Change that one instead."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def verify_by(self) -> date | None:
        """The last day on which the contact counts as verified; None where nobody has verified it."""
        return months_on(self.verified_on, YEAR) if self.verified_on else None


def is_verified(day: date) -> Q:
    """Return the condition for contacts that somebody has verified within the year before the day."""
    first = months_on(day, -YEAR)
    if months_on(first, YEAR) < day:  # the day is the 29th of February, and a year later there was none
        first += timedelta(days=1)
    return Q(verified_on__gte=first)
