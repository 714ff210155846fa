"""The models of it-tjänster, processes, platforms, locations and groups of devices."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models.nodes import GraphRecord, NodeKind


class ServiceStatus(models.TextChoices):
    """Where a service is in its life cycle."""

    PLANNED = "planned", _("Planned")
    IN_USE = "in_use", _("In use")
    PHASING_OUT = "phasing_out", _("Being phased out")
    RETIRED = "retired", _("Retired")


class Service(GraphRecord):
    """An it-tjänst.

    A shared service is used by units besides its owner, and is readable by all who may read services.
    Personal data: none.
    """

    permission = "assets:service"
    node_kind = NodeKind.SERVICE
    number_prefix = "TJ"
    search_fields = ("name", "description")
    unit_fields = ("operator_unit",)
    shared_field = "shared"

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it is used for"), max_length=4000, blank=True)
    operator_unit = Pointer(
        Unit, _("operated by"), null=True, blank=True, help_text=_("Empty when the owner operates it itself.")
    )
    shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Used by more units than the owner's own.")
    )
    status = models.CharField(_("status"), max_length=20, choices=ServiceStatus, default=ServiceStatus.IN_USE)
    internet = models.BooleanField(_("reached from the internet"), null=True, blank=True)
    own_development = models.BooleanField(
        _("developed for the city, by itself or to order"), null=True, blank=True
    )
    in_use_from = models.DateField(_("in use from"), null=True, blank=True)
    in_use_to = models.DateField(_("in use to"), null=True, blank=True)

    class Meta(GraphRecord.Meta):
        verbose_name = _("it service")
        verbose_name_plural = _("it services")
        indexes = (models.Index(fields=("sort_key", "id"), name="service_order"),)
        constraints = (
            in_order(
                "in_use_from", "in_use_to", "service_dates_in_order", empty=("in_use_from", "in_use_to")
            ),
        )

    def node_facts(self) -> dict[str, int | None]:
        """Return by column whether the service is reached from the internet and developed for the city."""
        return {"internet": self.internet, "own_development": self.own_development}


class Process(GraphRecord):
    """A verksamhetsprocess: what the unit does, and how long it can do without the support it depends on.

    Personal data: none.
    """

    permission = "assets:process"
    node_kind = NodeKind.PROCESS
    number_prefix = "VP"
    search_fields = ("name", "description")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what is done"), max_length=4000, blank=True)
    critical = models.BooleanField(_("critical to society or life"), default=False)
    tolerated_hours = models.PositiveSmallIntegerField(
        _("tolerated outage (hours)"),
        null=True,
        blank=True,
        help_text=_("How long the process can do without its support before the harm is serious."),
    )

    class Meta(GraphRecord.Meta):
        verbose_name = _("business process")
        verbose_name_plural = _("business processes")
        indexes = (models.Index(fields=("sort_key", "id"), name="process_order"),)

    def node_facts(self) -> dict[str, int | None]:
        """Return the tolerated outage in minutes as the column `outage`, None if not stated."""
        return {"outage": None if self.tolerated_hours is None else self.tolerated_hours * 60}


class PlatformKind(models.TextChoices):
    """Kind of component."""

    PLATFORM = "platform", _("Platform")
    DATABASE = "database", _("Database")
    NETWORK = "network", _("Network")
    IDENTITY = "identity", _("Identity and access")
    INTEGRATION = "integration", _("Integration")
    COMPONENT = "component", _("Software component")
    HARDWARE = "hardware", _("Hardware")


PARTS = Q(kind=PlatformKind.COMPONENT) | ~Q(purl="")
"""Filter of software parts as in bills of materials. Measures are demanded of the whole product instead."""


class Platform(GraphRecord):
    """A plattform or component that services run on. `purl` and `edition` identify software as in CycloneDX.

    Personal data: none.
    """

    permission = "assets:platform"
    node_kind = NodeKind.PLATFORM
    number_prefix = "PL"
    search_fields = ("name", "description", "purl")
    shared_field = "shared"

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    kind = models.CharField(_("sort"), max_length=20, choices=PlatformKind, default=PlatformKind.PLATFORM)
    edition = models.CharField(_("version of the product"), max_length=100, blank=True)
    purl = models.CharField(_("package URL"), max_length=500, blank=True)
    shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Used by more units than the owner's own.")
    )

    class Meta(GraphRecord.Meta):
        verbose_name = _("platform or component")
        verbose_name_plural = _("platforms and components")
        indexes = (models.Index(fields=("sort_key", "id"), name="platform_order"),)


class Location(GraphRecord):
    """A lokal: where something is placed or handled. Personal data: none."""

    permission = "assets:location"
    node_kind = NodeKind.LOCATION
    number_prefix = "LO"
    search_fields = ("name", "description", "address")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta(GraphRecord.Meta):
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        indexes = (models.Index(fields=("sort_key", "id"), name="location_order"),)


class DeviceGroup(GraphRecord):
    """An enhetsgrupp: devices of one sort as a group, for instance mobile telephones. Personal data: none."""

    permission = "assets:devices"
    node_kind = NodeKind.DEVICES
    number_prefix = "EG"
    search_fields = ("name", "description")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    count = models.PositiveIntegerField(_("number of devices"), null=True, blank=True)
    mobile = models.BooleanField(_("mobile"), default=False)

    class Meta(GraphRecord.Meta):
        verbose_name = _("group of devices")
        verbose_name_plural = _("groups of devices")
        indexes = (models.Index(fields=("sort_key", "id"), name="devices_order"),)
