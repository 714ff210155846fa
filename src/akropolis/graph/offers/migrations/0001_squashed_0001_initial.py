# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("offers", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
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
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.node"
                    ),
                ),
                (
                    "confidentiality",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="confidentiality"),
                ),
                (
                    "integrity",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="integrity"),
                ),
                (
                    "availability",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="availability"),
                ),
                (
                    "traceability",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="traceability"),
                ),
                (
                    "authenticity",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="authenticity"),
                ),
                ("evidence", models.TextField(max_length=4000, verbose_name="evidence")),
                ("stated_on", models.DateField(verbose_name="stated on")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("stated_by", models.CharField(max_length=120, verbose_name="stated by")),
            ],
            options={
                "verbose_name": "offered level",
                "verbose_name_plural": "offered levels",
                "ordering": ("-stated_on", "-created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("stated_on")),
                            _connector="OR",
                        ),
                        name="offer_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="GapException",
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
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.node"
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
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("confidentiality", "confidentiality"),
                            ("integrity", "integrity"),
                            ("availability", "availability"),
                            ("traceability", "traceability"),
                            ("authenticity", "authenticity"),
                        ],
                        max_length=20,
                        verbose_name="aspect",
                    ),
                ),
                ("demanded", models.PositiveSmallIntegerField(verbose_name="demanded")),
                ("offered", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="offered")),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                ("decider_name", models.CharField(max_length=120, verbose_name="decided by")),
                ("decider_role", models.CharField(max_length=120, verbose_name="role")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("valid_to", models.DateField(verbose_name="accepted until")),
            ],
            options={
                "verbose_name": "accepted gap",
                "verbose_name_plural": "accepted gaps",
                "ordering": ("-decided_on", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("decided_on"))),
                        name="gap_exception_ends",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="GapAction",
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
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.node"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.unit"
                    ),
                ),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("confidentiality", "confidentiality"),
                            ("integrity", "integrity"),
                            ("availability", "availability"),
                            ("traceability", "traceability"),
                            ("authenticity", "authenticity"),
                        ],
                        max_length=20,
                        verbose_name="aspect",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actions.action"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("node", "unit", "aspect", "action"), name="gap_action_once"
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Question",
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
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.node"
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
                ("text", models.TextField(max_length=2000, verbose_name="question")),
                ("asked_by", models.CharField(max_length=120, verbose_name="asked by")),
                (
                    "asker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_by", models.CharField(blank=True, max_length=120, verbose_name="answered by")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ("-asked_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Controllership",
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
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.node"
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
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("controller", "Controller"),
                            ("joint", "Joint controller"),
                            ("processor", "Processor"),
                            ("none", "Handles no personal data here"),
                        ],
                        max_length=20,
                        verbose_name="responsibility",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        help_text="Decision, agreement or law.",
                        max_length=300,
                        verbose_name="basis",
                    ),
                ),
            ],
            options={
                "verbose_name": "responsibility for personal data",
                "verbose_name_plural": "responsibilities for personal data",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("node", "unit"), name="controllership_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
