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
        ("information", "0001_initial"),
        ("information", "0002_sent_for_decision"),
        ("information", "0003_personal_data_of_nodes"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("classification", "0001_squashed_0002_own_assessment"),
    ]

    operations = [
        migrations.CreateModel(
            name="InformationSet",
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
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="Nothing that concerns Sweden's security may be written here.",
                        max_length=4000,
                        verbose_name="what it is, in your own words",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="information owner",
                    ),
                ),
                (
                    "personal_data",
                    models.BooleanField(blank=True, null=True, verbose_name="holds personal data"),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="About how many people it tells about.",
                        null=True,
                        verbose_name="registered people",
                    ),
                ),
                (
                    "protected_people",
                    models.BooleanField(blank=True, null=True, verbose_name="holds protected identities"),
                ),
                ("classified_on", models.DateField(editable=False, null=True, verbose_name="classified on")),
                (
                    "valid_to",
                    models.DateField(editable=False, null=True, verbose_name="classification valid to"),
                ),
                (
                    "pointer",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="handled outside this system"
                    ),
                ),
            ],
            options={
                "verbose_name": "information set",
                "verbose_name_plural": "information sets",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="information_order"),
                    models.Index(
                        condition=models.Q(("valid_to__isnull", False)),
                        fields=["valid_to"],
                        name="information_valid",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pointer", False),
                            models.Q(
                                ("description", ""),
                                ("people", None),
                                ("personal_data", None),
                                ("protected_people", None),
                            ),
                            _connector="OR",
                        ),
                        name="information_pointer_empty",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ClassificationDraft",
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
                    "information",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="information.informationset",
                        verbose_name="information set",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classification.scheme",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what it is, in your own words"
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent for decision")),
            ],
            options={
                "verbose_name": "classification under way",
                "verbose_name_plural": "classifications under way",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("information",), name="classification_draft_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ClassificationDecision",
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
                    "information",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="information.informationset",
                        verbose_name="information set",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classification.scheme",
                        verbose_name="scheme",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="decision number")),
                ("information_name", models.CharField(max_length=200)),
                ("unit_name", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
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
                ("decided_at", models.DateTimeField(verbose_name="decided")),
                (
                    "decider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decider_name", models.CharField(max_length=120, verbose_name="decided by")),
                ("decider_role", models.CharField(max_length=120, verbose_name="role")),
                ("valid_to", models.DateField(verbose_name="valid to")),
                ("origin", models.CharField(blank=True, max_length=300, verbose_name="read in from")),
            ],
            options={
                "verbose_name": "classification decision",
                "verbose_name_plural": "classification decisions",
                "ordering": ("-number",),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("information", "number"), name="decision_number_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReclassificationReason",
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
                    "information",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="information.informationset",
                        verbose_name="information set",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("expires", "The decision's time is running out"),
                            ("dependency", "There is a new dependency"),
                            ("supplier", "A supplier was hit"),
                            ("incident", "There was an incident"),
                            ("scheme", "The scheme has a new edition"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("because", models.CharField(max_length=300, verbose_name="in words")),
                ("key", models.CharField(max_length=120)),
                ("raised_on", models.DateField(verbose_name="raised on")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="settled"),
                ),
            ],
            options={
                "verbose_name": "reason to classify anew",
                "verbose_name_plural": "reasons to classify anew",
                "ordering": ("-raised_on", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("information", "key"), name="reason_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IntakeStop",
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
                    "information",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="information.informationset",
                        verbose_name="information set",
                    ),
                ),
            ],
            options={
                "verbose_name": "intake stop",
                "verbose_name_plural": "intake stops",
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
                        name="intake_stop_settled_after",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("information.ClassificationDecision"), migrations.RunPython.noop),
    ]
