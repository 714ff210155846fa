# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("ai", "0001_initial"), ("ai", "0002_own_assessment")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
    ]

    operations = [
        migrations.CreateModel(
            name="AiClassText",
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
                    "ai_class",
                    models.CharField(
                        choices=[
                            ("unknown", "Not yet assessed"),
                            ("prohibited", "Prohibited practice (art. 5)"),
                            ("high", "High risk (art. 6)"),
                            ("transparency", "Transparency duties (art. 50)"),
                            ("minimal", "No special duties"),
                        ],
                        max_length=20,
                        verbose_name="class under the AI act",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="what it means")),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="the same in English"),
                ),
                (
                    "stop",
                    models.BooleanField(
                        default=False,
                        help_text="Then every system of the class says stop, and whom to ask.",
                        verbose_name="the use is prohibited",
                    ),
                ),
                (
                    "ask",
                    models.TextField(blank=True, max_length=1000, verbose_name="what to do, and whom to ask"),
                ),
                (
                    "ask_en",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what to do, and whom to ask, in English"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "text on a class under the AI act",
                "verbose_name_plural": "classes under the AI act",
                "ordering": ("valid_from", "id"),
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
                        name="aiclasstext_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="aiclasstext_code_once",
                    ),
                    models.UniqueConstraint(
                        fields=("ai_class", "valid_from"), name="ai_class_text_one_a_day"
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AiSystem",
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
                ("purpose", models.TextField(max_length=4000, verbose_name="what it is used for")),
                ("model", models.CharField(blank=True, max_length=200, verbose_name="model")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                ("data_in", models.TextField(blank=True, max_length=2000, verbose_name="what goes in")),
                ("data_out", models.TextField(blank=True, max_length=2000, verbose_name="what comes out")),
                (
                    "affects_people",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="people are affected by its answers"
                    ),
                ),
                (
                    "checking",
                    models.TextField(blank=True, max_length=2000, verbose_name="how answers are checked"),
                ),
                (
                    "ai_class",
                    models.CharField(
                        choices=[
                            ("unknown", "Not yet assessed"),
                            ("prohibited", "Prohibited practice (art. 5)"),
                            ("high", "High risk (art. 6)"),
                            ("transparency", "Transparency duties (art. 50)"),
                            ("minimal", "No special duties"),
                        ],
                        default="unknown",
                        max_length=20,
                        verbose_name="class under the AI act",
                    ),
                ),
                (
                    "class_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="reason for the class"),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="next review")),
            ],
            options={
                "verbose_name": "AI system",
                "verbose_name_plural": "AI systems",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="ai_system_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ai_class", "unknown"),
                            models.Q(("class_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ai_class_with_reason",
                        violation_error_message="Write the reason for the class.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AiAssessment",
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
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ai.aisystem"
                    ),
                ),
                ("answers", models.JSONField(default=dict, verbose_name="answers")),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                ("assessed_by", models.CharField(max_length=120, verbose_name="assessed by")),
            ],
            options={
                "verbose_name": "assessment of an AI system",
                "verbose_name_plural": "assessments of AI systems",
                "ordering": ("-assessed_on", "-created_at"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AiAction",
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
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ai.aiassessment"
                    ),
                ),
                (
                    "worry",
                    models.CharField(
                        choices=[
                            ("input", "Wrong or manipulated input gives wrong answers"),
                            ("opaque", "The answers cannot be explained"),
                            ("leak", "Sensitive information leaks"),
                        ],
                        max_length=10,
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
                    models.UniqueConstraint(fields=("assessment", "worry", "action"), name="ai_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("ai.AiAssessment"), migrations.RunPython.noop),
    ]
