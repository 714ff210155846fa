"""Levels of leadership, call lists, the reminder ladder and message templates."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Role, User
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.kernel.records.models import Record
from akropolis.events.incidents.models import Severity, TrackRegime

WEEK = 168


class LeadershipLevel(KeptRow):
    """A level on which an event is led. It is proposed from a certain severity on, or from a certain
    number of affected units on.

    A level that is `beyond` is the city's crisis management, to which the event is handed over.
    Personal data: none.
    """

    permission = "leadership:level"

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    criteria = models.TextField(_("when it is used"), max_length=2000)
    criteria_en = models.TextField(_("when it is used, in English"), max_length=2000, blank=True)
    from_severity = models.PositiveSmallIntegerField(
        _("proposed from severity"), choices=Severity, null=True, blank=True
    )
    from_units = models.PositiveSmallIntegerField(
        _("proposed from affected units"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    beyond = models.BooleanField(_("beyond this process"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("level of leadership")
        verbose_name_plural = _("levels of leadership")
        ordering = ("position", "code")

    def derive(self) -> None:
        """Derive the key from the name, for a level that the city added."""
        self.code = self.code or unique_code(self, self.name)


class ClimbRule(KeptRow):
    """The role that is notified of a pending step, this many hours before the step is due; a negative
    number means after.

    Personal data: none.
    """

    permission = "leadership:climb"

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    regime = models.CharField(
        _("rules"), max_length=20, choices=TrackRegime, blank=True, help_text=_("Empty for all rules.")
    )
    hours = models.SmallIntegerField(
        _("hours before the time is out"),
        validators=[MinValueValidator(-WEEK), MaxValueValidator(WEEK)],
        help_text=_("Below zero for hours after."),
    )
    role = Pointer(Role, _("who is told"))

    class Meta(KeptRow.Meta):
        verbose_name = _("step of the ladder of reminders")
        verbose_name_plural = _("ladder of reminders")
        ordering = ("-hours", "code")


class MessageAudience(models.TextChoices):
    """The audience of a message."""

    STAFF = "staff", _("Staff")
    RESIDENTS = "residents", _("Residents and users")
    REGISTERED = "registered", _("Data subjects")
    MEDIA = "media", _("Media")
    PARTNERS = "partners", _("Suppliers and other authorities")


class MessageTemplate(KeptRow):
    """Template of a message to an audience; `{händelse}`, `{nummer}`, `{enhet}` and `{tid}` come from the event.

    Personal data: none.
    """

    permission = "leadership:template"

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    audience = models.CharField(
        _("to whom"), max_length=20, choices=MessageAudience, default=MessageAudience.STAFF
    )
    text = models.TextField(_("text"), max_length=4000)
    text_en = models.TextField(_("text in English"), max_length=4000, blank=True)

    class Meta(KeptRow.Meta):
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ("audience", "name", "code")


class CallEntry(Record):
    """A duty on a level of leadership in a unit, its holder and deputy; called in the order of `position`.

    Personal data: who they are, and their telephone numbers at work.
    """

    permission = "leadership:call"
    number_prefix = "RING"
    title_field = "duty"
    search_fields = ("duty", "note")

    duty = models.CharField(_("duty"), max_length=120)
    level = models.SlugField(
        _("level of leadership"), max_length=80, help_text=_("The key of a level, for example forvaltning.")
    )
    position = models.PositiveSmallIntegerField(_("rung as number"), default=1)
    person = Pointer(User, _("who"), null=True, blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    stand_in = Pointer(User, _("stands in"), null=True, blank=True)
    stand_in_telephone = models.CharField(_("telephone of who stands in"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("For example the hours."))

    class Meta(Record.Meta):
        verbose_name = _("line of a call list")
        verbose_name_plural = _("call lists")

    def clean(self) -> None:
        """Raises ValidationError if `level` is not the key of an existing level."""
        super().clean()
        known = list(LeadershipLevel.everything.order_by("position").values_list("code", flat=True))
        if self.level and known and self.level not in known:
            sentence = gettext("There is no such level. Write one of: %(levels)s.") % {
                "levels": ", ".join(known)
            }
            raise ValidationError({"level": sentence})

    @property
    def rung(self) -> list[tuple[object, str]]:
        """Return pairs of person and telephone number to call in turn: the holder of the duty, then the deputy."""
        pairs = ((self.person, self.telephone), (self.stand_in, self.stand_in_telephone))
        return [(person, number) for person, number in pairs if person or number]
