"""People of the city's sign-in: whose groups the provider did not send, and whose accounts may be tied to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.fields import Pointer
from akropolis.kernel.access.models import Tracked, User


class MissingGroups(Tracked):
    """The provider sent no groups when the person last signed in, so the roles that group rules gave her were kept.

    The row is removed when her groups are sent again. Personal data: whose groups were missing.
    """

    permission = "federation:rule"

    user = Pointer(User, _("person"))
    too_many = models.BooleanField(_("in more groups than the provider sends"), default=False)
    done = models.BooleanField(_("dealt with"), default=False)

    class Meta(Tracked.Meta):
        verbose_name = _("missing groups")
        verbose_name_plural = _("missing groups")
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=("user",), name="missing_groups_once"),)

    def __str__(self) -> str:
        return str(self.user)


class TiePermission(Tracked):
    """The city's sign-in may be tied to the person's account at her next arrival, without the account's own password.

    The row is removed when it has been used. Personal data: whose account it is.
    """

    permission = "organisation:person"

    user = Pointer(User, _("person"))

    class Meta(Tracked.Meta):
        verbose_name = _("account that may be tied to the city's sign-in")
        verbose_name_plural = _("accounts that may be tied to the city's sign-in")
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=("user",), name="tie_permission_once"),)

    def __str__(self) -> str:
        return str(self.user)
