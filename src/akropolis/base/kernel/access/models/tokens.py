"""API tokens: shown once, stored as a digest."""

import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.base import Tracked
from akropolis.base.kernel.access.models.people import User
from akropolis.base.kernel.access.models.roles import Appointment

KEEPS = "organisation:token:edit"
"""Permission to manage the tokens and the service accounts of a unit."""
LONGEST = timedelta(days=365)


class TokenScope(models.TextChoices):
    """What a token may be used for; never more than its owner may do."""

    READ = "read", _("Read")
    WRITE = "write", _("All that the account may do")
    CHOSEN = "named", _("Only the chosen rights")


def digest(secret: str) -> str:
    """Return the stored form of a token (SHA-256: the token itself is 256 random bits)."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Token(Tracked):
    """An API token of one person or service account, until it expires or is revoked.

    `used_at` is written without the history, about once a minute. Personal data: whose it is, when it was last used.
    """

    permission = "organisation:token"
    written_in = "user__unit"
    derived_fields = ("digest", "used_at")
    unlogged_fields = ("digest", "used_at")
    sealed_fields = ("digest",)

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=5, choices=TokenScope, default=TokenScope.READ)
    grants = models.JSONField(_("permissions"), default=list, blank=True)
    made_by = Pointer(User, _("made by"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = Pointer(User, _("revoked by"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name or self.scope} ({self.user})"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Users see their own tokens, those of service accounts they are responsible for, and, if they
        manage tokens, those that reach their units: the token's account belongs there, or has a role
        there that has not ended.
        """
        if access.may(KEEPS, None):
            return Q(pk__isnull=False)
        roles = Appointment.objects.unscoped(because="a token reaches wherever its account holds a role")
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
        reaching = roles.filter(access.units(KEEPS, "unit"), lasting).values("user")
        mine = Q(user_id=access.actor.id) | Q(user__responsible_id=access.actor.id)
        return mine | access.units(KEEPS, "user__unit") | Q(user__in=reaching)

    def writable_by(self, access: Access) -> bool:
        """Owners create and revoke their own tokens; token managers do so for those they see."""
        mine = self.user_id == access.actor.id or access.may(KEEPS, self.gate_unit())
        return mine or type(self).objects.visible(access).filter(pk=self.pk).exists()
