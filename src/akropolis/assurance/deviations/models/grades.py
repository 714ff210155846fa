"""The grades of what was found, and which of them must be put right."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.kept.models import KeptRow


class Grade(models.TextChoices):
    """How grave a finding is, in the words of those who certify; what each means is in `DeviationGrade`."""

    MAJOR = "major", _("Major deviation")
    MINOR = "minor", _("Minor deviation")
    OBSERVATION = "observation", pgettext_lazy("deviation", "Observation")
    IMPROVEMENT = "improvement", _("Proposal for improvement")
    STRENGTH = "strength", _("Strength")


class DeviationGrade(KeptRow):
    """What a grade means in the city, and whether a finding of that grade must be put right. Personal data: none."""

    permission = "deviation:grade"
    about = ("grade",)

    grade = models.CharField(_("grade"), max_length=12, choices=Grade)
    meaning = models.TextField(_("what it means"), max_length=1000)
    meaning_en = models.TextField(_("what it means, in English"), max_length=1000, blank=True)
    is_deviation = models.BooleanField(
        _("must be put right"),
        default=False,
        help_text=_("Then it counts as a deviation, has a last day, and its effect is verified."),
    )

    is_major = models.BooleanField(
        _("counts as major"),
        default=False,
        help_text=_("Among what must be put right; the others count as minor."),
    )

    class Meta(KeptRow.Meta):
        verbose_name = _("grade of deviations")
        verbose_name_plural = _("grades of deviations")

    def __str__(self) -> str:
        return str(Grade(self.grade).label)
