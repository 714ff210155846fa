# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("moments", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="MomentStep",
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
                ("code", models.SlugField(blank=True, editable=False, max_length=80, verbose_name="key")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("P", "read in the primary source"),
                            ("K", "well known"),
                            ("O", "own assessment"),
                            ("S", "from a secondary source: check before relying on it"),
                            ("U", "not verified: check before relying on it"),
                        ],
                        default="U",
                        max_length=1,
                        verbose_name="how sure",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("procurement", "Procurement"),
                            ("development", "Development"),
                            ("introduction", "Introduction"),
                            ("change", "Change"),
                            ("retirement", "Retirement"),
                            ("hiring", "Hiring"),
                            ("transfer", "Transfer"),
                            ("departure", "Departure"),
                        ],
                        max_length=15,
                        verbose_name="kind of moment",
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="what is to be done")),
                (
                    "what_en",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what is to be done, in English"
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="who does it",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="within (days from the start)",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "step of moments",
                "verbose_name_plural": "steps of moments",
                "ordering": ("position", "code", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="momentstep_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="momentstep_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Moment",
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
                    "title",
                    models.CharField(
                        help_text="The service, or the role in words. Never the person's name.",
                        max_length=200,
                        verbose_name="what it is about",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("procurement", "Procurement"),
                            ("development", "Development"),
                            ("introduction", "Introduction"),
                            ("change", "Change"),
                            ("retirement", "Retirement"),
                            ("hiring", "Hiring"),
                            ("transfer", "Transfer"),
                            ("departure", "Departure"),
                        ],
                        max_length=15,
                        verbose_name="kind of moment",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for a person's role, and for a service that is not registered yet.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="IT service",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="started on")),
                (
                    "due_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty: the last of the steps decides.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Going on"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
            ],
            options={
                "verbose_name": "moment",
                "verbose_name_plural": "moments",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="moment_order"),
                    models.Index(fields=["due_on", "id"], name="moment_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True), ("due_on__gte", models.F("started_on")), _connector="OR"
                        ),
                        name="moment_due_after_start",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="moment_closed_after_start",
                        violation_error_message="The last day lies before the first.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MomentTask",
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
                    "moment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moments.moment",
                        verbose_name="moment",
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="what is to be done")),
                (
                    "control",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="who does it",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="last day")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="order")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("not_applicable", "Does not apply")],
                        default="open",
                        max_length=15,
                        verbose_name="status",
                    ),
                ),
                ("done_by", models.CharField(blank=True, max_length=120, verbose_name="done by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Name no one.", max_length=2000, verbose_name="what was done"
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="A registration number, a link, or where the paper lies.",
                        max_length=500,
                        verbose_name="what shows it",
                    ),
                ),
            ],
            options={
                "verbose_name": "task of a moment",
                "verbose_name_plural": "tasks of moments",
                "ordering": ("position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["status", "due_on"], name="moment_task_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", True), ("status", "open")),
                            models.Q(models.Q(("status", "open"), _negated=True), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="moment_task_day_of_done",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
