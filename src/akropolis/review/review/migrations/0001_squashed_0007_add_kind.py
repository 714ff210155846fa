# Written by scripts/migrations.py. Do not edit.
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [
        ("review", "0001_initial"),
        ("review", "0002_a_direction_comes_from_an_observation"),
        ("review", "0003_remarks_are_about_a_place_and_considered"),
        ("review", "0004_key_figures"),
        ("review", "0005_recipients"),
        ("review", "0006_the_question_of_a_recipient"),
        ("review", "0007_add_kind"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("actions", "0001_squashed_0006_come_of_age"),
        ("horizon", "0001_squashed_0003_observation_threat"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
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
                    "kind",
                    models.SlugField(
                        default="review", editable=False, max_length=30, verbose_name="kind of report"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="edition")),
                (
                    "edition_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason for the new edition"),
                ),
                ("period_from", models.DateField(verbose_name="period from")),
                ("period_to", models.DateField(verbose_name="period to")),
                (
                    "cutoff",
                    models.DateField(
                        help_text="What was known on this day counts.", verbose_name="figures as of"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be decided by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("ongoing", "Ongoing"),
                            ("circulated", "Out for comment"),
                            ("decided", "Decided"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "wrapper",
                    models.BooleanField(
                        default=False,
                        help_text="Puts the review in an official's report to the board.",
                        verbose_name="with tjänsteutlåtande",
                    ),
                ),
                ("handler", models.CharField(blank=True, max_length=120, verbose_name="handled by")),
                ("recipient", models.CharField(blank=True, max_length=200, verbose_name="addressed to")),
                ("points", models.JSONField(blank=True, default=list, verbose_name="proposed decision")),
                ("diary_number", models.CharField(blank=True, max_length=60, verbose_name="diary number")),
                (
                    "key_figures",
                    models.JSONField(blank=True, default=list, verbose_name="key figures of the appendix"),
                ),
            ],
            options={
                "verbose_name": "management review",
                "verbose_name_plural": "management reviews",
                "ordering": ("-year", "owner_unit__sort_key", "-edition"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "owner_unit", "year", "edition"),
                        name="review_once",
                        violation_error_message="The unit already has a review for that year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="review_period_in_order",
                        violation_error_message="The period ends before it begins.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Recipient",
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.review"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.role",
                        verbose_name="function",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("whom", models.CharField(blank=True, editable=False, max_length=60)),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="answer by")),
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
                (
                    "question",
                    models.CharField(
                        blank=True,
                        help_text="Shown to those asked, with the last day.",
                        max_length=1000,
                        verbose_name="what you want to know",
                    ),
                ),
            ],
            options={
                "verbose_name": "recipient of a review",
                "verbose_name_plural": "recipients of reviews",
                "ordering": ("unit__sort_key", "whom"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "unit", "whom"),
                        name="review_recipient_once",
                        violation_error_message="It is sent there already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Direction",
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.review"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("to_all", models.BooleanField(default=True, verbose_name="to all units")),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="answer by")),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.direction",
                        verbose_name="carries on",
                    ),
                ),
                (
                    "observation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="horizon.observation",
                        verbose_name="comes from",
                    ),
                ),
            ],
            options={
                "verbose_name": "direction",
                "verbose_name_plural": "directions",
                "ordering": ("position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DirectionUnit",
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.review"
                    ),
                ),
                (
                    "direction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.direction"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "unit of a direction",
                "verbose_name_plural": "units of directions",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("direction", "unit"), name="direction_unit_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
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
                    "direction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.direction"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("actions", "We do it, with these actions"),
                            ("in_place", "It is in place already"),
                            ("declined", "We do not, for this reason"),
                        ],
                        max_length=20,
                        verbose_name="answer",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="reason")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("not_begun", "Not begun"), ("ongoing", "Ongoing"), ("done", "Done")],
                        default="not_begun",
                        max_length=20,
                        verbose_name="how it goes",
                    ),
                ),
                ("result", models.TextField(blank=True, max_length=4000, verbose_name="result")),
                ("answered_on", models.DateField(verbose_name="answered")),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("direction", "unit"),
                        name="answer_once",
                        violation_error_message="The unit has already answered this direction.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AnswerAction",
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
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.answer"
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
                    models.UniqueConstraint(fields=("answer", "action"), name="answer_action_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Remark",
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.review"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.recipient",
                        verbose_name="asked as",
                    ),
                ),
                ("author", models.CharField(max_length=120, verbose_name="author")),
                ("agrees", models.BooleanField(default=False, verbose_name="nothing to add")),
                ("about", models.SlugField(blank=True, max_length=40, verbose_name="about the chapter")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="paragraph or place")),
                ("text", models.TextField(blank=True, max_length=8000, verbose_name="remark")),
            ],
            options={
                "verbose_name": "remark",
                "verbose_name_plural": "remarks",
                "ordering": ("created_at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Consideration",
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.review"
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.remark"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("wholly", "Considered"),
                            ("partly", "Considered in part"),
                            ("not", "Not considered"),
                        ],
                        max_length=10,
                        verbose_name="what came of it",
                    ),
                ),
                ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                ("considered_by", models.CharField(max_length=120, verbose_name="considered by")),
                ("considered_on", models.DateField(verbose_name="considered on")),
            ],
            options={
                "verbose_name": "consideration of a remark",
                "verbose_name_plural": "considerations of remarks",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("remark",),
                        name="consideration_once",
                        violation_error_message="The remark is considered already.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
