# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [
        ("compliance", "0001_initial"),
        ("compliance", "0002_fulfilments"),
        ("compliance", "0003_entities"),
        ("compliance", "0004_measure_actions"),
        ("compliance", "0005_objections"),
        ("compliance", "0006_own_assessment"),
        ("compliance", "0007_chapter_answers"),
        ("compliance", "0008_three_numbers"),
        ("compliance", "0009_shown_and_ceiling"),
        ("compliance", "0010_conditions_of_measures"),
        ("compliance", "0011_grounds_and_documents_as_evidence"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("documents", "0001_squashed_0007_security_patterns"),
    ]

    operations = [
        migrations.CreateModel(
            name="Framework",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="what it is")),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it is, in English"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "framework",
                "verbose_name_plural": "frameworks",
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
                        name="framework_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="framework_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Requirement",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.framework",
                        verbose_name="framework",
                    ),
                ),
                ("reference", models.CharField(max_length=60, verbose_name="reference")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="what is demanded")),
                (
                    "text_en",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what is demanded, in English"
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        choices=[
                            ("entity", "The legal person"),
                            ("management", "The management"),
                            ("controller", "The controller"),
                            ("processor", "The processor"),
                            ("unit", "The unit"),
                        ],
                        default="entity",
                        max_length=20,
                        verbose_name="of whom",
                    ),
                ),
                (
                    "area",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1–10, as the points of the Cybersecurity Act, chapter 2, section 3.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="area of measures",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement",
                "verbose_name_plural": "requirements",
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
                        name="requirement_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="requirement_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Control",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
                ("what", models.TextField(max_length=2000, verbose_name="what it is")),
                (
                    "what_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it is, in English"),
                ),
                ("why", models.TextField(max_length=2000, verbose_name="why")),
                ("why_en", models.TextField(blank=True, max_length=2000, verbose_name="why, in English")),
                ("how", models.TextField(max_length=4000, verbose_name="how it is done")),
                (
                    "how_en",
                    models.TextField(blank=True, max_length=4000, verbose_name="how it is done, in English"),
                ),
                (
                    "own",
                    models.TextField(
                        help_text="Says what is, so that it can be checked.",
                        max_length=2000,
                        verbose_name="requirement on own operation",
                    ),
                ),
                (
                    "own_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="requirement on own operation, in English"
                    ),
                ),
                (
                    "supplier",
                    models.TextField(
                        blank=True,
                        help_text="What the supplier shall do. Empty where no supplier can be held to it.",
                        max_length=2000,
                        verbose_name="requirement in procurement",
                    ),
                ),
                (
                    "supplier_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="requirement in procurement, in English"
                    ),
                ),
                ("evidence", models.TextField(max_length=2000, verbose_name="evidence that would convince")),
                (
                    "evidence_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="evidence that would convince, in English"
                    ),
                ),
                (
                    "supplier_evidence",
                    models.TextField(
                        blank=True,
                        help_text="What a supplier has itself. Empty: its own description.",
                        max_length=2000,
                        verbose_name="evidence of a supplier",
                    ),
                ),
                (
                    "supplier_evidence_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="evidence of a supplier, in English"
                    ),
                ),
                (
                    "by_instruction",
                    models.BooleanField(
                        default=False,
                        help_text="When the unit's local instruction is decided, it becomes evidence for the measure.",
                        verbose_name="shown by a decided local instruction",
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="the city's own notes")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("preventive", "Preventive"),
                            ("detective", "Detective"),
                            ("corrective", "Corrective"),
                        ],
                        default="preventive",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "bearer",
                    models.CharField(
                        choices=[
                            ("unit", "The unit"),
                            ("service", "The IT service"),
                            ("supplier", "The supplier of the service"),
                        ],
                        default="unit",
                        max_length=20,
                        verbose_name="carried out in",
                    ),
                ),
                (
                    "when",
                    models.JSONField(blank=True, default=list, verbose_name="demanded if one of these holds"),
                ),
                (
                    "supplier_when",
                    models.JSONField(
                        blank=True, default=list, verbose_name="in procurement if one of these holds"
                    ),
                ),
                (
                    "kinds",
                    models.JSONField(
                        blank=True, default=list, help_text="Empty: IT services.", verbose_name="demanded of"
                    ),
                ),
                (
                    "confidentiality",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="demanded from confidentiality",
                    ),
                ),
                (
                    "integrity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="demanded from integrity",
                    ),
                ),
                (
                    "availability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="demanded from availability",
                    ),
                ),
                (
                    "traceability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="demanded from traceability",
                    ),
                ),
                (
                    "authenticity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="demanded from authenticity",
                    ),
                ),
            ],
            options={
                "verbose_name": "security measure",
                "verbose_name_plural": "security measures",
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
                        name="control_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="control_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ControlMapping",
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
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.requirement",
                        verbose_name="requirement",
                    ),
                ),
            ],
            options={
                "verbose_name": "mapping",
                "verbose_name_plural": "mappings",
                "ordering": ("requirement__position", "control__position", "id"),
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
                        name="controlmapping_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="controlmapping_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TemplateAnswer",
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
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.templatechapter",
                        verbose_name="chapter of a template",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.requirement",
                        verbose_name="requirement",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement that a template answers",
                "verbose_name_plural": "requirements that templates answer",
                "ordering": ("chapter__position", "requirement__position", "id"),
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
                        name="templateanswer_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="templateanswer_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ChapterAnswer",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                        verbose_name="governing document",
                    ),
                ),
                ("key", models.SlugField(max_length=80, verbose_name="key of the chapter")),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.requirement",
                        verbose_name="requirement",
                    ),
                ),
                ("since", models.PositiveSmallIntegerField(verbose_name="first version")),
                (
                    "until",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="last version"),
                ),
            ],
            options={
                "verbose_name": "chapter that answers a requirement",
                "verbose_name_plural": "chapters that answer requirements",
                "ordering": ("requirement__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("document", "key", "requirement"),
                        name="chapter_answers_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="chapter_answer_versions_in_order",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Sector",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
                (
                    "annex",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Annex 1"), (2, "Annex 2")], verbose_name="annex of NIS 2"
                    ),
                ),
                ("supervisor", models.CharField(max_length=200, verbose_name="supervisory authority")),
                (
                    "supervisor_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="supervisory authority, in English"
                    ),
                ),
                ("provision", models.CharField(blank=True, max_length=200, verbose_name="provision")),
                ("note", models.TextField(blank=True, max_length=600, verbose_name="note")),
                ("note_en", models.TextField(blank=True, max_length=600, verbose_name="note in English")),
            ],
            options={
                "verbose_name": "sector",
                "verbose_name_plural": "sectors",
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
                        name="sector_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="sector_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SizeLimit",
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
                    "step",
                    models.CharField(
                        choices=[("medium", "Medium-sized"), ("large", "Larger than medium-sized")],
                        max_length=10,
                        verbose_name="size",
                    ),
                ),
                ("employees", models.PositiveIntegerField(verbose_name="employees, at least")),
                ("turnover", models.PositiveIntegerField(verbose_name="turnover above, thousands of euro")),
                (
                    "balance",
                    models.PositiveIntegerField(verbose_name="balance sheet total above, thousands of euro"),
                ),
            ],
            options={
                "verbose_name": "size limit",
                "verbose_name_plural": "size limits",
                "ordering": ("employees", "valid_from", "id"),
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
                        name="sizelimit_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="sizelimit_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SanctionCeiling",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
                (
                    "fined",
                    models.CharField(
                        choices=[
                            ("public", "The municipality"),
                            ("essential", "A company that is an essential entity"),
                            ("important", "A company that is an important entity"),
                            ("authority", "An authority that is a controller"),
                            ("company", "A company that is a controller"),
                        ],
                        max_length=20,
                        verbose_name="whom",
                    ),
                ),
                ("ceiling", models.CharField(max_length=300, verbose_name="at most")),
                (
                    "ceiling_en",
                    models.CharField(blank=True, max_length=300, verbose_name="at most, in English"),
                ),
                ("provision", models.CharField(blank=True, max_length=200, verbose_name="provision")),
            ],
            options={
                "verbose_name": "sanction ceiling",
                "verbose_name_plural": "sanction ceilings",
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
                        name="sanctionceiling_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="sanctionceiling_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EntityProfile",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="legal entity",
                    ),
                ),
                (
                    "employees",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="In full-time equivalents over a year, with those of partner and linked enterprises.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(2000000000)],
                        verbose_name="employees",
                    ),
                ),
                (
                    "turnover",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Counts only when the number of employees does not decide.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(2000000000)],
                        verbose_name="turnover, thousands of euro",
                    ),
                ),
                (
                    "balance",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(2000000000)],
                        verbose_name="balance sheet total, thousands of euro",
                    ),
                ),
                (
                    "sole_provider",
                    models.BooleanField(
                        default=False,
                        verbose_name="alone in Sweden in providing an essential service of annex 1 or 2",
                    ),
                ),
                (
                    "significant_effect",
                    models.BooleanField(
                        default=False,
                        verbose_name="a disturbance could considerably affect life, health or public safety",
                    ),
                ),
                (
                    "special_importance",
                    models.BooleanField(
                        default=False,
                        verbose_name="of special importance nationally or regionally for its sector",
                    ),
                ),
                ("trust_service", models.BooleanField(default=False, verbose_name="provides trust services")),
                (
                    "qualified_trust",
                    models.BooleanField(default=False, verbose_name="provides qualified trust services"),
                ),
                (
                    "public_network",
                    models.BooleanField(
                        default=False,
                        verbose_name="offers a public electronic communications network or service",
                    ),
                ),
                (
                    "digital_service",
                    models.BooleanField(
                        default=False,
                        verbose_name="sells cloud or data centre services, or runs IT operation or security for others",
                    ),
                ),
                (
                    "domain_registration",
                    models.BooleanField(default=False, verbose_name="registers domain names for others"),
                ),
                (
                    "dns_or_tld",
                    models.BooleanField(
                        default=False, verbose_name="runs DNS for others, or a top-level domain"
                    ),
                ),
                (
                    "designated",
                    models.BooleanField(
                        default=False,
                        verbose_name="pointed out as essential in the regulations of the authority (MCFFS 2026:1)",
                    ),
                ),
                (
                    "entity_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("essential", "Essential"),
                            ("important", "Important"),
                            ("outside", "Not covered"),
                        ],
                        max_length=20,
                        verbose_name="class",
                    ),
                ),
                ("provision", models.CharField(blank=True, max_length=200, verbose_name="provision")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "proposed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("essential", "Essential"),
                            ("important", "Important"),
                            ("outside", "Not covered"),
                        ],
                        max_length=20,
                        verbose_name="the test's proposal when it was decided",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided")),
                ("decided_by", models.CharField(blank=True, max_length=200, verbose_name="decided by")),
            ],
            options={
                "verbose_name": "legal entity",
                "verbose_name_plural": "legal entities",
                "ordering": ("unit__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("unit",), name="entity_profile_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EntitySector",
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
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.entityprofile",
                        verbose_name="legal entity",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "sector of the entity",
                "verbose_name_plural": "sectors of the entities",
                "ordering": ("sector__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("profile", "sector"), name="entity_sector_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Registration",
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
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.entityprofile",
                        verbose_name="legal entity",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="sent")),
                (
                    "receipt",
                    models.CharField(blank=True, max_length=100, verbose_name="number on the receipt"),
                ),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed")),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ("-sent_on", "-created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RegistrationFact",
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
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.entityprofile",
                        verbose_name="legal entity",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("address", "Address"),
                            ("email", "E-mail address"),
                            ("phone", "Telephone"),
                            ("ip_ranges", "IP addresses and networks"),
                            ("sectors", "Sectors and subsectors"),
                            ("states", "Member states where services are provided"),
                        ],
                        max_length=20,
                        verbose_name="fact",
                    ),
                ),
                ("value", models.TextField(max_length=2000, verbose_name="value")),
                ("true_from", models.DateField(verbose_name="true from")),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.registration",
                        verbose_name="registered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact of the registration",
                "verbose_name_plural": "facts of the registration",
                "ordering": ("true_from", "created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Fulfilment",
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
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="IT service",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "Not begun"),
                            ("partly", "Partly met"),
                            ("met", "Met"),
                            ("not_applicable", "Not applicable"),
                        ],
                        default="not_begun",
                        max_length=20,
                        verbose_name="how it stands",
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="reasons")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("absent", "What the measure protects is not here"),
                            ("elsewhere", "Somebody else does it for us"),
                            ("replaced", "Another measure gives the same protection"),
                            ("exempt", "The requirement does not cover us"),
                        ],
                        max_length=20,
                        verbose_name="ground on which it is not applicable",
                    ),
                ),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="The day by which it is assessed anew, at the latest.",
                        null=True,
                        verbose_name="holds until",
                    ),
                ),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                ("assessed_by", models.CharField(max_length=120, verbose_name="assessed by")),
            ],
            options={
                "verbose_name": "fulfilment",
                "verbose_name_plural": "fulfilments",
                "ordering": ("control__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("node__isnull", False), ("unit__isnull", True)),
                            models.Q(("node__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="fulfilment_in_one_place",
                    ),
                    models.UniqueConstraint(fields=("unit", "control"), name="fulfilment_once_in_unit"),
                    models.UniqueConstraint(fields=("node", "control"), name="fulfilment_once_at_node"),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MeasureAction",
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
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actions.action"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("node__isnull", False), ("unit__isnull", True)),
                            models.Q(("node__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="measure_action_in_one_place",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
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
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
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
                ("reasons", models.TextField(max_length=4000, verbose_name="reasons")),
                ("objected_by", models.CharField(max_length=120, verbose_name="objected by")),
                ("objected_at", models.DateTimeField(verbose_name="objected")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_by", models.CharField(blank=True, max_length=120, verbose_name="answered by")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("kept_at", models.DateTimeField(blank=True, null=True, verbose_name="left to stand")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                ("settled_by", models.CharField(blank=True, max_length=120, verbose_name="settled by")),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ("-objected_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("node", "control", "unit"),
                        name="objection_stands_once",
                        violation_error_message="The unit objects to it already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ServiceState",
            fields=[
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="assets.node",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.unit"
                    ),
                ),
                ("demanded_confidentiality", models.SmallIntegerField(db_default=-1, default=-1)),
                ("demanded_integrity", models.SmallIntegerField(db_default=-1, default=-1)),
                ("demanded_availability", models.SmallIntegerField(db_default=-1, default=-1)),
                ("demanded_traceability", models.SmallIntegerField(db_default=-1, default=-1)),
                ("demanded_authenticity", models.SmallIntegerField(db_default=-1, default=-1)),
                ("personal_data", models.SmallIntegerField(db_default=-1, default=-1)),
                ("internet", models.SmallIntegerField(db_default=-1, default=-1)),
                ("own_development", models.SmallIntegerField(db_default=-1, default=-1)),
                ("hosted", models.SmallIntegerField(db_default=-1, default=-1)),
                ("kind", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("shown_confidentiality", models.SmallIntegerField(db_default=-1, default=-1)),
                ("shown_integrity", models.SmallIntegerField(db_default=-1, default=-1)),
                ("shown_availability", models.SmallIntegerField(db_default=-1, default=-1)),
                ("shown_traceability", models.SmallIntegerField(db_default=-1, default=-1)),
                ("shown_authenticity", models.SmallIntegerField(db_default=-1, default=-1)),
                ("ceiling_confidentiality", models.SmallIntegerField(db_default=-1, default=-1)),
                ("ceiling_integrity", models.SmallIntegerField(db_default=-1, default=-1)),
                ("ceiling_availability", models.SmallIntegerField(db_default=-1, default=-1)),
                ("ceiling_traceability", models.SmallIntegerField(db_default=-1, default=-1)),
                ("ceiling_authenticity", models.SmallIntegerField(db_default=-1, default=-1)),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.unit"
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="compliance.control"
                    ),
                ),
                ("demanded", models.PositiveIntegerField()),
                ("fulfilled", models.PositiveIntegerField(default=0)),
                ("lacking", models.PositiveIntegerField(default=0)),
                ("not_applicable", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("unit", "control"), name="tally_once")],
            },
        ),
        migrations.CreateModel(
            name="TallyState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
            ],
        ),
    ]
