# Written by scripts/migrations.py. Do not edit.
from django.db import migrations, models

from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import close_history


class Migration(SquashedMigration):
    replaces = [("history", "0001_initial"), ("history", "0002_latest")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("payload", models.TextField()),
                ("content", models.TextField()),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
                ("actor_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["object_id", "seq"], name="history_object")],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Latest",
            fields=[
                ("kind", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(close_history, migrations.RunPython.noop),
    ]
