# Written by scripts/migrations.py. Do not edit.
from django.db import migrations, models

from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("watch", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("backup", "backup"),
                            ("drill", "restore drill"),
                            ("proof", "the history proved"),
                            ("content", "content loaded"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("well", models.BooleanField(default=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("figures", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "upkeep",
                "verbose_name_plural": "upkeep",
                "ordering": ("-at", "-id"),
                "indexes": [models.Index(fields=["kind", "at"], name="upkeep_kind_at")],
            },
        ),
    ]
