"""Saved views: a user's own filters, order and columns for a register."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User


class SavedView(Tracked):
    """A named set of filters, order and columns for one register. A view without a name holds the columns that the
    list opens with for the user. Personal data: whose it is.
    """

    permission = "registers:view"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80, blank=True)
    query = models.CharField(max_length=1000, blank=True)

    class Meta(Tracked.Meta):
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "register", "name"),
                name="saved_view_once",
                violation_error_message=_("You already have a view with that name."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return the condition for the user's own views."""
        return Q(user_id=access.actor.id)

    def writable_by(self, access: Access) -> bool:
        """Return whether the view is the user's own."""
        return self.user_id == access.actor.id
