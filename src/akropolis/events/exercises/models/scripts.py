"""Written exercises: a scene, goals, and injects with placeholders filled from the city's own graph."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.events.exercises.rules.permissions import SCRIPT, SCRIPTED
from akropolis.events.incidents.models import Severity
from akropolis.shared.threats.models import Threat

WEEK = 7 * 24 * 60


class Script(KeptRow):
    """A written exercise, from which exercises are made.

    `{leverantör}`, `{hot}`, `{tjänst}` and similar placeholders are filled in when an exercise is made from it.

    Personal data: none.
    """

    permission = SCRIPT

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    threat = Pointer(Threat, _("kind of attack"), null=True, blank=True)
    scene = models.TextField(_("scene"), max_length=4000)
    scene_en = models.TextField(_("scene, in English"), max_length=4000, blank=True)
    goals = models.TextField(_("goals"), max_length=4000, help_text=_("One on each line."))
    goals_en = models.TextField(_("goals, in English"), max_length=4000, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("written exercise")
        verbose_name_plural = _("written exercises")
        ordering = ("position", "code")

    def derive(self) -> None:
        """Give a written exercise added by the city a unique key based on its name."""
        self.code = self.code or unique_code(self, self.name)


class ScriptInject(KeptRow):
    """An inject of a written exercise. An inject with `{enhet}` is given once for each of the units most affected.

    Personal data: none.
    """

    permission = SCRIPTED

    script = Pointer(Script, _("written exercise"))
    minute = models.PositiveIntegerField(
        _("minute"),
        validators=[MaxValueValidator(WEEK)],
        help_text=_("In the exercise's own time, from its start."),
    )
    text = models.TextField(_("what is said"), max_length=2000)
    text_en = models.TextField(_("what is said, in English"), max_length=2000, blank=True)
    whom = models.CharField(_("to whom"), max_length=120, blank=True)
    whom_en = models.CharField(_("to whom, in English"), max_length=120, blank=True)
    expected = models.TextField(_("expected reaction"), max_length=2000, blank=True)
    expected_en = models.TextField(_("expected reaction, in English"), max_length=2000, blank=True)
    from_severity = models.PositiveSmallIntegerField(
        _("given from severity"), choices=Severity, default=Severity.MINOR
    )

    class Meta(KeptRow.Meta):
        verbose_name = _("inject of a written exercise")
        verbose_name_plural = _("injects of written exercises")
        ordering = ("script__position", "minute", "code")

    def __str__(self) -> str:
        return self.said("text")[:80]
