# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("filings", "0001_initial"), ("filings", "0002_add_sources_of_data_subjects")]

    initial = True

    dependencies = [
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
        ("incidents", "0001_squashed_0012_incident_risk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
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
                    "question",
                    models.CharField(
                        choices=[
                            ("significant", "Is it a significant incident?"),
                            ("risk", "Is it a risk to people's rights and freedoms?"),
                            ("high_risk", "Is that risk high?"),
                            ("registered", "Shall the data subjects be told?"),
                            ("recipients", "Shall recipients of the service be told?"),
                            ("police", "Shall it be reported to the police?"),
                        ],
                        max_length=20,
                        verbose_name="question",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="criterion")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="criterion in English"),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for what is asked of everybody.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.sector",
                        verbose_name="sector",
                    ),
                ),
                ("threshold", models.PositiveIntegerField(blank=True, null=True, verbose_name="threshold")),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hours", "hours"),
                            ("percent", "per cent"),
                            ("people", "people"),
                            ("incidents", "incidents"),
                        ],
                        max_length=20,
                        verbose_name="counted in",
                    ),
                ),
                (
                    "at_least",
                    models.BooleanField(
                        default=False,
                        help_text="Else it must be passed.",
                        verbose_name="the threshold itself is enough",
                    ),
                ),
                (
                    "weight",
                    models.CharField(
                        choices=[
                            ("enough", "enough by itself"),
                            ("needed", "needed, with all others that are"),
                            ("against", "an exception"),
                        ],
                        default="enough",
                        max_length=10,
                        verbose_name="what a yes does",
                    ),
                ),
                ("can", models.BooleanField(default=False, verbose_name="asked of what it can cause too")),
                ("help", models.TextField(blank=True, max_length=1000, verbose_name="explanation")),
                (
                    "help_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="explanation in English"),
                ),
                ("provision", models.CharField(blank=True, max_length=200, verbose_name="provision")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "criterion for reporting an incident",
                "verbose_name_plural": "criteria for reporting incidents",
                "ordering": ("question", "position", "valid_from", "id"),
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
                        name="criterion_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="criterion_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Assessment",
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
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("significant", "Is it a significant incident?"),
                            ("risk", "Is it a risk to people's rights and freedoms?"),
                            ("high_risk", "Is that risk high?"),
                            ("registered", "Shall the data subjects be told?"),
                            ("recipients", "Shall recipients of the service be told?"),
                            ("police", "Shall it be reported to the police?"),
                        ],
                        max_length=20,
                        verbose_name="question",
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=list, verbose_name="answers")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="known of the event then")),
                (
                    "proposed",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not yet known")],
                        max_length=10,
                        verbose_name="proposed by the answers",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No")], max_length=10, verbose_name="outcome"
                    ),
                ),
                ("reasons", models.TextField(max_length=4000, verbose_name="reasons")),
                ("decided_by", models.CharField(max_length=200, verbose_name="decided by")),
                ("role", models.CharField(blank=True, max_length=200, verbose_name="role")),
                ("decided_at", models.DateTimeField(verbose_name="decided")),
            ],
            options={
                "verbose_name": "assessment of an incident",
                "verbose_name_plural": "assessments of incidents",
                "ordering": ("-decided_at", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["track", "question", "decided_at"], name="assessment_of_track")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReportField",
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
                    "report",
                    models.SlugField(
                        help_text="The short name of the time limit that it is filed by.",
                        max_length=60,
                        verbose_name="report",
                    ),
                ),
                (
                    "topic",
                    models.SlugField(
                        help_text="A field of a later report that has the same begins with what this one said.",
                        max_length=60,
                        verbose_name="short name",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="field")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="field in English")),
                ("help", models.TextField(blank=True, max_length=600, verbose_name="explanation")),
                (
                    "help_en",
                    models.TextField(blank=True, max_length=600, verbose_name="explanation in English"),
                ),
                (
                    "filled_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("title", "what happened"),
                            ("description", "the course of events"),
                            ("track_text", "what it means in the unit"),
                            ("occurred", "when it happened"),
                            ("detected", "when it was detected"),
                            ("aware", "when knowledge was gained"),
                            ("contained", "when it was contained"),
                            ("ended", "when it ended"),
                            ("ongoing", "whether it is ongoing"),
                            ("unit", "the unit's name"),
                            ("entity", "the legal entity's name"),
                            ("organisation_number", "the organisation number"),
                            ("contact", "who answers for it"),
                            ("reference", "the numbers of track and event"),
                            ("severity", "the severity"),
                            ("affected", "the number of affected units"),
                            ("cause", "the cause"),
                            ("log", "facts of the log"),
                            ("actions", "decisions of the log"),
                            ("assessment", "the reasons of the last assessment"),
                            ("informed", "whether the data subjects have been told"),
                            ("people", "the number of data subjects, by the information sets"),
                            ("people_groups", "the information sets with the data subjects"),
                            ("people_data", "the information sets, with protected identities"),
                        ],
                        max_length=30,
                        verbose_name="filled from",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "field of a report",
                "verbose_name_plural": "fields of incident reports",
                "ordering": ("report", "position", "valid_from", "id"),
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
                        name="reportfield_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="reportfield_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReportDraft",
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
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.trackstep",
                        verbose_name="step",
                    ),
                ),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="fields")),
            ],
            options={
                "verbose_name": "draft of a report",
                "verbose_name_plural": "drafts of reports",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("step",), name="report_draft_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SentReport",
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
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.trackstep",
                        verbose_name="step",
                    ),
                ),
                ("content", models.JSONField(blank=True, default=list, verbose_name="fields")),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64, verbose_name="checksum")),
                ("sent_by", models.CharField(max_length=200, verbose_name="sent by")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
            ],
            options={
                "verbose_name": "report as it was sent",
                "verbose_name_plural": "reports as they were sent",
                "ordering": ("created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("filings.Assessment"), migrations.RunPython.noop),
        migrations.RunPython(append_only("filings.SentReport"), migrations.RunPython.noop),
    ]
