"""Where a calendar program fetches what is due to one person. The address holds a secret, stored as a digest."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked, User


class CalendarAddress(Tracked):
    """An address to one person's calendar of what is due, until it is ended or another takes its place.

    `used_at` is written without the history, about once a minute. Personal data: whose it is, when it was last used.
    """

    permission = "organisation:person"
    derived_fields = ("digest", "used_at")
    unlogged_fields = ("digest", "used_at")
    sealed_fields = ("digest",)

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta(Tracked.Meta):
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

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Her own, and all of them for who keeps the accounts of the whole city."""
        if access.may("organisation:person:edit", None):
            return Q(pk__isnull=False)
        return Q(user_id=access.actor.id)

    def writable_by(self, access: Access) -> bool:
        """As it is read."""
        return self.user_id == access.actor.id or super().writable_by(access)
