# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("effect_tests", "0001_initial"), ("effect_tests", "0002_tool_assets")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="EffectTestKind",
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
                ("how", models.TextField(max_length=2000, verbose_name="how it is done")),
                (
                    "how_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="how it is done, in English"),
                ),
                ("good", models.TextField(max_length=1000, verbose_name="what is good")),
                (
                    "good_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="what is good, in English"),
                ),
                (
                    "good_share",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: whoever tests judges.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="works from (percent)",
                    ),
                ),
                (
                    "interval_months",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="repeated within (months)",
                    ),
                ),
                ("counts_only", models.BooleanField(default=False, verbose_name="counts only, no persons")),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "kind of effect test",
                "verbose_name_plural": "kinds of effect tests",
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
                        name="effecttestkind_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="effecttestkind_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EffectTest",
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
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Empty: kind and place name it.",
                        max_length=200,
                        verbose_name="what was tested",
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
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="effect_tests.effecttestkind",
                        verbose_name="kind of test",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the unit as a whole was tested.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="IT service",
                    ),
                ),
                ("method", models.TextField(blank=True, max_length=2000, verbose_name="how it was tested")),
                (
                    "population",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="how many there are",
                    ),
                ),
                (
                    "sample",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="sample",
                    ),
                ),
                (
                    "tested",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="how many were tested",
                    ),
                ),
                ("held", models.PositiveIntegerField(verbose_name="how many of them held")),
                ("tested_on", models.DateField(verbose_name="day of the test")),
                ("tester", models.CharField(max_length=120, verbose_name="who tested")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("works", "Works"), ("partly", "Works in part"), ("fails", "Does not work")],
                        help_text="Empty: the numbers and the threshold of the kind decide.",
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                (
                    "reasons",
                    models.TextField(
                        blank=True,
                        help_text="Needed where the result is another than the numbers give.",
                        max_length=2000,
                        verbose_name="why this result",
                    ),
                ),
                (
                    "next_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty: the interval of the kind decides.",
                        null=True,
                        verbose_name="to be tested again by",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("form", "Form"), ("file", "File"), ("machine", "Machine")],
                        default="form",
                        max_length=10,
                        verbose_name="came by",
                    ),
                ),
            ],
            options={
                "verbose_name": "effect test",
                "verbose_name_plural": "effect tests",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="effect_test_order"),
                    models.Index(
                        fields=["control", "node", "owner_unit", "tested_on"], name="effect_test_place"
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EffectAction",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actions.action"
                    ),
                ),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="effect_tests.effecttest",
                        verbose_name="effect test",
                    ),
                ),
            ],
            options={
                "verbose_name": "action of an effect test",
                "verbose_name_plural": "actions of effect tests",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("test", "action"), name="effect_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ToolAsset",
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
                    "owner_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                ("tool", models.CharField(max_length=30, verbose_name="tool")),
                ("name", models.CharField(max_length=200, verbose_name="the tool's name of it")),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="IT service",
                    ),
                ),
            ],
            options={
                "verbose_name": "name in a tool",
                "verbose_name_plural": "names in tools",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_unit", "tool", "name"), name="tool_asset_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
