"""Kryptografiska tillgångar and the dated rules that say which algorithms a quantum computer breaks."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.assets.models.nodes import GraphRecord, NodeKind
from akropolis.classification.models.legal import Mark
from akropolis.kernel.access.fields import YearField
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked, Unit


class CryptoKind(models.TextChoices):
    """What sort of asset; the words of CycloneDX 1.6."""

    ALGORITHM = "algorithm", _("Algorithm")
    CERTIFICATE = "certificate", _("Certificate")
    PROTOCOL = "protocol", _("Protocol")
    MATERIAL = "related-crypto-material", _("Key or other material")


class CryptoUse(models.TextChoices):
    """What it is used for."""

    ENCRYPTION = "encryption", _("Encryption")
    KEY_EXCHANGE = "key_exchange", _("Key exchange")
    SIGNATURE = "signature", _("Signature")
    HASH = "hash", _("Hash")
    AUTHENTICATION = "authentication", _("Authentication")
    OTHER = "other", _("Other")


class Migration(models.TextChoices):
    """How far the move to quantum-safe cryptography has come."""

    UNKNOWN = "unknown", _("Not examined")
    NOT_NEEDED = "not_needed", _("Not needed")
    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    DONE = "done", _("Done")


class Effort(models.IntegerChoices):
    """How much work the move is."""

    SMALL = 1, _("Small")
    MEDIUM = 2, _("Medium")
    LARGE = 3, _("Large")


class CryptoAsset(GraphRecord):
    """A cryptographic asset. `secret_until` is the year to which what it protects must stay secret.

    Personal data: none.
    """

    permission = "assets:crypto"
    node_kind = NodeKind.CRYPTO
    number_prefix = "KR"
    search_fields = ("name", "algorithm", "protocol", "identifier", "note")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("sort"), max_length=30, choices=CryptoKind, default=CryptoKind.ALGORITHM)
    algorithm = models.CharField(_("algorithm"), max_length=100, blank=True)
    key_bits = models.PositiveIntegerField(_("key length (bits)"), null=True, blank=True)
    use = models.CharField(_("use"), max_length=20, choices=CryptoUse, default=CryptoUse.OTHER)
    protocol = models.CharField(_("protocol"), max_length=100, blank=True)
    certificate_to = models.DateField(_("certificate valid to"), null=True, blank=True)
    identifier = models.CharField(
        _("serial number or other identifier"),
        max_length=200,
        blank=True,
        help_text=_("What tells it from others of the same name: a serial number, a fingerprint, an OID."),
    )
    secret_until = YearField(_("must stay secret until (year)"), null=True, blank=True)
    migration = models.CharField(_("migration"), max_length=20, choices=Migration, default=Migration.UNKNOWN)
    effort = models.PositiveSmallIntegerField(_("effort"), choices=Effort, null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta(GraphRecord.Meta):
        verbose_name = _("cryptographic asset")
        verbose_name_plural = _("cryptographic assets")
        indexes = (models.Index(fields=("sort_key", "id"), name="crypto_order"),)


class CryptoRule(Tracked):
    """Which algorithms are vulnerable, as dated, editable data. The first rule that matches, by position, holds.

    `pattern` is a lower-case beginning of an algorithm's name; `min_bits` from which key length the rule holds.
    `code` tells the rules that come with the system, whatever is changed in them; it is empty for the city's own.
    Personal data: none.
    """

    permission = "assets:crypto_rule"

    code = models.SlugField(_("key"), max_length=80, blank=True, editable=False)
    pattern = models.CharField(_("algorithm begins with"), max_length=60)
    min_bits = models.PositiveIntegerField(_("from key length"), null=True, blank=True)
    max_bits = models.PositiveIntegerField(_("to key length"), null=True, blank=True)
    vulnerable = models.BooleanField(_("broken by a quantum computer"))
    weak_now = models.BooleanField(_("weak already today"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=1, choices=Mark, default=Mark.UNVERIFIED)
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta(Tracked.Meta):
        verbose_name = _("rule on cryptography")
        verbose_name_plural = _("rules on cryptography")
        ordering = ("position", "pattern")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="crypto_rule_dates_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(fields=("code",), condition=~Q(code=""), name="crypto_rule_code_once"),
        )

    def __str__(self) -> str:
        return self.pattern

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Open to every person with a right."""
        return Unit.gate(access)


FIRST_YEAR, LAST_YEAR = 2025, 2150


class CryptoSetting(Tracked):
    """The year past which what must stay secret has to be quantum-safe, as the city decides. The latest row counts.

    None is changed: a new decision is a new row. Personal data: who decided.
    """

    append_only = True
    permission = "assets:crypto_rule"

    year = models.PositiveSmallIntegerField(
        _("must stay secret past the year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    reason = models.CharField(_("reason"), max_length=500)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("decided by"), max_length=120)

    class Meta(Tracked.Meta):
        verbose_name = _("setting for cryptography")
        verbose_name_plural = _("settings for cryptography")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return str(self.year)

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Open to every person with a right."""
        return Unit.gate(access)
