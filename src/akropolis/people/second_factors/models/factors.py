"""Factors that prove who a person is, beside a password or in its place: app codes, passkeys, recovery codes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.factors import PASSKEY, TOTP
from akropolis.base.kernel.access.models import OfPerson


class FactorKind(models.TextChoices):
    """Kind of factor."""

    TOTP = TOTP, _("One-time codes from an app")
    PASSKEY = PASSKEY, _("Passkey")


class Factor(OfPerson):
    """An app that shows one-time codes (RFC 6238), or a passkey (W3C Web Authentication).

    `material` is the app's secret, encrypted with the installation's key, or the passkey's public key.
    `counter` only grows: it is the time step of the last code used, or the passkey's signature count.
    `counter` and `used_at` are written outside the history, at each use. Personal data: whose it is, when it
    was last used.
    """

    derived_fields = ("material", "credential", "counter", "used_at")
    unlogged_fields = ("material", "credential", "counter", "used_at")
    sealed_fields = ("material", "credential")

    kind = models.CharField(_("kind"), max_length=7, choices=FactorKind)
    name = models.CharField(_("name"), max_length=60)
    material = models.TextField(editable=False)
    credential = models.CharField(max_length=1400, blank=True, editable=False, db_index=True)
    counter = models.BigIntegerField(default=0, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta(OfPerson.Meta):
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "name"),
                name="factor_name_once",
                violation_error_message=_("You have a factor with that name already."),
            ),
            models.UniqueConstraint(
                fields=("credential",),
                condition=~Q(credential=""),
                name="factor_credential_once",
                violation_error_message=_("The passkey is registered already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"


class RecoveryCode(OfPerson):
    """One of ten single-use codes for a person who has lost their factors. Only a keyed digest of the code is
    stored.

    `used_at` is written outside the history, once. Personal data: whose it is, when it was used.
    """

    derived_fields = ("digest", "used_at")
    unlogged_fields = ("digest", "used_at")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(_("used"), null=True, blank=True, editable=False)

    class Meta(OfPerson.Meta):
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return str(self.user)
