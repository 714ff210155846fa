# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("clocks", "0001_initial"), ("clocks", "0002_own_assessment")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ClockRule",
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
                    "clock",
                    models.SlugField(
                        help_text="What the system finds the clock by. A rule that replaces another has the same.",
                        max_length=60,
                        verbose_name="short name",
                    ),
                ),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("cyber", "The cybersecurity act (NIS 2)"),
                            ("privacy", "The General Data Protection Regulation"),
                            ("security", "Protective security"),
                            ("critical", "Critical entities (CER)"),
                            ("city", "The city's own"),
                        ],
                        default="city",
                        max_length=20,
                        verbose_name="regime",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="what is to be done")),
                (
                    "name_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what is to be done, in English"
                    ),
                ),
                ("trigger", models.CharField(max_length=200, verbose_name="what starts the clock")),
                (
                    "trigger_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what starts the clock, in English"
                    ),
                ),
                (
                    "amount",
                    models.SmallIntegerField(
                        blank=True,
                        help_text="Empty where the law says at once. Below zero for time before what starts the clock.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-1000),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="how much time",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("hours", "hours"),
                            ("days", "days"),
                            ("weeks", "weeks"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        default="hours",
                        max_length=10,
                        verbose_name="counted in",
                    ),
                ),
                (
                    "last_day",
                    models.CharField(
                        choices=[
                            ("stands", "the last day stands"),
                            ("swedish", "the next weekday will do (lag 1930:173)"),
                            ("eu", "the next working day will do (Regulation 1182/71)"),
                        ],
                        default="stands",
                        max_length=10,
                        verbose_name="when the last day is no working day",
                    ),
                ),
                ("provision", models.CharField(blank=True, max_length=200, verbose_name="provision")),
                ("recipient", models.CharField(blank=True, max_length=200, verbose_name="to whom")),
                (
                    "recipient_en",
                    models.CharField(blank=True, max_length=200, verbose_name="to whom, in English"),
                ),
                ("note", models.TextField(blank=True, max_length=600, verbose_name="note")),
                ("note_en", models.TextField(blank=True, max_length=600, verbose_name="note in English")),
            ],
            options={
                "verbose_name": "clock rule",
                "verbose_name_plural": "clock rules",
                "ordering": ("regime", "clock", "valid_from", "id"),
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
                        name="clockrule_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="clockrule_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
