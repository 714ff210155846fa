# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("audits", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("deviations", "0001_squashed_0002_grades_count_as_major"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
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
                ("title", models.CharField(max_length=200, verbose_name="audit")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("internal", "Internal audit"),
                            ("city_auditors", "The city's auditors"),
                            ("supervisor", "Supervision by an authority"),
                            ("certification", "Certification"),
                        ],
                        default="internal",
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
                ("lead", models.CharField(blank=True, max_length=120, verbose_name="led by")),
                (
                    "scope",
                    models.TextField(
                        blank=True,
                        help_text="Which parts of the unit, which services and which time.",
                        max_length=2000,
                        verbose_name="scope",
                    ),
                ),
                (
                    "criteria",
                    models.TextField(
                        blank=True,
                        help_text="What the evidence is held against: laws, rules, measures, routines.",
                        max_length=2000,
                        verbose_name="audit criteria",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("reported", "Reported"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                (
                    "conclusion",
                    models.TextField(blank=True, max_length=4000, verbose_name="audit conclusion"),
                ),
                (
                    "answer_due_on",
                    models.DateField(
                        blank=True,
                        help_text="For the city's auditors and supervisors. Empty when nobody awaits an answer.",
                        null=True,
                        verbose_name="answer at the latest",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("answer", models.TextField(blank=True, max_length=8000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "audit",
                "verbose_name_plural": "audits",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="audit_order"),
                    models.Index(fields=["planned_on", "id"], name="audit_planned"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("answer_due_on__isnull", True),
                            ("answered_on__isnull", False),
                            _connector="OR",
                        ),
                        name="audit_answered_before_closed",
                        violation_error_message="An answer is awaited. Write it before you close the audit.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AuditObservation",
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
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audits.audit",
                        verbose_name="audit",
                    ),
                ),
                (
                    "deviation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deviations.deviation",
                        verbose_name="deviation",
                    ),
                ),
                (
                    "evidence",
                    models.TextField(
                        blank=True,
                        help_text="What was read, seen and heard. Name no one.",
                        max_length=4000,
                        verbose_name="audit evidence",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("corrected", "Corrected"),
                            ("partly", "Partly corrected"),
                            ("remains", "Remains"),
                        ],
                        max_length=10,
                        verbose_name="audited again",
                    ),
                ),
                ("reaudited_on", models.DateField(blank=True, null=True, verbose_name="audited again on")),
            ],
            options={
                "verbose_name": "audit finding",
                "verbose_name_plural": "audit findings",
                "ordering": ("created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "deviation"), name="audit_observation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("reaudited_on__isnull", True)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True), ("reaudited_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="audit_observation_day_of_outcome",
                        violation_error_message="Write both what was found and the day.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
