# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("deviations", "0001_initial"), ("deviations", "0002_grades_count_as_major")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviationGrade",
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
                    "grade",
                    models.CharField(
                        choices=[
                            ("major", "Major deviation"),
                            ("minor", "Minor deviation"),
                            ("observation", "Observation"),
                            ("improvement", "Proposal for improvement"),
                            ("strength", "Strength"),
                        ],
                        max_length=12,
                        verbose_name="grade",
                    ),
                ),
                ("meaning", models.TextField(max_length=1000, verbose_name="what it means")),
                (
                    "meaning_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="what it means, in English"),
                ),
                (
                    "is_deviation",
                    models.BooleanField(
                        default=False,
                        help_text="Then it counts as a deviation, has a last day, and its effect is verified.",
                        verbose_name="must be put right",
                    ),
                ),
                (
                    "is_major",
                    models.BooleanField(
                        default=False,
                        help_text="Among what must be put right; the others count as minor.",
                        verbose_name="counts as major",
                    ),
                ),
            ],
            options={
                "verbose_name": "grade of deviations",
                "verbose_name_plural": "grades of deviations",
                "ordering": ("valid_from", "id"),
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
                        name="deviationgrade_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="deviationgrade_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Deviation",
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
                ("title", models.CharField(max_length=200, verbose_name="deviation")),
                (
                    "what",
                    models.TextField(
                        help_text="Name no one.", max_length=4000, verbose_name="what was found"
                    ),
                ),
                (
                    "criterion",
                    models.CharField(
                        blank=True,
                        help_text="The rule, measure or routine that it deviates from.",
                        max_length=300,
                        verbose_name="criterion",
                    ),
                ),
                (
                    "found_by",
                    models.CharField(
                        choices=[
                            ("audit", "Audit"),
                            ("test", "Test of a measure"),
                            ("city_auditors", "The city's auditors"),
                            ("supervisor", "Supervisory authority"),
                            ("exercise", "Exercise"),
                            ("incident", "Incident"),
                            ("own", "Own control"),
                        ],
                        default="own",
                        max_length=15,
                        verbose_name="found by",
                    ),
                ),
                ("found_on", models.DateField(verbose_name="found on")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("major", "Major deviation"),
                            ("minor", "Minor deviation"),
                            ("observation", "Observation"),
                            ("improvement", "Proposal for improvement"),
                            ("strength", "Strength"),
                        ],
                        default="minor",
                        max_length=12,
                        verbose_name="grade",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="about",
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
                ("source_kind", models.CharField(blank=True, editable=False, max_length=60)),
                ("source_id", models.UUIDField(editable=False, null=True)),
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
                ("due_on", models.DateField(blank=True, null=True, verbose_name="corrected at the latest")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("analysed", "Analysed"),
                            ("corrected", "Corrected"),
                            ("verified", "Effect verified"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "cause",
                    models.TextField(
                        blank=True,
                        help_text="Why it came about, so that it does not happen again.",
                        max_length=4000,
                        verbose_name="cause",
                    ),
                ),
                (
                    "correction",
                    models.TextField(
                        blank=True,
                        help_text="What was done at once, and what has been changed.",
                        max_length=4000,
                        verbose_name="correction",
                    ),
                ),
                ("corrected_on", models.DateField(blank=True, null=True, verbose_name="corrected on")),
                (
                    "corrected_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="corrected by",
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        blank=True,
                        help_text="Somebody else than the one who corrects it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verifies the effect",
                    ),
                ),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="effect verified on")),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="effect verified by",
                    ),
                ),
                (
                    "effect",
                    models.TextField(
                        blank=True,
                        help_text="What you looked at, and what shows that it does not come back.",
                        max_length=4000,
                        verbose_name="how the effect was verified",
                    ),
                ),
            ],
            options={
                "verbose_name": "deviation",
                "verbose_name_plural": "deviations",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="deviation_order"),
                    models.Index(fields=["due_on", "id"], name="deviation_due"),
                    models.Index(fields=["source_id"], name="deviation_source"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrected_on__isnull", True),
                            ("corrected_on__gte", models.F("found_on")),
                            _connector="OR",
                        ),
                        name="deviation_found_first",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrected_on__isnull", True),
                            ("verified_on__isnull", True),
                            ("verified_on__gte", models.F("corrected_on")),
                            _connector="OR",
                        ),
                        name="deviation_corrected_first",
                        violation_error_message="The last day lies before the first.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DeviationAction",
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
                    "deviation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deviations.deviation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("deviation", "action"), name="deviation_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DeviationException",
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
                    "deviation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deviations.deviation",
                        verbose_name="deviation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner of the exception",
                    ),
                ),
                ("reasons", models.TextField(max_length=4000, verbose_name="reasons")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("ends_on", models.DateField(verbose_name="last day of the exception")),
                ("decided_by", models.CharField(max_length=120, verbose_name="decided by")),
            ],
            options={
                "verbose_name": "exception",
                "verbose_name_plural": "exceptions",
                "ordering": ("-decided_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="deviation_exception_ends",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("deviations.DeviationException"), migrations.RunPython.noop),
    ]
