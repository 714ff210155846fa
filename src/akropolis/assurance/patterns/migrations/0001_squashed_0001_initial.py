# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("patterns", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
        ("documents", "0001_squashed_0007_security_patterns"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatternPart",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("public_service", "Public e-service"),
                            ("saas", "SaaS, a service on the internet run by a supplier"),
                            ("internal", "Internal service"),
                            ("integration", "Integration"),
                            ("ot", "IoT and OT"),
                            ("mobile", "Mobile workplace"),
                            ("ai", "AI service"),
                            ("development", "Development environment"),
                        ],
                        max_length=20,
                        verbose_name="kind of service",
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the part is a chapter of the text.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Of a chapter.", max_length=200, verbose_name="heading"
                    ),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="text to begin from")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "part that patterns begin from",
                "verbose_name_plural": "what patterns begin from",
                "ordering": ("position", "code"),
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
                        name="patternpart_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="patternpart_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SecurityPattern",
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
                ("title", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("public_service", "Public e-service"),
                            ("saas", "SaaS, a service on the internet run by a supplier"),
                            ("internal", "Internal service"),
                            ("integration", "Integration"),
                            ("ot", "IoT and OT"),
                            ("mobile", "Mobile workplace"),
                            ("ai", "AI service"),
                            ("development", "Development environment"),
                        ],
                        default="internal",
                        max_length=20,
                        verbose_name="kind of service",
                    ),
                ),
                ("purpose", models.TextField(blank=True, max_length=2000, verbose_name="for whom and when")),
                ("shared", models.BooleanField(default=True, verbose_name="for the whole city")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "verbose_name": "security pattern",
                "verbose_name_plural": "security patterns",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="pattern_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PatternMeasure",
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
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patterns.securitypattern",
                        verbose_name="security pattern",
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                ("how", models.TextField(max_length=3000, verbose_name="how the pattern settles it")),
            ],
            options={
                "verbose_name": "measure of a security pattern",
                "verbose_name_plural": "measures of security patterns",
                "ordering": ("control__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pattern", "control"),
                        name="pattern_measure_once",
                        violation_error_message="The pattern settles that measure already. Change it there.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PatternFollowing",
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
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="IT service",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patterns.securitypattern",
                        verbose_name="security pattern",
                    ),
                ),
                ("since", models.DateField(verbose_name="followed since")),
                ("edition", models.PositiveSmallIntegerField(default=0, verbose_name="version gone through")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="gone through on")),
                (
                    "confirmed_by",
                    models.CharField(blank=True, max_length=120, verbose_name="gone through by"),
                ),
            ],
            options={
                "verbose_name": "followed security pattern",
                "verbose_name_plural": "followed security patterns",
                "ordering": ("pattern__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("node", "pattern"),
                        name="pattern_followed_once",
                        violation_error_message="The service follows that pattern already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
