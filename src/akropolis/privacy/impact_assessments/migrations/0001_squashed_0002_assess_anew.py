# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("impact_assessments", "0001_initial"), ("impact_assessments", "0002_assess_anew")]

    initial = True

    dependencies = [
        ("documents", "0001_squashed_0007_security_patterns"),
        ("processing", "0001_squashed_0002_name_other_controllers_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImpactAssessment",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                        verbose_name="impact assessment",
                    ),
                ),
                (
                    "asked_on",
                    models.DateField(
                        editable=False, null=True, verbose_name="the data protection officer asked on"
                    ),
                ),
                (
                    "views_asked",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="the data subjects were asked for their views"
                    ),
                ),
                (
                    "views",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="how they were asked and what they said, or why not",
                    ),
                ),
                (
                    "advice_followed",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="what the controller decides because of the advice",
                    ),
                ),
                (
                    "high_risk",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="a high risk remains in spite of the measures"
                    ),
                ),
                (
                    "sent_on",
                    models.DateField(blank=True, null=True, verbose_name="sent for prior consultation on"),
                ),
                (
                    "extended",
                    models.BooleanField(default=False, verbose_name="the authority has extended its time"),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="answered by the authority on"),
                ),
                (
                    "answer",
                    models.TextField(blank=True, max_length=4000, verbose_name="the authority's advice"),
                ),
            ],
            options={
                "verbose_name": "impact assessment",
                "verbose_name_plural": "impact assessments",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("document",), name="assessment_document_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_on__isnull", True),
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("sent_on")),
                            _connector="OR",
                        ),
                        name="assessment_consulted_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AssessmentAdvice",
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
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="impact_assessments.impactassessment",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="advised on")),
                ("given_by", models.CharField(max_length=120, verbose_name="advised by")),
                ("text", models.TextField(max_length=8000, verbose_name="advice")),
            ],
            options={
                "verbose_name": "advice on an impact assessment",
                "verbose_name_plural": "advice on impact assessments",
                "ordering": ("-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ThresholdCriterion",
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
                ("name", models.CharField(max_length=200, verbose_name="criterion")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=200, verbose_name="criterion in English"),
                ),
                ("guide", models.TextField(blank=True, max_length=1000, verbose_name="guidance")),
                (
                    "guide_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="guidance in English"),
                ),
                ("issuer", models.CharField(max_length=120, verbose_name="issued by")),
                ("provision", models.CharField(blank=True, max_length=120, verbose_name="provision")),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("counts", "two that are met call for an assessment"),
                            ("requires", "one that is met calls for an assessment"),
                        ],
                        default="counts",
                        max_length=10,
                        verbose_name="what it leads to",
                    ),
                ),
                (
                    "suggests",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "vulnerable",
                                "groups in need of special protection, children, protected identities",
                            ),
                            ("sensitive", "special categories, offences, data of a highly personal kind"),
                            ("large", "the number of people"),
                            ("automated", "automatic decisions"),
                            ("large_sensitive", "special categories or offences, and the number of people"),
                        ],
                        max_length=20,
                        verbose_name="proposed from",
                    ),
                ),
                (
                    "at_least",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="many people are at least",
                    ),
                ),
                (
                    "proposal",
                    models.BooleanField(
                        default=False,
                        help_text="Proposed, not in force: it is in no test.",
                        verbose_name="only a proposal",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
            ],
            options={
                "verbose_name": "criterion of the threshold",
                "verbose_name_plural": "criteria of the threshold",
                "ordering": ("position", "valid_from", "id"),
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
                        name="thresholdcriterion_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="thresholdcriterion_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ThresholdTest",
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
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processing.processing",
                        verbose_name="processing",
                    ),
                ),
                ("tested_on", models.DateField(verbose_name="tested on")),
                ("tested_by", models.CharField(max_length=120, verbose_name="tested by")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("needed", "An impact assessment is needed"),
                            ("may", "An impact assessment may be needed"),
                            ("open", "Cannot be decided until what is unknown is known"),
                            ("not_needed", "No impact assessment is needed"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("make", models.BooleanField(verbose_name="an impact assessment is made")),
                (
                    "reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="reasons for the decision"),
                ),
                ("answers", models.JSONField(default=list, verbose_name="answers")),
                ("basis", models.JSONField(default=dict, verbose_name="what the answers rest on")),
            ],
            options={
                "verbose_name": "threshold test",
                "verbose_name_plural": "threshold tests",
                "ordering": ("-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("impact_assessments.AssessmentAdvice"), migrations.RunPython.noop),
        migrations.RunPython(append_only("impact_assessments.ThresholdTest"), migrations.RunPython.noop),
    ]
