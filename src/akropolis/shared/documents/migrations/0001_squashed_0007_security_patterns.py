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
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_proposals"),
        ("documents", "0003_own_assessment"),
        ("documents", "0004_a_year_between_reviews"),
        ("documents", "0005_heads_in_templates"),
        ("documents", "0006_read_by_name"),
        ("documents", "0007_security_patterns"),
    ]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
        ("files", "0001_squashed_0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoverningDocument",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("program", "Programme"),
                            ("guideline", "Guideline"),
                            ("instruction", "Application instruction"),
                            ("local", "Local instruction"),
                            ("routine", "Routine"),
                            ("assessment", "Impact assessment"),
                            ("pattern", "Security pattern"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("purpose", models.TextField(blank=True, max_length=2000, verbose_name="what it is for")),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        help_text="Keeps it current, and is reminded before its last day.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("below", "The unit and those below it"),
                            ("named", "Named units and those below them"),
                        ],
                        default="below",
                        max_length=10,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "acknowledge",
                    models.BooleanField(
                        default=False, verbose_name="those for whom it is confirm that they have read it"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="Gives the last day that is proposed when a version is decided.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months between reviews",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("approved", "Decided"), ("repealed", "Repealed")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "edition",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="newest decided version"
                    ),
                ),
                ("valid_from", models.DateField(editable=False, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(editable=False, null=True, verbose_name="valid to")),
                (
                    "proposed_on",
                    models.DateField(editable=False, null=True, verbose_name="sent for decision"),
                ),
                ("repealed_on", models.DateField(blank=True, null=True, verbose_name="repealed from")),
            ],
            options={
                "verbose_name": "governing document",
                "verbose_name_plural": "governing documents",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="document_order"),
                    models.Index(fields=["valid_to", "id"], name="document_ends"),
                    models.Index(fields=["kind", "status"], name="document_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("edition", 0), ("status", "draft")),
                            models.Q(models.Q(("status", "draft"), _negated=True), ("edition__gt", 0)),
                            _connector="OR",
                        ),
                        name="document_decided_has_version",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentReader",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "reader of a document",
                "verbose_name_plural": "readers of documents",
                "ordering": ("person__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("document", "person"), name="document_reader_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentUnit",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
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
            ],
            options={
                "verbose_name": "unit that a document is for",
                "verbose_name_plural": "units that documents are for",
                "ordering": ("unit__sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("document", "unit"), name="document_unit_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TemplateChapter",
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
                            ("program", "Programme"),
                            ("guideline", "Guideline"),
                            ("instruction", "Application instruction"),
                            ("local", "Local instruction"),
                            ("routine", "Routine"),
                            ("assessment", "Impact assessment"),
                            ("pattern", "Security pattern"),
                        ],
                        max_length=20,
                        verbose_name="kind of document",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="heading")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="heading in English")),
                ("guide", models.TextField(blank=True, max_length=2000, verbose_name="guidance")),
                (
                    "guide_en",
                    models.TextField(blank=True, max_length=2000, verbose_name="guidance in English"),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="{unit} becomes the unit's name, {head} or {the_head} what its head is called, and {role:chef} those who hold the role with that key.",
                        max_length=8000,
                        verbose_name="text to begin from",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="must be there")),
                ("position", models.PositiveSmallIntegerField(default=1000, verbose_name="order")),
            ],
            options={
                "verbose_name": "chapter of a template",
                "verbose_name_plural": "templates of governing documents",
                "ordering": ("kind", "position", "valid_from", "id"),
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
                        name="templatechapter_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="templatechapter_code_once",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DraftChapter",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                    ),
                ),
                ("key", models.SlugField(editable=False, max_length=80, verbose_name="key")),
                ("title", models.CharField(max_length=200, verbose_name="heading")),
                ("text", models.TextField(blank=True, max_length=60000, verbose_name="text")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "chapter of a draft",
                "verbose_name_plural": "chapters of drafts",
                "ordering": ("position", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("document", "key"), name="draft_chapter_once")
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who decides",
                    ),
                ),
                ("by", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="why")),
                (
                    "returned",
                    models.CharField(blank=True, max_length=1000, verbose_name="why it is sent back"),
                ),
            ],
            options={
                "verbose_name": "draft sent for decision",
                "verbose_name_plural": "drafts sent for decision",
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("document",), name="document_proposed_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentVersion",
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.governingdocument",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("content", models.TextField(default="[]")),
                ("digest", models.CharField(max_length=64, verbose_name="checksum")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="file",
                    ),
                ),
                ("approved_by", models.CharField(max_length=200, verbose_name="decided by")),
                ("approver_role", models.CharField(max_length=120, verbose_name="role")),
                ("approved_on", models.DateField(verbose_name="date of the decision")),
                ("diary_number", models.CharField(max_length=60, verbose_name="diary number")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("summary", models.CharField(blank=True, max_length=1000, verbose_name="what is new")),
            ],
            options={
                "verbose_name": "version of a governing document",
                "verbose_name_plural": "versions of governing documents",
                "ordering": ("-number", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="document_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="document_version_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Acknowledgement",
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
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.documentversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="taken note of")),
            ],
            options={
                "verbose_name": "confirmation that a document is read",
                "verbose_name_plural": "confirmations that documents are read",
                "ordering": ("-at", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [models.UniqueConstraint(fields=("of", "person"), name="acknowledged_once")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(append_only("documents.DocumentVersion"), migrations.RunPython.noop),
        migrations.RunPython(append_only("documents.Acknowledgement"), migrations.RunPython.noop),
    ]
