# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
import akropolis.graph.suppliers.models.suppliers
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [
        ("suppliers", "0001_initial"),
        ("suppliers", "0002_check_organisation_numbers"),
        ("suppliers", "0003_add_agreements"),
        ("suppliers", "0004_add_notify_hours"),
        ("suppliers", "0005_suppliers_own_hours"),
        ("suppliers", "0006_contacts_and_certificates"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supplier",
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
                    "description",
                    models.TextField(blank=True, max_length=4000, verbose_name="what it delivers"),
                ),
                (
                    "organisation_number",
                    models.CharField(
                        blank=True,
                        help_text="A sole trader's is a personnummer: only the last four figures are kept.",
                        max_length=11,
                        validators=[akropolis.graph.suppliers.models.suppliers.supplier_number],
                        verbose_name="organisation number",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="The group it belongs to.",
                        max_length=200,
                        verbose_name="corporate group",
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=60, verbose_name="country")),
                (
                    "ownership_country",
                    models.CharField(
                        blank=True,
                        help_text="Where the group's topmost owner is. Empty: not known.",
                        max_length=60,
                        verbose_name="country of ownership",
                    ),
                ),
                (
                    "operation_country",
                    models.CharField(
                        blank=True,
                        help_text="From where the service is run and supported. Empty: not known.",
                        max_length=60,
                        verbose_name="country of operation",
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="contact when something happens"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="telephone when something happens"
                    ),
                ),
                (
                    "agreement",
                    models.CharField(
                        blank=True,
                        help_text="Its reference or number, and where it is kept. Several are written one after the other.",
                        max_length=200,
                        verbose_name="agreement",
                    ),
                ),
                ("agreement_until", models.DateField(blank=True, null=True, verbose_name="agreement until")),
                (
                    "processor_agreement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed", "signed"),
                            ("missing", "missing"),
                            ("not_needed", "not needed: no personal data"),
                        ],
                        help_text="Article 28.3 of the GDPR, where the supplier processes personal data for you.",
                        max_length=10,
                        verbose_name="data processing agreement",
                    ),
                ),
                (
                    "notify_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Where the agreement says so. An event that hits the supplier then opens a track with that time.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="hours to tell the supplier of an event",
                    ),
                ),
                (
                    "own_notice_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="As the agreement says. A processor tells without undue delay whatever it says (GDPR art. 33.2).",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="hours within which the supplier tells you of an event",
                    ),
                ),
                (
                    "followed_up_on",
                    models.DateField(
                        blank=True,
                        help_text="When it was last looked into whether the supplier does what has been agreed.",
                        null=True,
                        verbose_name="last followed up",
                    ),
                ),
                (
                    "shared",
                    models.BooleanField(
                        default=True,
                        help_text="The name can be read by every unit, so that all can say that they depend on it.",
                        verbose_name="shared",
                    ),
                ),
            ],
            options={
                "verbose_name": "supplier",
                "verbose_name_plural": "suppliers",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="supplier_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SupplierContact",
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("incident", "When something happens, round the clock"),
                            ("contract", "The contract"),
                            ("privacy", "Data protection"),
                            ("technical", "Technical questions"),
                        ],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="A function is better than a person: people change.",
                        max_length=300,
                        verbose_name="name",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("mail", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("verified_on", models.DateField(editable=False, null=True, verbose_name="verified on")),
                (
                    "verified_by",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="verified by"),
                ),
            ],
            options={
                "verbose_name": "contact at a supplier",
                "verbose_name_plural": "contacts at suppliers",
                "ordering": ("supplier", "purpose", "name", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supplier", "purpose", "name"),
                        name="supplier_contact_once",
                        violation_error_message="This contact is already there. Change that one instead.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SupplierCertificate",
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
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        help_text="For example ISO/IEC 27001:2022 or SOC 2 type 2.",
                        max_length=100,
                        verbose_name="standard",
                    ),
                ),
                (
                    "scope",
                    models.TextField(
                        blank=True,
                        help_text="As the certificate says: which services, which sites. Empty: not known.",
                        max_length=1000,
                        verbose_name="what it covers",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="certified by")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="Empty: not known.", null=True, verbose_name="until"
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate of a supplier",
                "verbose_name_plural": "certificates of suppliers",
                "ordering": ("supplier", "standard", "-valid_until", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="supplier_certificate_dates",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SubSupplierClaim",
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
                    "dependency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.dependency",
                        verbose_name="sub-supplier",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="For example the agreement's appendix 3, or the supplier's page.",
                        max_length=200,
                        verbose_name="source",
                    ),
                ),
                ("stated_on", models.DateField(verbose_name="said on")),
            ],
            options={
                "verbose_name": "claim of a sub-supplier",
                "verbose_name_plural": "claims of sub-suppliers",
                "ordering": ("dependency", "-stated_on", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
