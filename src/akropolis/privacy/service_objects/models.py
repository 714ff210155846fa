"""Objekt (service objects): services that are managed together; and yearly attestations of them and of records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models import Node
from akropolis.shared.documents.models import GoverningDocument


class ServiceObject(Record):
    """Services that are managed together, with an owner, a lead, an instruction and a routine.

    A `shared` object is read by all who read the register: the units whose personal data its services hold.
    `attested_on` repeats the newest attestation. Personal data: the owner, the lead and the contact.
    """

    permission = "objects:object"
    number_prefix = "OBJ"
    title_field = "name"
    search_fields = ("name", "description")
    shared_field = "shared"

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it holds together"), max_length=4000, blank=True)
    owner = Pointer(User, _("object owner"), null=True, blank=True)
    lead = Pointer(User, _("maintenance lead"), null=True, blank=True)
    contact = models.CharField(
        _("contact for the units that use it"), max_length=300, blank=True, help_text=_("A shared mailbox.")
    )
    instruction = Pointer(GoverningDocument, _("instruction"), null=True, blank=True)
    routine = Pointer(GoverningDocument, _("routine"), null=True, blank=True)
    shared = models.BooleanField(
        _("central"),
        default=False,
        help_text=_("Is used by other committees and companies, which read the card."),
    )
    attested_on = models.DateField(_("last confirmed"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("service object")
        verbose_name_plural = _("service objects")
        indexes = (models.Index(fields=("sort_key", "id"), name="service_object_order"),)


class ObjectService(Tracked):
    """An IT service of an object, read and written with it. Personal data: none."""

    permission = "objects:object"
    read_with = "service_object"
    written_in = "service_object__owner_unit"

    service_object = Pointer(ServiceObject, _("service object"))
    node = Pointer(Node, _("IT service"))

    class Meta(Tracked.Meta):
        verbose_name = _("service of an object")
        verbose_name_plural = _("services of objects")
        ordering = ("node__sort_key", "id")
        constraints = (
            models.UniqueConstraint(fields=("service_object", "node"), name="object_service_once"),
        )

    def __str__(self) -> str:
        return f"{self.service_object} → {self.node}"


class Attestation(Tracked):
    """That a controller's record, or an object's card, has been reviewed and is still true. Never changed.

    `rows` holds what was attested, without texts: id, number and version of each processing or of the object, and the
    keys of what it lacked (`article_30.FIELDS` or `LACKS`). `unit` is the controller, or the unit of the object.
    Personal data: who attested.
    """

    permission = "processing:attestation"
    read_in = ("unit",)
    written_in = "unit"
    append_only = True

    unit = Pointer(Unit, _("unit"))
    service_object = Pointer(ServiceObject, _("service object"), null=True, blank=True)
    attested_on = models.DateField(_("confirmed on"))
    attested_by = models.CharField(_("confirmed by"), max_length=120)
    attested_role = models.CharField(_("role"), max_length=120, blank=True)
    count = models.PositiveIntegerField(_("processings or services"))
    incomplete = models.PositiveIntegerField(_("with something missing"))
    rows = models.JSONField(_("what was confirmed"), default=list, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ("-attested_on", "-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.service_object or self.unit} {self.attested_on}"
