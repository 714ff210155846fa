# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("processing", "0001_initial"), ("processing", "0002_name_other_controllers_once")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataSubjectGroup",
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
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
                (
                    "vulnerable",
                    models.BooleanField(default=False, verbose_name="in need of special protection"),
                ),
            ],
            options={
                "verbose_name": "group of data subjects",
                "verbose_name_plural": "groups of data subjects",
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
                        name="datasubjectgroup_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="datasubjectgroup_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DataCategory",
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
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
                ("special", models.BooleanField(default=False, verbose_name="special category (article 9)")),
                ("criminal", models.BooleanField(default=False, verbose_name="about offences (article 10)")),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Worthy of protection without being in article 9.",
                        verbose_name="of a highly personal kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "category of personal data",
                "verbose_name_plural": "categories of personal data",
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
                        name="datacategory_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="datacategory_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NationalBasis",
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
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
                (
                    "provision",
                    models.CharField(
                        help_text="For example skollagen (2010:800) 26 kap.",
                        max_length=200,
                        verbose_name="provision",
                    ),
                ),
            ],
            options={
                "verbose_name": "national legal basis",
                "verbose_name_plural": "national legal bases",
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
                        name="nationalbasis_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="nationalbasis_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TransferBasis",
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
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="article")),
                ("listed", models.BooleanField(default=False, verbose_name="only for recipients on a list")),
                ("falls_with", models.SlugField(blank=True, max_length=40, verbose_name="falls with")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="what to bear in mind")),
                (
                    "note_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what to bear in mind, in English"
                    ),
                ),
            ],
            options={
                "verbose_name": "basis of a transfer",
                "verbose_name_plural": "bases of transfers",
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
                        name="transferbasis_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="transferbasis_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingTemplate",
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
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
                ("description", models.TextField(blank=True, max_length=1000, verbose_name="when it fits")),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="when it fits, in English"),
                ),
                ("unit_kinds", models.JSONField(blank=True, default=list, verbose_name="kinds of unit")),
                (
                    "groups",
                    models.JSONField(blank=True, default=list, verbose_name="groups of data subjects"),
                ),
                (
                    "categories",
                    models.JSONField(blank=True, default=list, verbose_name="categories of personal data"),
                ),
                (
                    "national_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.nationalbasis",
                        verbose_name="national legal basis",
                    ),
                ),
                ("values", models.JSONField(blank=True, default=dict, verbose_name="what it says")),
            ],
            options={
                "verbose_name": "template of a processing",
                "verbose_name_plural": "templates of processings",
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
                        name="processingtemplate_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="processingtemplate_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Processing",
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
                ("title", models.CharField(max_length=200, verbose_name="name of the processing")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("controller", "Controller"),
                            ("joint", "Joint controller"),
                            ("processor", "Processor for somebody else"),
                        ],
                        default="controller",
                        max_length=10,
                        verbose_name="your role",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        blank=True,
                        help_text="Why the data is processed.",
                        max_length=4000,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answers for the processing",
                    ),
                ),
                (
                    "other_groups",
                    models.CharField(blank=True, max_length=500, verbose_name="other people it is about"),
                ),
                ("other_categories", models.CharField(blank=True, max_length=500, verbose_name="other data")),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="About how many people it is about.",
                        null=True,
                        verbose_name="number of people",
                    ),
                ),
                ("children", models.BooleanField(blank=True, null=True, verbose_name="is about children")),
                (
                    "protected_people",
                    models.BooleanField(blank=True, null=True, verbose_name="holds protected identities"),
                ),
                (
                    "former_employees",
                    models.BooleanField(blank=True, null=True, verbose_name="holds former employees"),
                ),
                (
                    "data_source",
                    models.CharField(blank=True, max_length=500, verbose_name="where the data comes from"),
                ),
                (
                    "legal_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "Consent (6.1 a)"),
                            ("b", "Contract (6.1 b)"),
                            ("c", "Legal obligation (6.1 c)"),
                            ("d", "Vital interests (6.1 d)"),
                            ("e", "Public interest or exercise of authority (6.1 e)"),
                            ("f", "Legitimate interests (6.1 f)"),
                        ],
                        max_length=1,
                        verbose_name="basis in the GDPR",
                    ),
                ),
                (
                    "national_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.nationalbasis",
                        verbose_name="national legal basis",
                    ),
                ),
                (
                    "basis_note",
                    models.CharField(blank=True, max_length=500, verbose_name="more on the legal basis"),
                ),
                (
                    "special_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "Explicit consent (9.2 a)"),
                            ("b", "Employment and social security (9.2 b)"),
                            ("c", "Vital interests (9.2 c)"),
                            ("e", "Made public by the person (9.2 e)"),
                            ("f", "Legal claims (9.2 f)"),
                            ("g", "Substantial public interest (9.2 g)"),
                            ("h", "Health and social care (9.2 h)"),
                            ("i", "Public health (9.2 i)"),
                            ("j", "Archives, research and statistics (9.2 j)"),
                        ],
                        max_length=1,
                        verbose_name="exception for special categories",
                    ),
                ),
                (
                    "automated",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="decides automatically about people"
                    ),
                ),
                (
                    "has_recipients",
                    models.BooleanField(
                        blank=True,
                        help_text="Processors, authorities, other units.",
                        null=True,
                        verbose_name="is disclosed to recipients",
                    ),
                ),
                (
                    "third_country",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="is transferred outside the EU and EEA"
                    ),
                ),
                (
                    "preserved",
                    models.BooleanField(
                        blank=True,
                        help_text="Archived for ever. No: it is erased.",
                        null=True,
                        verbose_name="is preserved",
                    ),
                ),
                (
                    "retention_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="kept for, in months"
                    ),
                ),
                (
                    "retention",
                    models.CharField(
                        blank=True,
                        help_text="From when the time is counted, and the retention decision.",
                        max_length=500,
                        verbose_name="when it is erased",
                    ),
                ),
                (
                    "security",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="security measures, in general terms"
                    ),
                ),
                ("secrecy", models.CharField(blank=True, max_length=200, verbose_name="secrecy provision")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processingtemplate",
                        verbose_name="taken from",
                    ),
                ),
                (
                    "template_version",
                    models.PositiveIntegerField(
                        editable=False, null=True, verbose_name="version of the template"
                    ),
                ),
                ("attested_on", models.DateField(editable=False, null=True, verbose_name="last confirmed")),
            ],
            options={
                "verbose_name": "processing of personal data",
                "verbose_name_plural": "processings of personal data",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="processing_order"),
                    models.Index(fields=["owner_unit", "ended_on"], name="processing_unit"),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingNode",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="where it is done",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of a processing",
                "verbose_name_plural": "places of processings",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("processing", "node"), name="processing_node_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingGroup",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.datasubjectgroup",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "group of a processing",
                "verbose_name_plural": "groups of processings",
                "ordering": ("group__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("processing", "group"), name="processing_group_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingCategory",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.datacategory",
                        verbose_name="category",
                    ),
                ),
            ],
            options={
                "verbose_name": "category of a processing",
                "verbose_name_plural": "categories of processings",
                "ordering": ("category__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("processing", "category"), name="processing_category_once"
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingParty",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
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
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("contact", models.CharField(blank=True, max_length=300, verbose_name="contact")),
                (
                    "arrangement",
                    models.CharField(
                        blank=True,
                        help_text="Article 26.1 or 28.3.",
                        max_length=300,
                        verbose_name="arrangement or agreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "other controller of a processing",
                "verbose_name_plural": "other controllers of processings",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("processing", "unit"),
                        name="processing_party_once",
                        violation_error_message="The processing names that unit already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingRecipient",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="recipient")),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="supplier or service",
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=60, verbose_name="country")),
                (
                    "third_country",
                    models.BooleanField(blank=True, null=True, verbose_name="outside the EU and EEA"),
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
                ("safeguards", models.CharField(blank=True, max_length=500, verbose_name="safeguards")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="proposed by")),
                ("rejected", models.BooleanField(default=False, verbose_name="is no recipient")),
            ],
            options={
                "verbose_name": "recipient of a processing",
                "verbose_name_plural": "recipients of processings",
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
