"""It-tjänster: what the city runs, who owns it and who operates it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.assets.models.nodes import GraphRecord, NodeKind
from akropolis.kernel.access.models import Unit


class ServiceStatus(models.TextChoices):
    """Where a service is in its life."""

    PLANNED = "planned", _("Planned")
    IN_USE = "in_use", _("In use")
    PHASING_OUT = "phasing_out", _("Being phased out")
    RETIRED = "retired", _("Retired")


class Service(GraphRecord):
    """An it-tjänst. A shared one is used by other units than its owner's, and is readable to all who read services.

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
    operator_unit = models.ForeignKey(
        Unit,
        verbose_name=_("operated by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty when the owner operates it itself."),
    )
    shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Used by more units than the owner's own.")
    )
    status = models.CharField(_("status"), max_length=20, choices=ServiceStatus, default=ServiceStatus.IN_USE)
    in_use_from = models.DateField(_("in use from"), null=True, blank=True)
    in_use_to = models.DateField(_("in use to"), null=True, blank=True)

    class Meta(GraphRecord.Meta):
        verbose_name = _("it service")
        verbose_name_plural = _("it services")
        indexes = (models.Index(fields=("sort_key", "id"), name="service_order"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(in_use_from__isnull=True)
                | Q(in_use_to__isnull=True)
                | Q(in_use_to__gte=F("in_use_from")),
                name="service_dates_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
        )
