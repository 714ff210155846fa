"""Kryptografiska tillgångar, and the dated rules that say which algorithms a quantum computer can break."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import YearField
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.graph.assets.models.nodes import GraphRecord, NodeKind
from akropolis.graph.crypto.rules.crypto import normalize_name, proves

MOST_BITS, MOST_PLACES = 1_000_000, 32_000


class CryptoKind(models.TextChoices):
    """Kind of cryptographic asset; the values are the asset types of CycloneDX 1.6."""

    ALGORITHM = "algorithm", _("Algorithm")
    CERTIFICATE = "certificate", _("Certificate")
    PROTOCOL = "protocol", _("Protocol")
    MATERIAL = "related-crypto-material", _("Key or other material")


class CryptoUse(models.TextChoices):
    """What a cryptographic asset is used for."""

    ENCRYPTION = "encryption", _("Encryption")
    KEY_EXCHANGE = "key_exchange", _("Key exchange")
    SIGNATURE = "signature", _("Signature")
    HASH = "hash", _("Hash")
    AUTHENTICATION = "authentication", _("Authentication")
    OTHER = "other", _("Other")


class Migration(models.TextChoices):
    """How far the migration of an asset to quantum-safe cryptography has come."""

    UNKNOWN = "unknown", _("Not examined")
    NOT_NEEDED = "not_needed", _("Not needed")
    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    DONE = "done", _("Done")


class Effort(models.IntegerChoices):
    """Estimated effort of the migration of an asset."""

    SMALL = 1, _("Small")
    MEDIUM = 2, _("Medium")
    LARGE = 3, _("Large")


class CryptoAsset(GraphRecord):
    """A cryptographic asset. `secret_until` is the year until which the data that it protects must stay
    secret.

    An asset that proves something (a signature, a certificate, a digest) keeps nothing secret: it must stay
    verifiable until the year `verify_until`. Personal data: none.
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
    verify_until = YearField(
        _("must be possible to verify until (year)"),
        null=True,
        blank=True,
        help_text=_("For signatures and certificates. Without it, the certificate's last day counts."),
    )
    migration = models.CharField(_("migration"), max_length=20, choices=Migration, default=Migration.UNKNOWN)
    effort = models.PositiveSmallIntegerField(_("effort"), choices=Effort, null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta(GraphRecord.Meta):
        verbose_name = _("cryptographic asset")
        verbose_name_plural = _("cryptographic assets")
        indexes = (models.Index(fields=("sort_key", "id"), name="crypto_order"),)

    @property
    def proves(self) -> bool:
        """Tell whether the asset proves something, and so keeps nothing secret."""
        return proves(self.use, self.algorithm)

    @property
    def until(self) -> int | None:
        """Return the year until which the asset must keep its secret or stay verifiable; None if unknown."""
        if not self.proves:
            year = self.secret_until
        else:
            year = self.verify_until or (self.certificate_to.year if self.certificate_to else None)
        return None if year is None else int(year)


class CryptoRule(KeptRow):
    """A rule on which algorithms are vulnerable, as dated, editable data. The first rule that matches, by
    position, applies.

    `pattern` is a lower-case prefix of an algorithm's name; `min_bits` is the key length from which the rule
    applies. A change of a rule affects every asset at once: no verdict is stored with the assets.
    Personal data: none.
    """

    permission = "assets:crypto_rule"

    pattern = models.CharField(
        _("algorithm or protocol begins with"),
        max_length=60,
        help_text=_("Case, spaces and signs make no difference: sha1 fits SHA-1 and sha_1."),
    )
    min_bits = models.PositiveIntegerField(
        _("from key length"), null=True, blank=True, validators=[MaxValueValidator(MOST_BITS)]
    )
    max_bits = models.PositiveIntegerField(
        _("to key length"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_BITS)],
        help_text=_("In bits, both included. Leave both empty if the key length makes no difference."),
    )
    vulnerable = models.BooleanField(_("broken by a quantum computer"))
    weak_now = models.BooleanField(_("weak already today"), default=False)
    reason = models.TextField(
        _("reason"), max_length=300, help_text=_("Stands in the plan beside every asset that the rule fits.")
    )
    reason_en = models.TextField(_("reason in English"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(
        _("order"),
        default=5,
        validators=[MaxValueValidator(MOST_PLACES)],
        help_text=_("The first rule that fits holds, the lowest number first."),
    )

    class Meta(KeptRow.Meta):
        verbose_name = _("rule on cryptography")
        verbose_name_plural = _("rules on cryptography")
        ordering = ("position", "pattern", "id")

    def __str__(self) -> str:
        return self.pattern

    @property
    def title(self) -> str:
        """Return the rule's title: the algorithm it is about, as text."""
        return gettext("The rule on %(name)s") % {"name": self.pattern}

    def derive(self) -> None:
        """Normalise the pattern to lower-case letters and digits."""
        self.pattern = normalize_name(self.pattern)

    def clean(self) -> None:
        """Raise ValidationError for a rule that could never match."""
        super().clean()
        if not self.pattern:
            raise ValidationError(
                {"pattern": gettext("Write at least one letter or digit of the algorithm's name.")}
            )
        if self.min_bits is not None and self.max_bits is not None and self.min_bits > self.max_bits:
            raise ValidationError({"max_bits": gettext("The greatest key length is less than the smallest.")})


FIRST_YEAR, LAST_YEAR = 2025, 2150


class CryptoSetting(Tracked):
    """The year after which secrets have to be quantum-safe, as the city decides. The latest row counts.

    No row is ever changed: a new decision is a new row. Personal data: who decided.
    """

    append_only = True
    permission = "assets:crypto_rule"
    read_by_all = True

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
