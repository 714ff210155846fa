# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [
        ("organisation", "0001_initial"),
        ("organisation", "0002_letterheads"),
        ("organisation", "0003_requests"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
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
                    "reorganisation",
                    models.UUIDField(
                        db_index=True,
                        default=akropolis.base.kernel.access.fields.new_id,
                        verbose_name="reorganisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merge", "Merge"),
                            ("split", "Split"),
                            ("move", "Moved"),
                            ("rows", "Rows moved"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="from",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="to",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="date")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("done_by", models.CharField(max_length=120, verbose_name="carried out by")),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "handover",
                "verbose_name_plural": "handovers",
                "ordering": ("-happened_on", "-created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Letterhead",
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
                ("arms", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="checksum of the arms")),
                ("width", models.PositiveSmallIntegerField(default=0, verbose_name="width")),
                ("height", models.PositiveSmallIntegerField(default=0, verbose_name="height")),
                ("alt", models.CharField(blank=True, max_length=120, verbose_name="what the arms show")),
                (
                    "sender",
                    models.TextField(blank=True, max_length=400, verbose_name="address and other lines"),
                ),
                ("cover", models.BooleanField(default=False, verbose_name="with a first page of its own")),
            ],
            options={
                "verbose_name": "letterhead",
                "verbose_name_plural": "letterheads",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("unit",), name="letterhead_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RightRequest",
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
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asker",
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
                ("register", models.CharField(max_length=60)),
                ("object_id", models.UUIDField()),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="why")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("answered_by", models.CharField(blank=True, max_length=200, verbose_name="answered by")),
                ("given", models.BooleanField(default=False, verbose_name="given")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "request for a right",
                "verbose_name_plural": "requests for rights",
                "ordering": ("asked_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("asker", "object_id"),
                        name="right_asked_for_once",
                        violation_error_message="You have asked for it already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("organisation.Handover"), migrations.RunPython.noop),
    ]
