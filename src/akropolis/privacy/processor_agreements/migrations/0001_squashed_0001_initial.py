# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("processor_agreements", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("documents", "0001_squashed_0007_security_patterns"),
        ("processing", "0001_squashed_0002_name_other_controllers_once"),
        ("suppliers", "0001_squashed_0006_contacts_and_certificates"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataProcessingAgreement",
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
                (
                    "instructions",
                    models.BooleanField(
                        blank=True,
                        help_text="Acts only as you instruct in writing.",
                        null=True,
                        verbose_name="documented instructions (a)",
                    ),
                ),
                (
                    "instructions_at",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="documented instructions (a): where it stands",
                    ),
                ),
                (
                    "confidentiality",
                    models.BooleanField(
                        blank=True,
                        help_text="Binds those who process the data to secrecy.",
                        null=True,
                        verbose_name="confidentiality (b)",
                    ),
                ),
                (
                    "confidentiality_at",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="confidentiality (b): where it stands"
                    ),
                ),
                (
                    "security",
                    models.BooleanField(
                        blank=True,
                        help_text="Takes the security measures of article 32.",
                        null=True,
                        verbose_name="security (c)",
                    ),
                ),
                (
                    "security_at",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="security (c): where it stands"
                    ),
                ),
                (
                    "sub_processors",
                    models.BooleanField(
                        blank=True,
                        help_text="Asks you first, and binds them to the same duties.",
                        null=True,
                        verbose_name="sub-processors (d)",
                    ),
                ),
                (
                    "sub_processors_at",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="sub-processors (d): where it stands"
                    ),
                ),
                (
                    "rights",
                    models.BooleanField(
                        blank=True,
                        help_text="Helps you answer those who ask.",
                        null=True,
                        verbose_name="help with data subjects' rights (e)",
                    ),
                ),
                (
                    "rights_at",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="help with data subjects' rights (e): where it stands",
                    ),
                ),
                (
                    "assistance",
                    models.BooleanField(
                        blank=True,
                        help_text="Security, breaches and assessments.",
                        null=True,
                        verbose_name="help with articles 32–36 (f)",
                    ),
                ),
                (
                    "assistance_at",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="help with articles 32–36 (f): where it stands",
                    ),
                ),
                (
                    "deletion",
                    models.BooleanField(
                        blank=True,
                        help_text="Of the data when the service ends.",
                        null=True,
                        verbose_name="erasure or return (g)",
                    ),
                ),
                (
                    "deletion_at",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="erasure or return (g): where it stands"
                    ),
                ),
                (
                    "audit",
                    models.BooleanField(
                        blank=True,
                        help_text="Shows what you need, and lets you inspect.",
                        null=True,
                        verbose_name="information and audit (h)",
                    ),
                ),
                (
                    "audit_at",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="information and audit (h): where it stands"
                    ),
                ),
                (
                    "unlawful",
                    models.BooleanField(
                        blank=True,
                        help_text="At once: the last paragraph of 28.3.",
                        null=True,
                        verbose_name="tells of unlawful instructions",
                    ),
                ),
                (
                    "unlawful_at",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="tells of unlawful instructions: where it stands",
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=60, verbose_name="country")),
                (
                    "third_country",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="transfers outside the EU and EEA"
                    ),
                ),
                (
                    "transfer_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.transferbasis",
                        verbose_name="basis of the transfer",
                    ),
                ),
                (
                    "fallback_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.transferbasis",
                        verbose_name="basis if that one falls",
                    ),
                ),
                (
                    "listed_on",
                    models.DateField(
                        blank=True,
                        help_text="Where the basis holds only for a list.",
                        null=True,
                        verbose_name="found on the list on",
                    ),
                ),
                ("safeguards", models.CharField(blank=True, max_length=500, verbose_name="safeguards")),
                ("title", models.CharField(max_length=200, verbose_name="name of the agreement")),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="processor",
                    ),
                ),
                (
                    "shared",
                    models.BooleanField(
                        default=False,
                        help_text="Every unit may then read it.",
                        verbose_name="holds for the whole city",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=200, verbose_name="diary number or reference"),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                        verbose_name="your instruction to the processor",
                    ),
                ),
                (
                    "objection_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days to object to a new sub-processor"
                    ),
                ),
                (
                    "secrecy",
                    models.BooleanField(
                        blank=True,
                        help_text="OSL 10:2 a: for technical processing alone, unless it is unsuitable.",
                        null=True,
                        verbose_name="holds what is secret",
                    ),
                ),
                (
                    "secrecy_assessment",
                    models.TextField(blank=True, max_length=4000, verbose_name="why it is not unsuitable"),
                ),
            ],
            options={
                "verbose_name": "data processing agreement",
                "verbose_name_plural": "data processing agreements",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="processor_agreement_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__isnull", True),
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("signed_on")),
                            _connector="OR",
                        ),
                        name="agreement_dates",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AgreementParty",
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
                        to="processor_agreements.dataprocessingagreement",
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
            ],
            options={
                "verbose_name": "party to an agreement",
                "verbose_name_plural": "parties to agreements",
                "ordering": ("unit__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "unit"), name="agreement_party_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SubProcessor",
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
                ("country", models.CharField(blank=True, max_length=60, verbose_name="country")),
                (
                    "third_country",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="transfers outside the EU and EEA"
                    ),
                ),
                (
                    "transfer_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.transferbasis",
                        verbose_name="basis of the transfer",
                    ),
                ),
                (
                    "fallback_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.transferbasis",
                        verbose_name="basis if that one falls",
                    ),
                ),
                (
                    "listed_on",
                    models.DateField(
                        blank=True,
                        help_text="Where the basis holds only for a list.",
                        null=True,
                        verbose_name="found on the list on",
                    ),
                ),
                ("safeguards", models.CharField(blank=True, max_length=500, verbose_name="safeguards")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processor_agreements.dataprocessingagreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the name of the supplier below.",
                        max_length=200,
                        verbose_name="sub-processor",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="in the register of suppliers",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processor_agreements.subprocessor",
                        verbose_name="engaged by",
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=300, verbose_name="what it does")),
                ("announced_on", models.DateField(blank=True, null=True, verbose_name="announced on")),
                (
                    "object_by",
                    models.DateField(
                        blank=True,
                        help_text="Empty: by the agreement's days.",
                        null=True,
                        verbose_name="last day to object",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("objected", "Objected")],
                        max_length=10,
                        verbose_name="your answer",
                    ),
                ),
                ("answer_reason", models.TextField(blank=True, max_length=2000, verbose_name="why")),
                ("answered_on", models.DateField(editable=False, null=True, verbose_name="answered on")),
                (
                    "answered_by",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="answered by"),
                ),
            ],
            options={
                "verbose_name": "sub-processor",
                "verbose_name_plural": "sub-processors",
                "ordering": ("name", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
