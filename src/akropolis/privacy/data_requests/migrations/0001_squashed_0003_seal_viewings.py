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
        ("data_requests", "0001_initial"),
        ("data_requests", "0002_add_request_stop"),
        ("data_requests", "0003_seal_viewings"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("processing", "0001_squashed_0002_name_other_controllers_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataRequest",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Access (article 15)"),
                            ("rectification", "Rectification (article 16)"),
                            ("erasure", "Erasure (article 17)"),
                            ("restriction", "Restriction (article 18)"),
                            ("portability", "Data portability (article 20)"),
                            ("objection", "Objection (article 21)"),
                            ("automated", "Human review of an automated decision (article 22)"),
                            ("consent", "Withdrawn consent (article 7.3)"),
                        ],
                        max_length=20,
                        verbose_name="what is asked for",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                ("channel", models.CharField(blank=True, max_length=100, verbose_name="how it came")),
                ("requester", models.CharField(blank=True, max_length=200, verbose_name="who asks")),
                (
                    "contact",
                    models.CharField(blank=True, max_length=300, verbose_name="how to reach that person"),
                ),
                (
                    "subject",
                    models.TextField(blank=True, max_length=4000, verbose_name="what the request says"),
                ),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("not_asked", "Not asked: no doubt"),
                            ("asked", "Asked, not proved yet"),
                            ("proved", "Proved"),
                        ],
                        default="not_asked",
                        help_text="Ask only when you have reason to doubt who it is (article 12.6). The time runs on.",
                        max_length=10,
                        verbose_name="identity",
                    ),
                ),
                (
                    "identity_on",
                    models.DateField(blank=True, null=True, verbose_name="identity asked for or proved on"),
                ),
                (
                    "identity_how",
                    models.CharField(blank=True, max_length=200, verbose_name="how the identity was proved"),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handler",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("searching", "Being searched"),
                            ("answered", "Answered"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("last_on", models.DateField(blank=True, editable=False, null=True, verbose_name="last day")),
                (
                    "allowed_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="last day that the law accepts"
                    ),
                ),
                (
                    "extended_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="extension told on"),
                ),
                (
                    "extension_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="why more time is needed"),
                ),
                ("answer", models.TextField(blank=True, max_length=8000, verbose_name="answer")),
                (
                    "left_out",
                    models.TextField(blank=True, max_length=4000, verbose_name="what is left out, and why"),
                ),
                (
                    "provision",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="provision for what is left out"
                    ),
                ),
                ("reference", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "request of a data subject",
                "verbose_name_plural": "requests of data subjects",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["state", "last_on"], name="data_request_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on", None),
                            ("answered_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="data_request_answered_after",
                        violation_error_message="It cannot have been answered before it was received.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RequestSearch",
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="data_requests.datarequest",
                        verbose_name="request",
                    ),
                ),
                (
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who searches",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="done at the latest")),
                ("found", models.BooleanField(blank=True, null=True, verbose_name="data was found")),
                (
                    "note",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="where it is, and what the answer must say"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
            ],
            options={
                "verbose_name": "search because of a request",
                "verbose_name_plural": "searches because of requests",
                "ordering": ("processing__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("request", "processing"), name="request_search_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RequestAnswer",
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="data_requests.datarequest",
                        verbose_name="request",
                    ),
                ),
                ("refused", models.BooleanField(default=False, verbose_name="refused")),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64, verbose_name="checksum")),
                ("sent_on", models.DateField(verbose_name="sent on")),
                ("sent_by", models.CharField(max_length=200, verbose_name="sent by")),
            ],
            options={
                "verbose_name": "answer to a request",
                "verbose_name_plural": "answers to requests",
                "ordering": ("created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RequestViewing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.CharField(max_length=200)),
                ("username", models.CharField(max_length=150)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="data_requests.datarequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "viewing of a request",
                "verbose_name_plural": "viewings of requests",
                "ordering": ("-at", "id"),
            },
        ),
        migrations.CreateModel(
            name="RequestViewingSeal",
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
                ("last", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "seal of viewings of requests",
                "verbose_name_plural": "seals of viewings of requests",
                "ordering": ("last",),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RequestStop",
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
                ("stopped_at", models.DateTimeField(verbose_name="stopped")),
                ("stopped_by", models.CharField(max_length=120, verbose_name="stopped by")),
                ("notified", models.PositiveSmallIntegerField(default=0, verbose_name="people notified")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="taken care of")),
                ("settled_note", models.CharField(blank=True, max_length=300, verbose_name="how")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                ("reference", models.CharField(max_length=12, unique=True, verbose_name="reference")),
            ],
            options={
                "verbose_name": "stopped request",
                "verbose_name_plural": "stopped requests",
                "ordering": ("-stopped_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at__isnull", True),
                            ("settled_at__gte", models.F("stopped_at")),
                            _connector="OR",
                        ),
                        name="request_stop_settled_after",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("data_requests.RequestAnswer"), migrations.RunPython.noop),
        migrations.RunPython(append_only("data_requests.RequestViewing"), migrations.RunPython.noop),
        migrations.RunPython(append_only("data_requests.RequestViewingSeal"), migrations.RunPython.noop),
    ]
