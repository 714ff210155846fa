"""Objekt (service objects): services that are managed together, with those who answer for them and their documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, User
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


class ServiceObjectPart(Tracked):
    """Something that belongs to an object, and is read and written with it."""

    permission = "objects:object"
    read_with = "service_object"
    written_in = "service_object__owner_unit"

    service_object = Pointer(ServiceObject, _("service object"))

    class Meta(Tracked.Meta):
        abstract = True


class ObjectService(ServiceObjectPart):
    """An IT service of an object. Personal data: none."""

    node = Pointer(Node, _("IT service"))

    class Meta(ServiceObjectPart.Meta):
        verbose_name = _("service of an object")
        verbose_name_plural = _("services of objects")
        ordering = ("node__sort_key", "id")
        constraints = (
            models.UniqueConstraint(fields=("service_object", "node"), name="object_service_once"),
        )

    def __str__(self) -> str:
        return f"{self.service_object} → {self.node}"


class ObjectDocumentKind(models.TextChoices):
    """What a governing document is to an object."""

    INSTRUCTION = "instruction", _("Instruction")
    ROUTINE = "routine", _("Routine")


class ObjectDocument(ServiceObjectPart):
    """The governing document that is the instruction or the routine of an object. Personal data: none."""

    kind = models.CharField(_("kind"), max_length=12, choices=ObjectDocumentKind)
    document = Pointer(GoverningDocument, _("governing document"))

    class Meta(ServiceObjectPart.Meta):
        verbose_name = _("document of an object")
        verbose_name_plural = _("documents of objects")
        constraints = (
            models.UniqueConstraint(fields=("service_object", "kind"), name="object_document_once"),
        )

    def __str__(self) -> str:
        return f"{self.service_object}: {self.get_kind_display()}"
