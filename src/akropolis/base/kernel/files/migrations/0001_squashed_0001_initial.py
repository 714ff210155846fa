# Written by scripts/migrations.py. Do not edit.
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("files", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoredFile",
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
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.UUIDField()),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="what it shows")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("media_type", models.CharField(max_length=100, verbose_name="type")),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum")),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived")),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
                "ordering": ("name", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["object_id", "kind"], name="file_of_record")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("object_id", "sha256"),
                        name="file_once_per_record",
                        violation_error_message="The file is already here.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(
            append_only("files.StoredFile", beside=("note", "archived_at", "version", "updated_at")),
            migrations.RunPython.noop,
        ),
    ]
