# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("agreements", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("suppliers", "0001_squashed_0006_contacts_and_certificates"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplierAgreement",
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
                ("title", models.CharField(max_length=200, verbose_name="name of the agreement")),
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
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="And where the agreement is kept.",
                        max_length=200,
                        verbose_name="diary number or reference",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("units", "The units that are named"),
                            ("city", "The whole city, by call-offs"),
                        ],
                        help_text="Empty: not known.",
                        max_length=10,
                        verbose_name="who may buy",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Of the first term, if the agreement renews itself.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                (
                    "notice_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="notice (months)",
                    ),
                ),
                (
                    "renews",
                    models.BooleanField(
                        blank=True,
                        help_text="Unknown until somebody has looked in the agreement.",
                        null=True,
                        verbose_name="renews itself unless notice is given",
                    ),
                ),
                (
                    "renewal_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="renewed by (months)",
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
                    "audit_right",
                    models.BooleanField(
                        blank=True,
                        help_text="Unknown until somebody has looked in the agreement.",
                        null=True,
                        verbose_name="right to audit the supplier",
                    ),
                ),
                (
                    "incident_hours",
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
                    "incident_clause",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what is told, and where it stands"
                    ),
                ),
                (
                    "protective",
                    models.BooleanField(
                        blank=True,
                        help_text="Only yes or no. Write nothing here of what it protects (2018:585, chapter 4).",
                        null=True,
                        verbose_name="security protection agreement (säkerhetsskyddsavtal)",
                    ),
                ),
                (
                    "processor_reference",
                    models.CharField(
                        blank=True,
                        help_text="Its number here, or its diary number.",
                        max_length=200,
                        verbose_name="the data processing agreement that belongs to it",
                    ),
                ),
                (
                    "exit_plan",
                    models.BooleanField(
                        blank=True,
                        help_text="Unknown until somebody has looked in the agreement.",
                        null=True,
                        verbose_name="plan for leaving the supplier",
                    ),
                ),
                (
                    "exit_place",
                    models.CharField(blank=True, max_length=200, verbose_name="where the plan is kept"),
                ),
                ("exit_tested_on", models.DateField(blank=True, null=True, verbose_name="plan last tested")),
                (
                    "exit_test_by",
                    models.DateField(blank=True, null=True, verbose_name="plan to be tested by"),
                ),
            ],
            options={
                "verbose_name": "supplier agreement",
                "verbose_name_plural": "supplier agreements",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="supplier_agreement_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="supplier_agreement_dates",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SupplierAgreementParty",
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
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.supplieragreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=200, verbose_name="call-off or reference"),
                ),
                (
                    "value",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="For the whole term. Read by the units that buy.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(1000000000000)],
                        verbose_name="value (kr)",
                    ),
                ),
            ],
            options={
                "verbose_name": "buying unit",
                "verbose_name_plural": "buying units",
                "ordering": ("unit__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "unit"),
                        name="supplier_agreement_party_once",
                        violation_error_message="The unit buys under the agreement already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AgreedService",
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
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.supplieragreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "service under an agreement",
                "verbose_name_plural": "services under agreements",
                "ordering": ("node__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "node"), name="agreed_service_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
