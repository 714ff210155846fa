# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("risk_losses", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("risk", "0001_squashed_0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LossEstimate",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                ("frequency", models.JSONField(blank=True, default=list, verbose_name="how often")),
                ("losses", models.JSONField(blank=True, default=dict, verbose_name="what it costs")),
                ("hour_cost", models.PositiveIntegerField(default=0, verbose_name="cost of an hour, kr")),
                (
                    "fine_ceiling",
                    models.BigIntegerField(blank=True, null=True, verbose_name="ceiling of fines, kr"),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="shared cause",
                    ),
                ),
                ("basis", models.TextField(blank=True, max_length=2000, verbose_name="what it rests on")),
                ("estimated_on", models.DateField(verbose_name="estimated on")),
                ("estimated_by", models.CharField(max_length=120, verbose_name="estimated by")),
            ],
            options={
                "verbose_name": "loss estimate",
                "verbose_name_plural": "loss estimates",
                "ordering": ("-estimated_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="LossReduction",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="measure")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                        verbose_name="action",
                    ),
                ),
                ("cost", models.PositiveBigIntegerField(verbose_name="cost, kr")),
                ("years", models.PositiveSmallIntegerField(default=1, verbose_name="lasts, years")),
                ("frequency", models.JSONField(default=list, verbose_name="share of how often that is left")),
                ("loss", models.JSONField(default=list, verbose_name="share of the cost that is left")),
            ],
            options={
                "verbose_name": "reduction of loss",
                "verbose_name_plural": "reductions of loss",
                "ordering": ("name", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="LossRun",
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
                ("as_of", models.DateField(verbose_name="as of")),
                ("given", models.JSONField(default=dict, verbose_name="what it rests on")),
                ("result", models.JSONField(default=dict, verbose_name="result")),
            ],
            options={
                "verbose_name": "simulation of losses",
                "verbose_name_plural": "simulations of losses",
                "ordering": ("-as_of", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("risk_losses.LossEstimate"), migrations.RunPython.noop),
        migrations.RunPython(append_only("risk_losses.LossRun"), migrations.RunPython.noop),
    ]
