# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("supplier_replies", "0001_initial")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("compliance", "0001_squashed_0011_grounds_and_documents_as_evidence"),
        ("suppliers", "0001_squashed_0005_suppliers_own_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplierInquiry",
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
                ("title", models.CharField(max_length=200, verbose_name="what is followed up")),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Why you ask, and what the answers are used for. The supplier reads it.",
                        max_length=4000,
                        verbose_name="to the supplier",
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        help_text="The link holds to and including this day.", verbose_name="answer by"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("sv", "Swedish"), ("en", "English")],
                        default="sv",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not sent"),
                            ("sent", "Sent to the supplier"),
                            ("answered", "Answered by the supplier"),
                            ("judged", "Judged"),
                            ("recalled", "Recalled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("digest", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("sent_on", models.DateField(editable=False, null=True, verbose_name="sent")),
                ("draft", models.JSONField(blank=True, default=dict, editable=False)),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                (
                    "answered_by",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="answered by"),
                ),
            ],
            options={
                "verbose_name": "follow-up of a supplier",
                "verbose_name_plural": "follow-ups of suppliers",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="supplier_inquiry_order"),
                    models.Index(fields=["due_on", "id"], name="supplier_inquiry_due"),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="InquiryQuestion",
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
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supplier_replies.supplierinquiry",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="asked by",
                    ),
                ),
                ("shared", models.BooleanField(default=False, verbose_name="for every buying unit")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("number", models.CharField(blank=True, max_length=12, verbose_name="No.")),
                ("heading", models.CharField(max_length=300, verbose_name="question in brief")),
                ("wording", models.TextField(max_length=8000, verbose_name="question")),
                (
                    "evidence",
                    models.TextField(blank=True, max_length=8000, verbose_name="evidence to enclose"),
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
            ],
            options={
                "verbose_name": "question to a supplier",
                "verbose_name_plural": "questions to suppliers",
                "ordering": ("position", "created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="InquiryAnswer",
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supplier_replies.inquiryquestion",
                        verbose_name="question",
                    ),
                ),
                (
                    "met",
                    models.CharField(
                        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
                        max_length=10,
                        verbose_name="is it met?",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="how it is met")),
            ],
            options={
                "verbose_name": "answer of a supplier",
                "verbose_name_plural": "answers of suppliers",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("question",), name="inquiry_answer_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AnswerJudgement",
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supplier_replies.inquiryquestion",
                        verbose_name="question",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("meets", "Meets the requirement"),
                            ("fails", "Does not meet the requirement"),
                            ("unclear", "Unclear"),
                        ],
                        max_length=10,
                        verbose_name="judgement",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="reason")),
                (
                    "promise",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what the supplier has promised"
                    ),
                ),
                ("promised_on", models.DateField(blank=True, null=True, verbose_name="promised by")),
                ("kept_on", models.DateField(blank=True, null=True, verbose_name="found to be kept on")),
            ],
            options={
                "verbose_name": "judgement of a supplier's answer",
                "verbose_name_plural": "judgements of suppliers' answers",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("question",), name="answer_judgement_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="JudgementAction",
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
                    "judgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supplier_replies.answerjudgement",
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
                    models.UniqueConstraint(fields=("judgement", "action"), name="judgement_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
