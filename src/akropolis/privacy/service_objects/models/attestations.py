"""Attestations (intyganden): that a controller's record, or an object's card, has been reviewed and is still true."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.privacy.service_objects.models.objects import ServiceObject


class Attestation(Tracked):
    """Who attested, in which role and on which day, and what was attested. Never changed."""

    append_only = True

    attested_on = models.DateField(_("confirmed on"))
    attested_by = models.CharField(_("confirmed by"), max_length=120)
    attested_role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta(Tracked.Meta):
        abstract = True
        ordering = ("-attested_on", "-created_at", "-id")


class RecordAttestation(Attestation):
    """A controller's record of processing, attested. `rows` holds the id, number and version of each processing,
    and the keys of what it lacked (`article_30.FIELDS`); no text of it. Personal data: who attested.
    """

    permission = "processing:attestation"
    written_in = "unit"
    read_in = ("unit",)

    unit = Pointer(Unit, _("controller"))
    count = models.PositiveIntegerField(_("processings"))
    incomplete = models.PositiveIntegerField(_("with something missing"))
    rows = models.JSONField(_("what was confirmed"), default=list, blank=True)

    class Meta(Attestation.Meta):
        verbose_name = _("confirmation of a record")
        verbose_name_plural = _("confirmations of records")

    def __str__(self) -> str:
        return f"{self.unit} {self.attested_on}"


class ObjectAttestation(Attestation):
    """An object's card, attested. `lacking` holds the keys of what the object lacked. Personal data: who attested.

    Read in the object's own unit, not by all who read a shared object.
    """

    permission = "objects:object"
    written_in = "service_object__owner_unit"

    service_object = Pointer(ServiceObject, _("service object"))
    object_version = models.PositiveIntegerField(_("version"))
    services = models.JSONField(_("its services"), default=list, blank=True)
    lacking = models.JSONField(_("what was missing"), default=list, blank=True)

    class Meta(Attestation.Meta):
        verbose_name = _("confirmation of an object")
        verbose_name_plural = _("confirmations of objects")

    def __str__(self) -> str:
        return f"{self.service_object} {self.attested_on}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Filter attestations of objects in the reader's own units."""
        return access.units(f"{cls.permission}:read", "service_object__owner_unit")
