# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("internal_control", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("risk", "0001_squashed_0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlActivity",
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
                ("title", models.CharField(max_length=200, verbose_name="control activity")),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                ("year", akropolis.base.kernel.access.fields.YearField(verbose_name="year")),
                ("area", models.CharField(blank=True, max_length=120, verbose_name="risk area")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("accept", "Accept"),
                            ("direct", "Direct action"),
                            ("examine", "Examination"),
                        ],
                        default="examine",
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("method", models.TextField(blank=True, max_length=2000, verbose_name="method")),
                ("sample", models.CharField(blank=True, max_length=300, verbose_name="sample")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("monthly", "Every month"),
                            ("quarterly", "Every quarter"),
                            ("half_yearly", "Twice a year"),
                            ("yearly", "Once a year"),
                        ],
                        default="yearly",
                        max_length=12,
                        verbose_name="frequency",
                    ),
                ),
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
                ("report_to", models.CharField(blank=True, max_length=200, verbose_name="reported to")),
                (
                    "next_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty for a new activity: the day follows from year and frequency.",
                        null=True,
                        verbose_name="next check, at the latest",
                    ),
                ),
            ],
            options={
                "verbose_name": "control activity",
                "verbose_name_plural": "control activities",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="control_activity_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ControlResult",
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
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="internal_control.controlactivity",
                        verbose_name="control activity",
                    ),
                ),
                ("checked_on", models.DateField(verbose_name="checked on")),
                ("checked_by", models.CharField(max_length=120, verbose_name="checked by")),
                ("what", models.TextField(max_length=2000, verbose_name="what was checked")),
                ("sample", models.CharField(blank=True, max_length=300, verbose_name="sample")),
                ("result", models.TextField(max_length=4000, verbose_name="result")),
                ("deviation", models.BooleanField(default=False, verbose_name="deviation")),
            ],
            options={
                "verbose_name": "result of a check",
                "verbose_name_plural": "results of checks",
                "ordering": ("-checked_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ControlAction",
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
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="internal_control.controlresult",
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
                    models.UniqueConstraint(fields=("result", "action"), name="control_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("internal_control.ControlResult"), migrations.RunPython.noop),
    ]
