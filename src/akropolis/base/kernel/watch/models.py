"""Maintenance of the installation: backups, restore drills, verification of the history, loading of content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UpkeepKind(models.TextChoices):
    """Kind of maintenance."""

    BACKUP = "backup", _("backup")
    DRILL = "drill", _("restore drill")
    PROOF = "proof", _("the history proved")
    CONTENT = "content", _("content loaded")


class Upkeep(models.Model):
    """One maintenance run: when, whether it succeeded, what went wrong, and its figures.

    It is outside the history, which would otherwise get another link each night. A backup does not contain its own
    row: a restore creates the row from the archive's metadata.

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
