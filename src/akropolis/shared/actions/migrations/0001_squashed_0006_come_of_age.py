# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
import akropolis.shared.actions.models.cause_choices
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [
        ("actions", "0001_initial"),
        ("actions", "0002_result_of_an_action"),
        ("actions", "0003_cause_of_measures"),
        ("actions", "0004_exercise_cause"),
        ("actions", "0005_causes_by_domain"),
        ("actions", "0006_come_of_age"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="description")),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                ("begun_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("ongoing", "Ongoing"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "result",
                    models.TextField(
                        blank=True,
                        help_text="What it has led to. Written when it is done.",
                        max_length=4000,
                        verbose_name="result",
                    ),
                ),
                (
                    "cost",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Estimate in whole kronor.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(2000000000)],
                        verbose_name="cost",
                    ),
                ),
                (
                    "hours",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Estimate in whole hours.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="working hours",
                    ),
                ),
                (
                    "recurs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("month", "Every month"),
                            ("quarter", "Every quarter"),
                            ("half_year", "Every half-year"),
                            ("year", "Every year"),
                            ("two_years", "Every two years"),
                        ],
                        help_text="When it is marked as done, the next one is made. Its due day is counted from this one's due day. Calling it off ends the series.",
                        max_length=20,
                        verbose_name="recurs",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                        verbose_name="the one before",
                    ),
                ),
                (
                    "waits_for",
                    models.ForeignKey(
                        blank=True,
                        help_text="Another action that must be done first.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                        verbose_name="waits for",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=akropolis.shared.actions.models.cause_choices.cause_choices,
                        default="other",
                        max_length=20,
                        verbose_name="cause",
                    ),
                ),
                ("cause_note", models.CharField(blank=True, max_length=300, verbose_name="cause in words")),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["due_on", "id"], name="action_due"),
                    models.Index(fields=["sort_key", "id"], name="action_order"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), ("done_on__isnull", False)),
                            models.Q(models.Q(("status", "done"), _negated=True), ("done_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="action_done_with_date",
                        violation_error_message="An action that is done has a day when it was done, and no other action has.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recurs", ""), ("due_on__isnull", False), _connector="OR"),
                        name="action_recurs_from_due_day",
                        violation_error_message="Write the day when the action is due: the next one's day is counted from it.",
                    ),
                    models.UniqueConstraint(
                        fields=("earlier",),
                        name="action_followed_once",
                        violation_error_message="The next action of the series has been made already.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
