# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("threats", "0001_initial"), ("threats", "0002_own_assessment")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Threat",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hostile", "Hostile"),
                            ("technical", "Technical"),
                            ("human", "Human"),
                            ("physical", "Physical"),
                            ("supplier", "Supplier"),
                        ],
                        default="hostile",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("description", models.TextField(max_length=1000, verbose_name="what it is")),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="what it is, in English"),
                ),
                (
                    "aspects",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[django.core.validators.RegexValidator("^K?R?T?S?A?$")],
                        verbose_name="typically hits",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
            ],
            options={
                "verbose_name": "threat",
                "verbose_name_plural": "threat catalogue",
                "ordering": ("position", "code"),
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
                        name="threat_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="threat_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
