"""What the city's directory has said over SCIM: who are its people, and which of them are in which group."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, new_id
from akropolis.base.kernel.access.models import Tracked, User

KEEPS = "federation:directory:edit"
"""The right of the program that carries the directory here."""


class Listed(Tracked):
    """The person stands in the directory, which calls her so (RFC 7643 section 3.1: `id`, `externalId`).

    Personal data: what the directory calls her.
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
    """A group in the directory. Rules name it by its name. Personal data: none."""

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
    """The person is in the group. Personal data: who is in which group."""

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
    """A person whose roles have yet to follow her groups (`services.following`); gone when they do.

    Personal data: whose groups have just changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    gone = models.CharField(max_length=200, blank=True)
    """The name of a group that the directory knew until now."""
    loses = models.BooleanField(default=False)
    """She has left a group: what she may no longer do is ended before anybody is given anything."""

    class Meta:
        ordering = ("-loses", "pk")

    def __str__(self) -> str:
        return str(self.pk)
