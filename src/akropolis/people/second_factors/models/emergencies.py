"""Log of every sign-in by the emergency account, which is meant for the day when no other sign-in works."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, User


class EmergencySignIn(Tracked):
    """A sign-in by the emergency account: an alarm until an administrator has stated what the sign-in was for.

    Personal data: from which address, and who acknowledged it.
    """

    permission = "organisation:person"

    user = Pointer(User, _("account"))
    at = models.DateTimeField(_("signed in"))
    address = models.CharField(_("address"), max_length=60, blank=True)
    contact_told_at = models.DateTimeField(_("security contact told"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = Pointer(User, _("acknowledged by"), null=True, blank=True)
    note = models.CharField(_("what it was for"), max_length=500, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("sign-in by the emergency account")
        verbose_name_plural = _("sign-ins by the emergency account")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%Y-%m-%d %H:%M}"
