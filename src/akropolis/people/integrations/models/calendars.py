"""The address at which a calendar program fetches one person's due dates. The secret in it is stored as a digest."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import OfPerson


class CalendarAddress(OfPerson):
    """The address of one person's calendar of due dates, valid until the address is ended or replaced.

    `used_at` is written outside the history, about once a minute. Personal data: whose it is, when it was
    last used.
    """

    derived_fields = ("digest", "used_at")
    unlogged_fields = ("digest", "used_at")
    sealed_fields = ("digest",)

    digest = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta(OfPerson.Meta):
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(ended_at__isnull=True),
                name="calendar_address_once",
                violation_error_message=_("You have a calendar address already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.user)
