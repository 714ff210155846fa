"""Courses, and who must have them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.models import KeptRow, unique_code


class CourseAudience(models.TextChoices):
    """Who must have a course. Management: CSL 2 kap. 4 §; which roles it is, is the city's list."""

    EVERYONE = "everyone", _("Everyone with a role in the unit")
    MANAGEMENT = "management", _("The management")
    ROLES = "roles", _("Those with certain roles")
    VOLUNTARY = "voluntary", _("Nobody must, whoever wants may")


NAMED = (CourseAudience.MANAGEMENT, CourseAudience.ROLES)
"""The audiences that are the holders of the course's roles."""


class Course(KeptRow):
    """A course, who must have it and how long it is valid. `roles` are keys of roles. Personal data: none."""

    permission = "training:course"
    named_by_code = True

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    description = models.TextField(_("what it gives"), max_length=2000, blank=True)
    description_en = models.TextField(_("what it gives, in English"), max_length=2000, blank=True)
    audience = models.CharField(
        _("who must have it"), max_length=12, choices=CourseAudience, default=CourseAudience.VOLUNTARY
    )
    roles = models.JSONField(
        _("roles that must have it"),
        default=list,
        blank=True,
        help_text=_("For the management: the roles that are the management of their unit."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("taken again after (months)"),
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(120)),
        help_text=_("Empty: it is taken once."),
    )
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ("position", "code")

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its name."""
        self.code = self.code or unique_code(self, self.name)

    def clean(self) -> None:
        """Raise ValidationError unless roles are named exactly where the audience is the holders of roles."""
        super().clean()
        if bool(self.roles) != (self.audience in NAMED):
            sentence = gettext(
                "Choose roles where the management or certain roles must have it, and only there."
            )
            raise ValidationError({"roles": sentence})

    def is_for(self, role: str) -> bool:
        """Whether those who hold the role with this key must have the course."""
        return self.audience == CourseAudience.EVERYONE or (self.audience in NAMED and role in self.roles)
