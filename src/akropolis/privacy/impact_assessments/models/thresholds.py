"""The threshold of an impact assessment: the criteria, and the tests of processings against them (article 35)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.privacy.impact_assessments.rules import threshold
from akropolis.privacy.processing.models import Processing


class CriterionEffect(models.TextChoices):
    """What a criterion that is met leads to."""

    COUNTS = threshold.COUNTS, _("two that are met call for an assessment")
    REQUIRES = threshold.REQUIRES, _("one that is met calls for an assessment")


class CriterionSource(models.TextChoices):
    """What in the record the answer is proposed from."""

    VULNERABLE = "vulnerable", _("groups in need of special protection, children, protected identities")
    SENSITIVE = "sensitive", _("special categories, offences, data of a highly personal kind")
    LARGE = "large", _("the number of people")
    AUTOMATED = "automated", _("automatic decisions")
    LARGE_SENSITIVE = "large_sensitive", _("special categories or offences, and the number of people")


class CriterionMet(models.TextChoices):
    """Whether a processing meets a criterion."""

    YES = threshold.YES, _("Yes")
    NO = threshold.NO, _("No")
    UNKNOWN = threshold.UNKNOWN, _("Don't know")


class ThresholdResult(models.TextChoices):
    """What the answers lead to."""

    NEEDED = threshold.NEEDED, _("An impact assessment is needed")
    MAY = threshold.MAY, _("An impact assessment may be needed")
    OPEN = threshold.OPEN, _("Cannot be decided until what is unknown is known")
    NOT_NEEDED = threshold.NOT_NEEDED, _("No impact assessment is needed")


class ThresholdCriterion(KeptRow):
    """A criterion of the threshold, with its issuer and validity. One that is only a proposal is in no test.

    `suggests` names what in the record proposes the answer; of many people there are those of `at_least` and more.
    Personal data: none.
    """

    permission = "processing:criterion"

    name = models.CharField(_("criterion"), max_length=200)
    name_en = models.CharField(_("criterion in English"), max_length=200, blank=True)
    guide = models.TextField(_("guidance"), max_length=1000, blank=True)
    guide_en = models.TextField(_("guidance in English"), max_length=1000, blank=True)
    issuer = models.CharField(_("issued by"), max_length=120)
    provision = models.CharField(_("provision"), max_length=120, blank=True)
    effect = models.CharField(
        _("what it leads to"), max_length=10, choices=CriterionEffect, default=CriterionEffect.COUNTS
    )
    suggests = models.CharField(_("proposed from"), max_length=20, choices=CriterionSource, blank=True)
    at_least = models.PositiveIntegerField(
        _("many people are at least"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    proposal = models.BooleanField(
        _("only a proposal"), default=False, help_text=_("Proposed, not in force: it is in no test.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("criterion of the threshold")
        verbose_name_plural = _("criteria of the threshold")
        ordering = ("position", "valid_from", "id")


class ThresholdTest(Tracked):
    """A test of whether a processing needs an impact assessment (article 35.1, 35.3), with its path; the newest holds.

    `answers` has for each criterion its key, version, words, effect, answer and reason, and what was proposed: the rule
    as it was. `basis` holds what the answers rest on, to see when it has changed (`rules.threshold.find_changes`).
    Personal data: who tested.
    """

    permission = "processing:processing"
    append_only = True
    read_with = "processing"
    written_in = "processing__owner_unit"

    processing = Pointer(Processing, _("processing"))
    tested_on = models.DateField(_("tested on"))
    tested_by = models.CharField(_("tested by"), max_length=120)
    result = models.CharField(_("result"), max_length=12, choices=ThresholdResult)
    make = models.BooleanField(_("an impact assessment is made"))
    reason = models.TextField(_("reasons for the decision"), max_length=2000, blank=True)
    answers = models.JSONField(_("answers"), default=list)
    basis = models.JSONField(_("what the answers rest on"), default=dict)

    class Meta(Tracked.Meta):
        verbose_name = _("threshold test")
        verbose_name_plural = _("threshold tests")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.processing} {self.tested_on}"
