# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [
        ("crypto", "0001_initial"),
        ("crypto", "0002_verify_until_and_english"),
        ("crypto", "0003_own_assessment"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="CryptoAsset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akropolis.base.kernel.access.fields.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                (
                    "number",
                    models.CharField(editable=False, max_length=30, unique=True, verbose_name="number"),
                ),
                (
                    "owner_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived")),
                (
                    "sort_key",
                    akropolis.base.kernel.access.fields.BinaryOrderField(editable=False, max_length=200),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("algorithm", "Algorithm"),
                            ("certificate", "Certificate"),
                            ("protocol", "Protocol"),
                            ("related-crypto-material", "Key or other material"),
                        ],
                        default="algorithm",
                        max_length=30,
                        verbose_name="sort",
                    ),
                ),
                ("algorithm", models.CharField(blank=True, max_length=100, verbose_name="algorithm")),
                (
                    "key_bits",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="key length (bits)"),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("encryption", "Encryption"),
                            ("key_exchange", "Key exchange"),
                            ("signature", "Signature"),
                            ("hash", "Hash"),
                            ("authentication", "Authentication"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="use",
                    ),
                ),
                ("protocol", models.CharField(blank=True, max_length=100, verbose_name="protocol")),
                (
                    "certificate_to",
                    models.DateField(blank=True, null=True, verbose_name="certificate valid to"),
                ),
                (
                    "identifier",
                    models.CharField(
                        blank=True,
                        help_text="What tells it from others of the same name: a serial number, a fingerprint, an OID.",
                        max_length=200,
                        verbose_name="serial number or other identifier",
                    ),
                ),
                (
                    "secret_until",
                    akropolis.base.kernel.access.fields.YearField(
                        blank=True, null=True, verbose_name="must stay secret until (year)"
                    ),
                ),
                (
                    "verify_until",
                    akropolis.base.kernel.access.fields.YearField(
                        blank=True,
                        help_text="For signatures and certificates. Without it, the certificate's last day counts.",
                        null=True,
                        verbose_name="must be possible to verify until (year)",
                    ),
                ),
                (
                    "migration",
                    models.CharField(
                        choices=[
                            ("unknown", "Not examined"),
                            ("not_needed", "Not needed"),
                            ("planned", "Planned"),
                            ("ongoing", "Ongoing"),
                            ("done", "Done"),
                        ],
                        default="unknown",
                        max_length=20,
                        verbose_name="migration",
                    ),
                ),
                (
                    "effort",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Small"), (2, "Medium"), (3, "Large")],
                        null=True,
                        verbose_name="effort",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
            ],
            options={
                "verbose_name": "cryptographic asset",
                "verbose_name_plural": "cryptographic assets",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="crypto_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CryptoRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akropolis.base.kernel.access.fields.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                ("code", models.SlugField(blank=True, editable=False, max_length=80, verbose_name="key")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("P", "read in the primary source"),
                            ("K", "well known"),
                            ("O", "own assessment"),
                            ("S", "from a secondary source: check before relying on it"),
                            ("U", "not verified: check before relying on it"),
                        ],
                        default="U",
                        max_length=1,
                        verbose_name="how sure",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "pattern",
                    models.CharField(
                        help_text="Case, spaces and signs make no difference: sha1 fits SHA-1 and sha_1.",
                        max_length=60,
                        verbose_name="algorithm or protocol begins with",
                    ),
                ),
                (
                    "min_bits",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="from key length",
                    ),
                ),
                (
                    "max_bits",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="In bits, both included. Leave both empty if the key length makes no difference.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="to key length",
                    ),
                ),
                ("vulnerable", models.BooleanField(verbose_name="broken by a quantum computer")),
                ("weak_now", models.BooleanField(default=False, verbose_name="weak already today")),
                (
                    "reason",
                    models.TextField(
                        help_text="Stands in the plan beside every asset that the rule fits.",
                        max_length=300,
                        verbose_name="reason",
                    ),
                ),
                ("reason_en", models.TextField(blank=True, max_length=300, verbose_name="reason in English")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="The first rule that fits holds, the lowest number first.",
                        validators=[django.core.validators.MaxValueValidator(32000)],
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule on cryptography",
                "verbose_name_plural": "rules on cryptography",
                "ordering": ("position", "pattern", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="cryptorule_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="cryptorule_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CryptoSetting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akropolis.base.kernel.access.fields.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2025),
                            django.core.validators.MaxValueValidator(2150),
                        ],
                        verbose_name="must stay secret past the year",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
            ],
            options={
                "verbose_name": "setting for cryptography",
                "verbose_name_plural": "settings for cryptography",
                "ordering": ("-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("crypto.CryptoSetting"), migrations.RunPython.noop),
    ]
