# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [
        ("situations", "0001_initial"),
        ("situations", "0002_questions_without_text"),
        ("situations", "0003_add_figures_of_answers"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SituationQuestion",
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
                    models.SlugField(
                        help_text="As the system names it: incident or unit.",
                        max_length=60,
                        verbose_name="what it is about",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="question")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="question in English")),
                ("guide", models.TextField(blank=True, max_length=2000, verbose_name="guidance")),
                (
                    "guide_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="guidance in English"),
                ),
                ("weighed", models.BooleanField(default=False, verbose_name="says how sure it is")),
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
            ],
            options={
                "verbose_name": "question of situation pictures",
                "verbose_name_plural": "questions of situation pictures",
                "ordering": ("kind", "position", "valid_from", "id"),
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
                        name="situationquestion_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="situationquestion_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SituationDraft",
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
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.UUIDField()),
                (
                    "since",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="situations.situation",
                    ),
                ),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "draft of a situation picture",
                "verbose_name_plural": "drafts of situation pictures",
                "ordering": ("created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="situation_draft_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DraftAnswer",
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
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="situations.situationdraft",
                    ),
                ),
                ("key", models.SlugField(editable=False, max_length=80, verbose_name="key")),
                ("title", models.CharField(editable=False, max_length=200, verbose_name="question")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="order"),
                ),
                (
                    "weighed",
                    models.BooleanField(default=False, editable=False, verbose_name="says how sure it is"),
                ),
                ("text", models.TextField(blank=True, max_length=60000, verbose_name="text")),
                ("drafted", models.TextField(blank=True, editable=False, max_length=60000)),
                ("figures", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                        verbose_name="how sure it is",
                    ),
                ),
                (
                    "because",
                    models.CharField(blank=True, max_length=1000, verbose_name="why it is as sure as that"),
                ),
                (
                    "secrecy",
                    models.CharField(
                        blank=True,
                        help_text="Leave it empty if only parts are. Those you mark in the text.",
                        max_length=200,
                        verbose_name="the whole answer is secret under",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer in a draft",
                "verbose_name_plural": "answers in drafts",
                "ordering": ("position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "key"), name="situation_answer_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Situation",
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
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("as_of", models.DateTimeField(verbose_name="moment that it describes")),
                ("valid_to", models.DateTimeField(blank=True, null=True, verbose_name="valid to")),
                (
                    "next_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next situation picture"),
                ),
                ("recipients", models.CharField(blank=True, max_length=500, verbose_name="distribution")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("leading", "Only the unit that leads"),
                            ("readers", "Everyone who may read what it is about"),
                        ],
                        default="leading",
                        max_length=10,
                        verbose_name="mark",
                    ),
                ),
                ("secrecy", models.CharField(blank=True, max_length=200, verbose_name="secrecy provision")),
                ("issued_by", models.CharField(max_length=200, verbose_name="issued by")),
                ("read_at", models.DateTimeField()),
                ("content", models.TextField(default="[]")),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64, verbose_name="checksum")),
            ],
            options={
                "verbose_name": "situation picture",
                "verbose_name_plural": "situation pictures",
                "ordering": ("-number", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id", "number"), name="situation_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("as_of")), _connector="OR"
                        ),
                        name="situation_valid_after",
                        violation_error_message="It must be valid for some time after the moment that it describes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_at__isnull", True), ("next_at__gt", models.F("as_of")), _connector="OR"
                        ),
                        name="situation_next_after",
                        violation_error_message="The next one comes after this one.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("situations.Situation"), migrations.RunPython.noop),
    ]
