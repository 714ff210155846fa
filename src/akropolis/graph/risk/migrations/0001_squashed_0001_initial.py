# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration
from akropolis.base.kernel.history.triggers import append_only


class Migration(SquashedMigration):
    replaces = [("risk", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("assets", "0001_squashed_0002_conditions_of_measures"),
        ("classification", "0001_squashed_0002_own_assessment"),
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
        ("horizon", "0001_squashed_0003_observation_threat"),
        ("threats", "0001_squashed_0002_own_assessment"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskMatrix",
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
                ("series", models.SlugField(max_length=40, verbose_name="series")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "in_use",
                    models.BooleanField(
                        default=False,
                        help_text="New judgements are made by the matrix that is in use.",
                        verbose_name="in use",
                    ),
                ),
                ("body", models.JSONField(default=dict, verbose_name="steps, levels and cells")),
            ],
            options={
                "verbose_name": "risk matrix",
                "verbose_name_plural": "risk matrices",
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
                        name="riskmatrix_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="riskmatrix_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskMandate",
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
                ("series", models.SlugField(max_length=40, verbose_name="series of matrices")),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="role",
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("city", "City"),
                            ("committee", "Committee"),
                            ("administration", "Administration"),
                            ("company", "Company"),
                            ("department", "Department"),
                            ("section", "Section"),
                        ],
                        max_length=20,
                        verbose_name="kind of unit",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="at most the level",
                    ),
                ),
                (
                    "consequence",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="at most the consequence"
                    ),
                ),
            ],
            options={
                "verbose_name": "mandate to accept risks",
                "verbose_name_plural": "mandates to accept risks",
                "ordering": ("series", "level", "role__position", "unit_kind", "id"),
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
                        name="riskmandate_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="riskmandate_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Scenario",
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
                    "threat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="threats.threat",
                        verbose_name="threat",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("process", "Business process"),
                            ("information", "Information set"),
                            ("service", "IT service"),
                            ("ai_system", "AI system"),
                            ("platform", "Platform or component"),
                            ("devices", "Group of devices"),
                            ("crypto", "Cryptographic asset"),
                            ("location", "Location"),
                            ("supplier", "Supplier"),
                        ],
                        max_length=20,
                        verbose_name="kind of object",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=160, verbose_name="name in English")),
                ("description", models.TextField(max_length=2000, verbose_name="what happens")),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="what happens, in English"),
                ),
                ("weaknesses", models.JSONField(blank=True, default=list, verbose_name="typical weaknesses")),
                (
                    "weaknesses_en",
                    models.JSONField(blank=True, default=list, verbose_name="typical weaknesses, in English"),
                ),
                ("questions", models.JSONField(blank=True, default=list, verbose_name="questions to ask")),
                (
                    "questions_en",
                    models.JSONField(blank=True, default=list, verbose_name="questions to ask, in English"),
                ),
                (
                    "measures",
                    models.JSONField(blank=True, default=list, verbose_name="measures that protect"),
                ),
                (
                    "likelihood_hint",
                    models.CharField(blank=True, max_length=200, verbose_name="how often, to begin with"),
                ),
                (
                    "likelihood_hint_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how often, to begin with, in English"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
            ],
            options={
                "verbose_name": "risk scenario",
                "verbose_name_plural": "risk scenarios",
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
                        name="scenario_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="scenario_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CostAnchor",
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
                ("name", models.CharField(max_length=200, verbose_name="what it is")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=200, verbose_name="what it is, in English"),
                ),
                ("kind", models.CharField(blank=True, max_length=20, verbose_name="kind of loss")),
                ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="kr")),
                (
                    "applies_to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("city", "City"),
                            ("committee", "Committee"),
                            ("administration", "Administration"),
                            ("company", "Company"),
                            ("department", "Department"),
                            ("section", "Section"),
                        ],
                        max_length=20,
                        verbose_name="applies to",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="what to bear in mind")),
                (
                    "note_en",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what to bear in mind, in English"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
            ],
            options={
                "verbose_name": "cost to compare with",
                "verbose_name_plural": "costs to compare with",
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
                        name="costanchor_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="costanchor_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Risk",
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
                ("title", models.CharField(max_length=200, verbose_name="risk")),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="Nothing that concerns Sweden's security may be written here.",
                        max_length=4000,
                        verbose_name="what can happen",
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
                    "scenario",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.scenario",
                        verbose_name="scenario",
                    ),
                ),
                (
                    "scenario_version",
                    models.PositiveIntegerField(
                        editable=False, null=True, verbose_name="version of the scenario"
                    ),
                ),
                ("weakness", models.TextField(blank=True, max_length=4000, verbose_name="weakness")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="risk owner",
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reduce", "Reduce"),
                            ("accept", "Accept"),
                            ("avoid", "Avoid"),
                            ("share", "Share"),
                        ],
                        max_length=20,
                        verbose_name="treatment",
                    ),
                ),
                (
                    "treatment_plan",
                    models.TextField(blank=True, max_length=4000, verbose_name="how it is treated"),
                ),
                (
                    "internal_control",
                    models.BooleanField(default=False, verbose_name="part of the internal control"),
                ),
                (
                    "rsa",
                    models.BooleanField(
                        default=False, verbose_name="part of the risk and vulnerability analysis"
                    ),
                ),
                (
                    "cer",
                    models.BooleanField(
                        default=False, verbose_name="part of the risk assessment of a critical entity"
                    ),
                ),
                (
                    "secrecy",
                    models.CharField(
                        blank=True,
                        help_text="Proposed: OSL 18 kap. 8 § or 13 §. A mark is a warning and no decision.",
                        max_length=200,
                        verbose_name="secrecy provision",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="no longer relevant since"),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.riskmatrix",
                        verbose_name="judged by",
                    ),
                ),
                (
                    "inherent_level",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="level without measures"
                    ),
                ),
                (
                    "likelihood",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="likelihood"),
                ),
                (
                    "consequence",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="consequence"),
                ),
                ("level", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="level")),
                (
                    "target_level",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="target level"),
                ),
                ("judged_on", models.DateField(editable=False, null=True, verbose_name="judged on")),
                (
                    "accepted_until",
                    models.DateField(editable=False, null=True, verbose_name="accepted until"),
                ),
                (
                    "waits_in",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="decision awaited in",
                    ),
                ),
                ("treat_by", models.DateField(editable=False, null=True, verbose_name="treated by")),
            ],
            options={
                "verbose_name": "risk",
                "verbose_name_plural": "risks",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="risk_order"),
                    models.Index(fields=["owner_unit", "level"], name="risk_unit_level"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__isnull", True),
                            models.Q(
                                ("consequence__isnull", False),
                                ("likelihood__isnull", False),
                                ("matrix__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="risk_level_with_its_cell",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskThreat",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
            ],
            options={
                "verbose_name": "threat of a risk",
                "verbose_name_plural": "threats of risks",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("risk", "threat"), name="risk_threat_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskMeasure",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="compliance.control",
                        verbose_name="security measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure of a risk",
                "verbose_name_plural": "measures of risks",
                "ordering": ("control__position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("risk", "control"), name="risk_measure_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskAction",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                        verbose_name="action",
                    ),
                ),
            ],
            options={
                "verbose_name": "action of a risk",
                "verbose_name_plural": "actions of risks",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("risk", "action"), name="risk_action_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskObservation",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                (
                    "observation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="horizon.observation",
                        verbose_name="observation",
                    ),
                ),
            ],
            options={
                "verbose_name": "observation of a risk",
                "verbose_name_plural": "observations of risks",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("risk", "observation"), name="risk_observation_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskDecision",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("sent_up", "Sent up"),
                            ("sent_back", "Sent back"),
                            ("withdrawn", "Acceptance withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="decided in",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="decision awaited in",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.riskmatrix",
                        verbose_name="risk matrix",
                    ),
                ),
                ("likelihood", models.PositiveSmallIntegerField(null=True, verbose_name="likelihood")),
                ("consequence", models.PositiveSmallIntegerField(null=True, verbose_name="consequence")),
                ("level", models.PositiveSmallIntegerField(null=True, verbose_name="level")),
                ("frozen", models.JSONField(blank=True, default=dict, verbose_name="what was decided on")),
                ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                ("decider_name", models.CharField(max_length=120, verbose_name="decided by")),
                ("decider_role", models.CharField(max_length=120, verbose_name="role")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="accepted until")),
            ],
            options={
                "verbose_name": "decision on a risk",
                "verbose_name_plural": "decisions on risks",
                "ordering": ("-decided_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="risk_decision_ends",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "accepted"), _negated=True),
                            models.Q(
                                ("level__isnull", False),
                                ("matrix__isnull", False),
                                ("valid_to__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="risk_accepted_until_a_day_at_a_level",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AcceptanceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="risk.riskdecision"
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="risk.risk"
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("asks", models.BooleanField(default=False)),
                ("cause", models.UUIDField(null=True)),
                ("was", models.JSONField(null=True)),
                ("now", models.JSONField(null=True)),
                ("since", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "key"), name="acceptance_change_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptedNode",
            fields=[
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="assets.node",
                    ),
                ),
                ("confidentiality", models.PositiveSmallIntegerField(null=True)),
                ("integrity", models.PositiveSmallIntegerField(null=True)),
                ("availability", models.PositiveSmallIntegerField(null=True)),
                ("traceability", models.PositiveSmallIntegerField(null=True)),
                ("authenticity", models.PositiveSmallIntegerField(null=True)),
                ("suppliers", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="RiskJudgement",
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.risk",
                        verbose_name="risk",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inherent", "Without measures"),
                            ("current", "As it stands"),
                            ("target", "Target"),
                        ],
                        max_length=10,
                        verbose_name="what is judged",
                    ),
                ),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.riskmatrix",
                        verbose_name="risk matrix",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="classification.scheme",
                        verbose_name="classification scheme",
                    ),
                ),
                ("likelihood", models.PositiveSmallIntegerField(verbose_name="likelihood")),
                ("consequences", models.JSONField(default=dict, verbose_name="consequences")),
                ("consequence", models.PositiveSmallIntegerField(verbose_name="consequence")),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="reasons")),
                ("judged_on", models.DateField(verbose_name="judged on")),
                ("judged_by", models.CharField(max_length=120, verbose_name="judged by")),
            ],
            options={
                "verbose_name": "judgement of a risk",
                "verbose_name_plural": "judgements of risks",
                "ordering": ("-judged_on", "-created_at", "-id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["risk", "kind", "created_at"], name="risk_judgement_latest")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RiskStop",
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
                "verbose_name": "stopped risk",
                "verbose_name_plural": "stopped risks",
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
                        name="risk_stop_settled_after",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("risk.RiskDecision"), migrations.RunPython.noop),
        migrations.RunPython(append_only("risk.RiskJudgement"), migrations.RunPython.noop),
    ]
