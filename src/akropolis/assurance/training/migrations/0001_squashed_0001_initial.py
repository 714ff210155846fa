# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("training", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="what it gives")),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it gives, in English"),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone with a role in the unit"),
                            ("management", "The management"),
                            ("roles", "Those with certain roles"),
                            ("voluntary", "Nobody must, whoever wants may"),
                        ],
                        default="voluntary",
                        max_length=12,
                        verbose_name="who must have it",
                    ),
                ),
                (
                    "roles",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="For the management: the roles that are the management of their unit.",
                        verbose_name="roles that must have it",
                    ),
                ),
                (
                    "valid_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: it is taken once.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="taken again after (months)",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=100000, verbose_name="order")),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
                "ordering": ("position", "code"),
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
                        name="course_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="course_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CourseCompletion",
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
                        blank=True,
                        help_text="Empty: it is called as the course.",
                        max_length=200,
                        verbose_name="occasion",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.course",
                        verbose_name="course",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: it is registered as counts.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "taken",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="how many took it"),
                ),
                (
                    "invited",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="of how many",
                    ),
                ),
                ("done_on", models.DateField(verbose_name="completed on")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="Empty: follows from the course.",
                        null=True,
                        verbose_name="valid to",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=200, verbose_name="where, or by whom")),
                (
                    "evidence_note",
                    models.CharField(
                        blank=True,
                        help_text="For example where the list of attendance is kept.",
                        max_length=300,
                        verbose_name="evidence",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("form", "Form"), ("file", "File"), ("machine", "Machine")],
                        default="form",
                        max_length=10,
                        verbose_name="came by",
                    ),
                ),
            ],
            options={
                "verbose_name": "completed training",
                "verbose_name_plural": "completed trainings",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="completion_order"),
                    models.Index(fields=["course", "person", "done_on"], name="completion_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("invited__isnull", True), ("person__isnull", False), ("taken__isnull", True)
                            ),
                            models.Q(
                                ("invited__isnull", False), ("person__isnull", True), ("taken__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="completion_person_or_counts",
                        violation_error_message="Write either a person or both counts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken__isnull", True), ("taken__lte", models.F("invited")), _connector="OR"
                        ),
                        name="completion_taken_of_invited",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("person__isnull", False)),
                        fields=("course", "person", "owner_unit", "done_on"),
                        name="completion_once",
                        violation_error_message="That the person took the course on that day is registered already.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
