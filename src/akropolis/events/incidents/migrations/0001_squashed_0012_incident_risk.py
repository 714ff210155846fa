# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [
        ("incidents", "0001_initial"),
        ("incidents", "0002_incident_threat"),
        ("incidents", "0003_incident_receipt"),
        ("incidents", "0004_tracks"),
        ("incidents", "0005_intake"),
        ("incidents", "0006_afterwards"),
        ("incidents", "0007_exercises"),
        ("incidents", "0008_secret_events_by_number"),
        ("incidents", "0009_viewing_seals"),
        ("incidents", "0010_knowledge"),
        ("incidents", "0011_desks"),
        ("incidents", "0012_incident_risk"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("risk", "0001_squashed_0001_initial"),
        ("threats", "0001_squashed_0002_own_assessment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
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
                ("title", models.CharField(max_length=200, verbose_name="what happened")),
                (
                    "description",
                    models.TextField(blank=True, max_length=8000, verbose_name="course of events"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "Event, not judged yet"),
                            ("incident", "Incident"),
                            ("near_miss", "Near miss"),
                            ("none", "No incident"),
                            ("duplicate", "The same as another"),
                        ],
                        default="incident",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "sharing",
                    models.CharField(
                        choices=[
                            ("leading", "Only the unit that leads it"),
                            ("affected", "The affected units too"),
                            ("city", "Everyone in the city who may read incidents"),
                        ],
                        default="affected",
                        help_text="Tracks, log entries and files have readers of their own.",
                        max_length=10,
                        verbose_name="who may read it",
                    ),
                ),
                (
                    "secret",
                    models.BooleanField(
                        default=False,
                        help_text="Lists, files and searches show its number and none of its texts. Whoever opens it is kept, with the time.",
                        verbose_name="secret",
                    ),
                ),
                (
                    "secrecy",
                    models.CharField(
                        blank=True,
                        help_text="Proposed: OSL 18 kap. 8 b §. A mark is a warning and no decision.",
                        max_length=200,
                        verbose_name="secrecy provision",
                    ),
                ),
                ("exercise", models.BooleanField(default=False, editable=False, verbose_name="exercise")),
                ("pace", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="pace")),
                (
                    "level",
                    models.SlugField(
                        blank=True, editable=False, max_length=60, verbose_name="level of leadership"
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="the same as",
                    ),
                ),
                ("occurred_at", models.DateTimeField(verbose_name="happened")),
                ("detected_at", models.DateTimeField(blank=True, null=True, verbose_name="detected")),
                ("aware_at", models.DateTimeField(blank=True, null=True, verbose_name="knowledge gained")),
                (
                    "assessed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="judged to be significant"),
                ),
                ("contained_at", models.DateTimeField(blank=True, null=True, verbose_name="contained")),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="handled")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not assessed"),
                            (1, "Minor"),
                            (2, "Moderate"),
                            (3, "Serious"),
                            (4, "Critical"),
                        ],
                        default=0,
                        verbose_name="severity",
                    ),
                ),
                (
                    "personal_data",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not yet known")],
                        default="unknown",
                        max_length=10,
                        verbose_name="personal data",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reported", "Reported"),
                            ("handling", "Being handled"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                        ],
                        default="reported",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.service",
                        verbose_name="it service",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="led by",
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=300, verbose_name="cause")),
                (
                    "root_cause",
                    models.CharField(
                        choices=[
                            ("malicious", "Malicious action"),
                            ("human", "Human error"),
                            ("system", "System failure"),
                            ("third_party", "Failure at a third party"),
                            ("natural", "Natural phenomenon"),
                            ("unknown", "Not yet known"),
                        ],
                        default="unknown",
                        help_text="What it came of at bottom. By it incidents of the same cause are found.",
                        max_length=20,
                        verbose_name="root cause",
                    ),
                ),
                (
                    "learned",
                    models.TextField(
                        blank=True,
                        help_text="Name no one.",
                        max_length=8000,
                        verbose_name="what worked and what did not",
                    ),
                ),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["occurred_at", "id"], name="incident_occurred")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("detected_at__isnull", True),
                            ("detected_at__gte", models.F("occurred_at")),
                            _connector="OR",
                        ),
                        name="incident_detected_after",
                        violation_error_message="It cannot have been detected before it happened.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("closed_at__gte", models.F("occurred_at")),
                            _connector="OR",
                        ),
                        name="incident_closed_after",
                        violation_error_message="It cannot have been closed before it happened.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="incident_closed_with_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pace", 1), models.Q(("exercise", True), ("pace__gt", 1)), _connector="OR"
                        ),
                        name="incident_pace_of_exercise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exercise", False), ("title__startswith", "ÖVNING:"), _connector="OR"
                        ),
                        name="incident_exercise_marked",
                        violation_error_message="The title of an exercise begins with: ÖVNING:",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentAction",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actions.action"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.incident"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "action"), name="incident_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentNode",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.incident"
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="what was hit",
                    ),
                ),
            ],
            options={
                "verbose_name": "what an incident hit",
                "verbose_name_plural": "what incidents hit",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "node"), name="incident_node_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentUnit",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.incident"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="affected unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit that an incident affects",
                "verbose_name_plural": "units that incidents affect",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "unit"), name="incident_unit_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentReceipt",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="affected unit",
                    ),
                ),
                ("received_by", models.CharField(max_length=200, verbose_name="taken in by")),
                ("received_at", models.DateTimeField(verbose_name="taken in")),
                (
                    "meaning",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it means for the unit"),
                ),
            ],
            options={
                "verbose_name": "receipt of an incident",
                "verbose_name_plural": "receipts of incidents",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "unit"),
                        name="incident_receipt_once",
                        violation_error_message="Somebody else in the unit has taken it in already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentThreat",
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
                    "threat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="threats.threat",
                        verbose_name="threat",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "threat that an incident names",
                "verbose_name_plural": "threats that incidents name",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "threat"), name="incident_threat_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentRisk",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                (
                    "foreseen",
                    models.CharField(
                        choices=[
                            ("yes", "Yes, it describes what happened"),
                            ("no", "No, something else happened"),
                            ("unknown", "Not yet known"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="did the risk foresee it?",
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person who is asked",
                    ),
                ),
                (
                    "likelihood_stands",
                    models.BooleanField(blank=True, null=True, verbose_name="does the likelihood stand?"),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("answered_by", models.CharField(blank=True, max_length=120, verbose_name="answered by")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
            ],
            options={
                "verbose_name": "risk of an incident",
                "verbose_name_plural": "risks of incidents",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "risk"), name="incident_risk_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OpenReport",
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
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how to reach the one who reported"
                    ),
                ),
            ],
            options={
                "verbose_name": "report without an account",
                "verbose_name_plural": "reports without an account",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ExternalEvent",
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
                    "person",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="told by",
                    ),
                ),
                ("external_id", models.CharField(max_length=200, verbose_name="id in the monitor")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "event from a monitor",
                "verbose_name_plural": "events from monitors",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["person", "created_at"], name="external_event_lately")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "external_id"), name="external_event_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReportStop",
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
                "verbose_name": "stopped report",
                "verbose_name_plural": "stopped reports",
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
                        name="report_stop_settled_after",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ViewingSeal",
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
            name="Track",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("cyber", "The cybersecurity act (NIS 2)"),
                            ("privacy", "Personal data breach (GDPR)"),
                            ("registered", "Information to the data subjects"),
                            ("recipients", "Information to recipients of the service"),
                            ("police", "Police report"),
                            ("security", "Protective security"),
                            ("contract", "The supplier's agreement"),
                            ("work", "Work environment"),
                            ("other", "Other duty"),
                        ],
                        max_length=20,
                        verbose_name="rules",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what it is about")),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="What differs from what is said of the event as a whole. Name nobody whom it concerns.",
                        max_length=8000,
                        verbose_name="what it means here",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "aware_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="The clocks of the track count from it. Empty in a new track: it is proposed.",
                        null=True,
                        verbose_name="knowledge gained here",
                    ),
                ),
                (
                    "aware_because",
                    models.CharField(
                        blank=True,
                        help_text="Needed when it is later than when the event was detected.",
                        max_length=500,
                        verbose_name="why knowledge counts from then",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Under way"),
                            ("reported", "Reported"),
                            ("not_reported", "Decided not to report"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "formerly",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="the duty was of"
                    ),
                ),
            ],
            options={
                "verbose_name": "track of an incident",
                "verbose_name_plural": "tracks of incidents",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["state", "id"], name="track_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "owner_unit", "regime", "formerly"),
                        name="track_once",
                        violation_error_message="The unit has such a track of the incident already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TrackStep",
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.track",
                        verbose_name="track",
                    ),
                ),
                ("clock", models.SlugField(max_length=60, verbose_name="clock")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="what is to be done")),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="the clock was started"),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="own time")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To be done"),
                            ("sent", "Sent, receipt missing"),
                            ("done", "Done"),
                            ("dropped", "Decided not to be done"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                ("submitted_by", models.CharField(blank=True, max_length=200, verbose_name="submitted by")),
                (
                    "receipt",
                    models.CharField(blank=True, max_length=200, verbose_name="receipt or case number"),
                ),
                (
                    "because",
                    models.TextField(
                        blank=True,
                        help_text="Why it is late, or why it is not done.",
                        max_length=2000,
                        verbose_name="reasons",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a track",
                "verbose_name_plural": "steps of tracks",
                "ordering": ("created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("clock__in", ("nis2-intermediate", "own")), _negated=True),
                        fields=("track", "clock"),
                        name="track_step_once",
                        violation_error_message="The track has that step already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(
                                ("submitted_at__isnull", False), models.Q(("receipt", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="track_step_done_with_receipt",
                        violation_error_message="Write when it was submitted and its receipt or case number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="track_step_sent_with_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="track_step_dropped_with_reasons",
                        violation_error_message="Write why it is not done.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="LogEntry",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                        verbose_name="incident",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="written in",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fact", "Fact"),
                            ("decision", "Decision"),
                            ("message", "Message sent"),
                            ("correction", "Correction"),
                            ("handover", "Hand-over"),
                        ],
                        default="fact",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "happened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when it happened"),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what")),
                ("basis", models.TextField(blank=True, max_length=2000, verbose_name="on what basis")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("unit", "Only the unit that wrote it"),
                            ("leading", "The unit that wrote it and the one that leads"),
                            ("affected", "Everyone who may read the event"),
                        ],
                        default="leading",
                        max_length=10,
                        verbose_name="who reads it",
                    ),
                ),
                ("written_by", models.CharField(max_length=200, verbose_name="written by")),
            ],
            options={
                "verbose_name": "log entry",
                "verbose_name_plural": "log entries",
                "ordering": ("happened_at", "created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["incident", "happened_at", "id"], name="log_entry_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Viewing",
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.incident"
                    ),
                ),
                ("page", models.CharField(max_length=100)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(append_only("incidents.ViewingSeal"), migrations.RunPython.noop),
        migrations.RunPython(append_only("incidents.LogEntry"), migrations.RunPython.noop),
        migrations.RunPython(append_only("incidents.Viewing"), migrations.RunPython.noop),
    ]
