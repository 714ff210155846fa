# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
import akropolis.shared.year_wheel.models.evidence
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("year_wheel", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="YearlyDuty",
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
                ("name", models.CharField(max_length=120, verbose_name="duty")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="duty in English")),
                ("what", models.CharField(max_length=400, verbose_name="what is to be done")),
                (
                    "what_en",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="what is to be done, in English"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="who does it",
                    ),
                ),
                (
                    "climbs_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: nobody until it is thirty days late.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="who gets it two weeks late",
                    ),
                ),
                (
                    "units",
                    models.CharField(
                        choices=[
                            ("reviewing", "Each unit that makes a management review"),
                            ("city", "The city only"),
                        ],
                        max_length=10,
                        verbose_name="for which units",
                    ),
                ),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "January"),
                            (2, "February"),
                            (3, "March"),
                            (4, "April"),
                            (5, "May"),
                            (6, "June"),
                            (7, "July"),
                            (8, "August"),
                            (9, "September"),
                            (10, "October"),
                            (11, "November"),
                            (12, "December"),
                        ],
                        verbose_name="month",
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        help_text="31: the month's last day.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="last day in the month",
                    ),
                ),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[django.core.validators.MaxValueValidator(40)],
                        verbose_name="begins (weeks before)",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("review", "Management review"),
                            ("directions", "Directions"),
                            ("yearly-report", "Yearly reports on data protection"),
                            ("attestation", "The record of processing"),
                            ("training", "Training"),
                            ("exercises", "Exercises"),
                            ("suppliers", "Suppliers"),
                            ("registration", "Legal entities"),
                            ("risks", "Risks"),
                            ("services", "IT services"),
                            ("effect", "Do the measures work?"),
                            ("horizon", "Horizon scanning"),
                            ("documents", "Governing documents"),
                        ],
                        max_length=20,
                        verbose_name="where it is done",
                    ),
                ),
                (
                    "shown_by",
                    models.CharField(
                        blank=True,
                        choices=akropolis.shared.year_wheel.models.evidence.evidence_choices,
                        help_text="Empty: somebody says that it is done.",
                        max_length=20,
                        verbose_name="shown to be done by",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "yearly duty",
                "verbose_name_plural": "yearly duties",
                "ordering": ("month", "day", "position", "id"),
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
                        name="yearlyduty_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="yearlyduty_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DutyOutcome",
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
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="year_wheel.yearlyduty",
                        verbose_name="duty",
                    ),
                ),
                ("year", akropolis.base.kernel.access.fields.YearField(verbose_name="year")),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("not_applicable", "Does not apply"), ("open", "Remains")],
                        default="done",
                        max_length=15,
                        verbose_name="outcome",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("done_by", models.CharField(blank=True, max_length=120, verbose_name="said by")),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Name no one.", max_length=2000, verbose_name="note"
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="A registration number, a link, or where the paper lies.",
                        max_length=500,
                        verbose_name="what shows it",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome of a yearly duty",
                "verbose_name_plural": "outcomes of yearly duties",
                "ordering": ("year", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "duty", "year"), name="duty_outcome_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
