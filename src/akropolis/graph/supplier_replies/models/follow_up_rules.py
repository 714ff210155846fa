"""The city's rules for how often suppliers are followed up, and what makes them be asked again."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.models import KeptRow


class FollowUpCause(models.TextChoices):
    """Why a supplier is followed up."""

    PLAN = "plan", _("Regularly, by the highest level of what stands on it")
    AGREEMENT = "agreement", _("The agreement nears its end")
    SUB_SUPPLIER = "sub_supplier", _("A new sub-supplier")
    CHANGED = "changed", _("What stands on it has changed")


class FollowUpRule(KeptRow):
    """When a supplier is followed up: every so many `months` at a level, or because of something. Personal data: none.

    Without a level a regular rule holds for suppliers on which nothing of known level stands.
    """

    permission = "supplier_replies:rule"
    about = ("cause", "level")

    name = models.CharField(_("rule"), max_length=200)
    name_en = models.CharField(_("rule in English"), max_length=200, blank=True)
    cause = models.CharField(_("when"), max_length=15, choices=FollowUpCause)
    level = models.PositiveSmallIntegerField(
        _("highest level"), null=True, blank=True, validators=[MaxValueValidator(4)]
    )
    months = models.PositiveSmallIntegerField(
        _("months between"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    days = models.PositiveSmallIntegerField(
        _("days before"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )

    class Meta(KeptRow.Meta):
        verbose_name = _("rule for follow-ups of suppliers")
        verbose_name_plural = _("rules for follow-ups of suppliers")

    def clean(self) -> None:
        """Raise ValidationError for a regular rule without months, or one of an agreement without days."""
        super().clean()
        if self.cause == FollowUpCause.PLAN and not self.months:
            raise ValidationError({"months": gettext("Write how many months there are between follow-ups.")})
        if self.cause == FollowUpCause.AGREEMENT and not self.days:
            raise ValidationError({"days": gettext("Write how many days before the end.")})
