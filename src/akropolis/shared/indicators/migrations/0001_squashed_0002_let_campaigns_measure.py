# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
import akropolis.shared.indicators.models
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("indicators", "0001_initial"), ("indicators", "0002_let_campaigns_measure")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
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
                ("name", models.CharField(max_length=200, verbose_name="indicator")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=200, verbose_name="indicator in English"),
                ),
                ("question", models.CharField(max_length=300, verbose_name="question that it answers")),
                (
                    "question_en",
                    models.CharField(blank=True, max_length=300, verbose_name="question in English"),
                ),
                (
                    "polarity",
                    models.CharField(
                        choices=[
                            ("up", "More is better"),
                            ("down", "Less is better"),
                            ("context", "Neither is better"),
                        ],
                        max_length=10,
                        verbose_name="better direction",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("share", "Share, per cent"),
                            ("count", "Number"),
                            ("days", "Median, days"),
                            ("minutes", "Median, minutes"),
                            ("level", "Level"),
                        ],
                        max_length=10,
                        verbose_name="kind of value",
                    ),
                ),
                (
                    "figure",
                    models.CharField(
                        blank=True,
                        choices=akropolis.shared.indicators.models.measurable_figures,
                        help_text="Empty: the indicator is measured by hand.",
                        max_length=80,
                        verbose_name="counted by the figure",
                    ),
                ),
                (
                    "of_figure",
                    models.CharField(
                        blank=True,
                        choices=akropolis.shared.indicators.models.measurable_figures,
                        max_length=80,
                        verbose_name="as a share of",
                    ),
                ),
                (
                    "minimum_basis",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="If a share or a median rests on fewer cases than this, no trend is stated. 0: any basis will do.",
                        verbose_name="least basis",
                    ),
                ),
                (
                    "least_change",
                    models.DecimalField(
                        decimal_places=1,
                        default=1,
                        help_text="A smaller change counts as none. In the value's own unit.",
                        max_digits=8,
                        verbose_name="least change",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "Every month"),
                            ("quarter", "Every quarter"),
                            ("half_year", "Every half-year"),
                            ("year", "Every year"),
                        ],
                        default="year",
                        max_length=10,
                        verbose_name="measured",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="who answers for it",
                    ),
                ),
                ("used_in", models.JSONField(blank=True, default=list, verbose_name="used in")),
                (
                    "method_version",
                    models.PositiveSmallIntegerField(default=1, verbose_name="version of the method"),
                ),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ("position", "code", "id"),
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
                        name="indicator_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="indicator_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IndicatorTarget",
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
                ("year", akropolis.base.kernel.access.fields.YearField(verbose_name="year")),
                (
                    "target",
                    models.DecimalField(
                        decimal_places=1,
                        help_text="In the value's own unit.",
                        max_digits=10,
                        verbose_name="target",
                    ),
                ),
                (
                    "warning",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=10,
                        null=True,
                        verbose_name="near the target from",
                    ),
                ),
            ],
            options={
                "verbose_name": "target of an indicator",
                "verbose_name_plural": "targets of indicators",
                "ordering": ("-year", "indicator__position", "id"),
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
                        name="indicatortarget_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="indicatortarget_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IndicatorMeasurement",
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day of the period")),
                ("last_on", models.DateField(verbose_name="last day of the period")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=12, null=True, verbose_name="value"
                    ),
                ),
                (
                    "numerator",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="number counted"),
                ),
                ("denominator", models.PositiveIntegerField(blank=True, null=True, verbose_name="out of")),
                (
                    "missing",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty: not known.", null=True, verbose_name="answers missing"
                    ),
                ),
                (
                    "method_version",
                    models.PositiveSmallIntegerField(default=1, verbose_name="version of the method"),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("computed", "Counted in the registers"),
                            ("manual", "Measured by hand"),
                            ("campaign", "Asked for in a campaign"),
                            ("api", "By the API"),
                        ],
                        max_length=10,
                        verbose_name="how it was measured",
                    ),
                ),
                ("measured_by", models.CharField(max_length=120, verbose_name="measured by")),
                (
                    "comment",
                    models.CharField(
                        blank=True, help_text="Name no one.", max_length=500, verbose_name="comment"
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicatormeasurement",
                        verbose_name="corrects",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "measurement",
                "verbose_name_plural": "measurements",
                "ordering": ("-first_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["unit", "first_on"], name="measurement_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("first_on")), _connector="OR"
                        ),
                        name="measurement_days_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("indicator", "unit", "first_on"),
                        name="measurement_once",
                        violation_error_message="The period is measured already. Correct that measurement instead.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", False)),
                        fields=("corrects",),
                        name="measurement_corrected_once",
                        violation_error_message="Somebody else has corrected this measurement. Correct the latest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="measurement_corrected_with_reason",
                        violation_error_message="Write why the measurement is corrected.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("indicators.IndicatorMeasurement"), migrations.RunPython.noop),
    ]
