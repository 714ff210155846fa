"""The steps of each kind of moment, as the city keeps them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.graph.compliance.models import Control


class MomentKind(models.TextChoices):
    """What begins, changes or ends: a service, or a person's role."""

    PROCUREMENT = "procurement", _("Procurement")
    DEVELOPMENT = "development", _("Development")
    INTRODUCTION = "introduction", _("Introduction")
    CHANGE = "change", pgettext_lazy("moment", "Change")
    RETIREMENT = "retirement", _("Retirement")
    HIRING = "hiring", _("Hiring")
    TRANSFER = "transfer", _("Transfer")
    DEPARTURE = "departure", _("Departure")


OF_PERSONS = frozenset({MomentKind.HIRING, MomentKind.TRANSFER, MomentKind.DEPARTURE})


class MomentStep(KeptRow):
    """What must be done at a kind of moment, by the holder of which role, and within how many days of its start.

    Personal data: none.
    """

    permission = "moment:step"

    kind = models.CharField(_("kind of moment"), max_length=15, choices=MomentKind)
    what = models.CharField(_("what is to be done"), max_length=300)
    what_en = models.CharField(_("what is to be done, in English"), max_length=300, blank=True)
    control = Pointer(Control, _("security measure"), null=True, blank=True)
    role = Pointer(Role, _("who does it"))
    days = models.PositiveSmallIntegerField(
        _("within (days from the start)"), validators=[MaxValueValidator(730)]
    )
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("step of moments")
        verbose_name_plural = _("steps of moments")
        ordering = ("position", "code", "id")

    def __str__(self) -> str:
        return self.said("what")
