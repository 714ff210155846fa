# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("risk_workshops", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("risk", "0001_squashed_0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskWorkshop",
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
                        verbose_name="about",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                ("led_by", models.CharField(max_length=120, verbose_name="led by")),
                ("participants", models.TextField(blank=True, max_length=2000, verbose_name="participants")),
                (
                    "risk_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="risk owner",
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="other notes")),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
            ],
            options={
                "verbose_name": "risk workshop",
                "verbose_name_plural": "risk workshops",
                "ordering": ("-held_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WorkshopItem",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk_workshops.riskworkshop",
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.scenario",
                        verbose_name="scenario",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="risk")),
                ("position", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("applies", "Concerns us"),
                            ("not", "Does not concern us"),
                            ("unknown", "We do not know"),
                        ],
                        max_length=10,
                        verbose_name="concerns us",
                    ),
                ),
                ("draft", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="saved as a risk")),
            ],
            options={
                "verbose_name": "risk in a workshop",
                "verbose_name_plural": "risks in a workshop",
                "ordering": ("position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workshop", "position"), name="workshop_item_position_once"
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
