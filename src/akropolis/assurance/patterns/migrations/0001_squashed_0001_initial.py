# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("patterns", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pattern",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="description")),
            ],
            options={
                "verbose_name": "pattern",
                "verbose_name_plural": "patterns",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="pattern_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
