"""What the city's directory has sent over SCIM: its people, its groups, and which people are in which group."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, new_id
from akropolis.base.kernel.access.models import Tracked, User

KEEPS = "federation:directory:edit"
"""The permission of the service account of the program that syncs the directory."""


class Listed(Tracked):
    """A person's entry in the directory, with the directory's ids of it (RFC 7643 section 3.1: `id`,
    `externalId`).

    Personal data: what the directory calls them.
    """

    permission = "federation:directory"

    user = Pointer(User, _("person"))
    user_name = models.CharField(_("user name in the directory"), max_length=300)
    external_id = models.CharField(_("the directory's own key"), max_length=300, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("person in the directory")
        verbose_name_plural = _("people in the directory")
        constraints = (models.UniqueConstraint(fields=("user",), name="listed_once"),)

    def __str__(self) -> str:
        return self.user_name


class DirectoryGroup(Tracked):
    """A group in the directory. Group rules refer to it by its name. Personal data: none."""

    permission = "federation:directory"

    name = models.CharField(_("group"), max_length=200)
    external_id = models.CharField(_("the directory's own key"), max_length=300, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("group in the directory")
        verbose_name_plural = _("groups in the directory")
        ordering = ("name", "created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("name",),
                name="directory_group_once",
                violation_error_message=_("There is a group of that name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(Tracked):
    """A person's membership in a group. Personal data: who is in which group."""

    permission = "federation:directory"

    group = Pointer(DirectoryGroup, _("group"))
    user = Pointer(User, _("person"))

    class Meta(Tracked.Meta):
        verbose_name = _("membership of a group")
        verbose_name_plural = _("memberships of groups")
        constraints = (models.UniqueConstraint(fields=("group", "user"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.group}: {self.user}"


class RoleUpdate(models.Model):
    """A person whose roles have yet to be updated from their groups (`services.following`).

    The row is deleted once the roles are updated.

    Personal data: whose groups have just changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    gone = models.CharField(max_length=200, blank=True)
    """Name of a group that the directory has just removed; empty if none."""
    loses = models.BooleanField(default=False)
    """Whether the person has left a group: rights are ended before any are given."""

    class Meta:
        ordering = ("-loses", "pk")

    def __str__(self) -> str:
        return str(self.pk)
