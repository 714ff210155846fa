"""Log of maintenance: backups, restore drills, verification of the history, loading of built-in content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UpkeepKind(models.TextChoices):
    """Kind of maintenance."""

    BACKUP = "backup", _("backup")
    DRILL = "drill", _("restore drill")
    PROOF = "proof", _("the history proved")
    CONTENT = "content", _("content loaded")


class Upkeep(models.Model):
    """One maintenance run: when it ran, whether it succeeded, what went wrong, and its figures.

    It is kept outside the history, which would otherwise grow by a link each night. A backup does not
    contain the row about itself, so a restore creates that row from the archive's metadata.

    Personal data: none.
    """

    kind = models.CharField(max_length=20, choices=UpkeepKind)
    at = models.DateTimeField()
    well = models.BooleanField(default=True)
    why = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("upkeep")
        verbose_name_plural = _("upkeep")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("kind", "at"), name="upkeep_kind_at"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
