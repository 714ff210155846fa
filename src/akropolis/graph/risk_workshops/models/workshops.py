"""Workshops in which a group works through the risks of one object, and what it answers on the way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.risk.models.kept import Scenario
from akropolis.graph.risk.models.risks import Risk


class RiskWorkshop(Tracked):
    """A group works through the risks of a node or, without one, of a unit. It is open until `closed_at`.

    `began_at` is when the first scenario was answered: the advice on how much time is left counts from it.
    `risk_owner` owns the risks that the workshop adds. Personal data: who led it, who took part, who owns the risks.
    """

    permission = "risk:risk"
    read_in = ("unit",)
    written_in = "unit"

    unit = Pointer(Unit, _("unit"))
    node = Pointer(Node, _("about"), null=True, blank=True)
    held_on = models.DateField(_("held on"))
    led_by = models.CharField(_("led by"), max_length=120)
    participants = models.TextField(_("participants"), max_length=2000, blank=True)
    risk_owner = Pointer(User, _("risk owner"), null=True, blank=True)
    notes = models.TextField(_("other notes"), max_length=4000, blank=True)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("risk workshop")
        verbose_name_plural = _("risk workshops")
        ordering = ("-held_on", "-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.node or self.unit} {self.held_on}"


class WorkshopAnswer(models.TextChoices):
    """Whether the group says that a scenario concerns it."""

    APPLIES = "applies", _("Concerns us")
    NOT = "not", _("Does not concern us")
    UNKNOWN = "unknown", _("We do not know")


class WorkshopItem(Tracked):
    """A scenario, a risk of the register or an idea of the group's own that a workshop takes up.

    `draft` holds the answers of each step (`rules.workshops`); they become the risk when its last step is saved
    (`recorded_at`). `risk` is set then, or from the start if the register already had the risk. Personal data: who
    is to carry out an action.
    """

    permission = "risk:risk"
    read_with = "workshop"
    written_in = "workshop__unit"

    workshop = Pointer(RiskWorkshop)
    scenario = Pointer(Scenario, _("scenario"), null=True, blank=True)
    risk = Pointer(Risk, _("risk"), null=True, blank=True)
    title = models.CharField(_("risk"), max_length=200)
    position = models.PositiveSmallIntegerField(_("order"))
    answer = models.CharField(_("concerns us"), max_length=10, choices=WorkshopAnswer, blank=True)
    draft = models.JSONField(_("answers"), default=dict, blank=True)
    recorded_at = models.DateTimeField(_("saved as a risk"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("risk in a workshop")
        verbose_name_plural = _("risks in a workshop")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("workshop", "position"), name="workshop_item_position_once"),
        )

    def __str__(self) -> str:
        return self.title
