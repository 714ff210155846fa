# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("objectives", "0001_add_objectives")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("indicators", "0001_squashed_0002_let_campaigns_measure"),
    ]

    operations = [
        migrations.CreateModel(
            name="Objective",
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
                    "name",
                    models.CharField(
                        help_text="What will be true when it is reached.",
                        max_length=200,
                        verbose_name="objective",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="What is done, and with what means.",
                        max_length=4000,
                        verbose_name="how it is reached",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                        verbose_name="indicator that measures it",
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
                ("begins_on", models.DateField(verbose_name="holds from")),
                ("due_on", models.DateField(verbose_name="reached by")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("unknown", "Not assessed"),
                            ("reached", "Reached"),
                            ("partly", "Partly reached"),
                            ("missed", "Not reached"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "outcome_reason",
                    models.TextField(
                        blank=True,
                        help_text="Numbers, documents or what was seen.",
                        max_length=2000,
                        verbose_name="what shows it",
                    ),
                ),
                (
                    "assessed_on",
                    models.DateField(blank=True, null=True, verbose_name="day of the assessment"),
                ),
            ],
            options={
                "verbose_name": "objective",
                "verbose_name_plural": "objectives",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="objective_order"),
                    models.Index(fields=["due_on", "id"], name="objective_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True), ("due_on__gte", models.F("begins_on")), _connector="OR"
                        ),
                        name="objective_days_in_order",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
