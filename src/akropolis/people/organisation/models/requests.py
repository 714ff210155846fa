"""Requests by a person named in a row for the right to do what the row asks of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User


class RightRequest(Tracked):
    """A request by a person named in a row for the right to that row in a unit; those who may appoint there
    answer it.

    `register` and `object_id` name the row. Personal data: who asks, and who answers.
    """

    permission = "organisation:appointment"
    written_in = "unit"

    asker = Pointer(User, _("asker"))
    unit = Pointer(Unit, _("unit"))
    register = models.CharField(max_length=60)
    object_id = models.UUIDField()
    text = models.TextField(_("why"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    given = models.BooleanField(_("given"), default=False)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("request for a right")
        verbose_name_plural = _("requests for rights")
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("asker", "object_id"),
                condition=Q(answered_at__isnull=True),
                name="right_asked_for_once",
                violation_error_message=_("You have asked for it already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.asker}, {self.unit}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a filter for the user's own requests, and requests in units where the user may appoint."""
        return Q(asker=access.actor.id) | access.units(f"{cls.permission}:edit", "unit")

    def writable_by(self, access: Access) -> bool:
        """The asker creates it, and those who may appoint in the unit answer it."""
        mine = self.answered_at is None and self.asker_id == access.actor.id
        return mine or super().writable_by(access)
