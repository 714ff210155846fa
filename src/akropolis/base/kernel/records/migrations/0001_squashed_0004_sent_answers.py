# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [
        ("records", "0001_initial"),
        ("records", "0002_external_ids"),
        ("records", "0003_search_text_without_marks"),
        ("records", "0004_sent_answers"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("series", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ExternalId",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.UUIDField()),
                ("source", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["source", "value", "kind"], name="external_id_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("object_id", "source"), name="external_id_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("content", models.CharField(blank=True, max_length=64)),
                ("kind", models.CharField(max_length=80)),
                ("object_id", models.UUIDField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="sending_once")],
            },
        ),
    ]
