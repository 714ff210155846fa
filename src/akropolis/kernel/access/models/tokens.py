"""API tokens: shown once, stored as a digest."""

import hashlib
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models.base import Tracked
from akropolis.kernel.access.models.people import User


class TokenScope(models.TextChoices):
    """What a token may be used for; never more than its person may do."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


def digest(secret: str) -> str:
    """The stored form of a token (SHA-256: the token itself is 256 random bits)."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Token(Tracked):
    """An API token of one person, until it expires. Personal data: whose it is."""

    permission = "organisation:token"
    derived_fields = ("digest",)
    unlogged_fields = ("digest",)

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=5, choices=TokenScope, default=TokenScope.READ)
    expires_at = models.DateTimeField(_("expires"))

    def __str__(self) -> str:
        return f"{self.user} {self.scope}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Only the own ones."""
        return Q(user_id=access.actor.id)

    def gate_unit(self) -> Any:
        """No unit: tokens are made by the command, for a person."""
        return None
