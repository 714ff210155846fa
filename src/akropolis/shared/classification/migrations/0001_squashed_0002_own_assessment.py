# Written by scripts/migrations.py. Do not edit.
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("classification", "0001_initial"), ("classification", "0002_own_assessment")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LegalBasis",
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
                    "name",
                    models.CharField(
                        help_text="What it is about, in everyday words.", max_length=200, verbose_name="name"
                    ),
                ),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                (
                    "provision",
                    models.CharField(
                        help_text="For example OSL (2009:400) 26 kap. 1 §",
                        max_length=200,
                        verbose_name="provision",
                    ),
                ),
                ("levels", models.JSONField(blank=True, default=dict, verbose_name="proposed levels")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="what it means here")),
                (
                    "note_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what it means here, in English"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
            ],
            options={
                "verbose_name": "legal basis",
                "verbose_name_plural": "legal bases",
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
                        name="legalbasis_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="legalbasis_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Scheme",
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
                ("code", models.SlugField(max_length=40, verbose_name="key")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("body", models.JSONField(verbose_name="aspects, levels and criteria")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
            ],
            options={
                "verbose_name": "classification scheme",
                "verbose_name_plural": "classification schemes",
                "ordering": ("code", "-edition"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "edition"), name="scheme_edition_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
