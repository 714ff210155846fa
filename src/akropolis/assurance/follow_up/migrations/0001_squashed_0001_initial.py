# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.assurance.maturity.models
import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("follow_up", "0001_initial")]

    initial = True

    dependencies = [
        ("campaigns", "0001_squashed_0002_own_assessment"),
        ("maturity", "0001_squashed_0002_national_figures_stand_beside_indicators"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpQuestion",
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
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="maturity.maturityarea",
                        verbose_name="area",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="question")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="question in English")),
                ("help", models.CharField(blank=True, max_length=300, verbose_name="help")),
                ("help_en", models.CharField(blank=True, max_length=300, verbose_name="help in English")),
                (
                    "form",
                    models.CharField(
                        choices=[("yes_no", "Yes, partly or no"), ("number", "A number"), ("text", "Text")],
                        default="yes_no",
                        max_length=10,
                        verbose_name="is answered by",
                    ),
                ),
                (
                    "figure",
                    models.CharField(
                        blank=True,
                        choices=akropolis.assurance.maturity.models.figure_choices,
                        help_text="Empty: the registers say nothing of it.",
                        max_length=80,
                        verbose_name="shown by the figure",
                    ),
                ),
                (
                    "whole",
                    models.CharField(
                        blank=True,
                        choices=akropolis.assurance.maturity.models.figure_choices,
                        max_length=80,
                        verbose_name="as a share of",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "question of follow-up",
                "verbose_name_plural": "questions of follow-up",
                "ordering": ("area__position", "position", "id"),
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
                        name="followupquestion_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="followupquestion_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="FollowUpAnswer",
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
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.ask",
                        verbose_name="question in a campaign",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="follow_up.followupquestion",
                        verbose_name="question",
                    ),
                ),
                ("wording", models.CharField(max_length=300, verbose_name="wording")),
                ("answer", models.CharField(max_length=300, verbose_name="answer")),
                (
                    "prefilled_from",
                    models.CharField(
                        choices=[
                            ("written", "written by the unit"),
                            ("earlier", "the unit's answer last time"),
                            ("registers", "the registers"),
                        ],
                        default="written",
                        max_length=10,
                        verbose_name="proposed from",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer in follow-up",
                "verbose_name_plural": "answers in follow-up",
                "ordering": ("question", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("ask", "question"), name="follow_up_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("answer", ""), _negated=True), name="follow_up_answer_not_empty"
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
