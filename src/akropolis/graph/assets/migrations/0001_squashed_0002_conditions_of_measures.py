# Written by scripts/migrations.py. Do not edit.
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import akropolis.base.kernel.access.fields
from akropolis.base.kernel.access.squashing import SquashedMigration


class Migration(SquashedMigration):
    replaces = [("assets", "0001_initial"), ("assets", "0002_conditions_of_measures")]

    initial = True

    dependencies = [
        ("access", "0001_squashed_0006_moved_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
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
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("sort_key", akropolis.base.kernel.access.fields.BinaryOrderField(max_length=200)),
                ("search_text", models.TextField(default="")),
                (
                    "owner_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "operator_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="operated by",
                    ),
                ),
                ("shared", models.BooleanField(default=False, verbose_name="shared")),
                ("archived_at", models.DateTimeField(null=True, verbose_name="archived")),
                ("people", models.PositiveIntegerField(null=True, verbose_name="registered people")),
                ("outage", models.PositiveIntegerField(null=True, verbose_name="tolerated outage (minutes)")),
                ("personal_data", models.BooleanField(null=True, verbose_name="holds personal data")),
                ("internet", models.BooleanField(null=True, verbose_name="reached from the internet")),
                ("own_development", models.BooleanField(null=True, verbose_name="developed for the city")),
                (
                    "confidentiality",
                    models.PositiveSmallIntegerField(null=True, verbose_name="confidentiality"),
                ),
                ("integrity", models.PositiveSmallIntegerField(null=True, verbose_name="integrity")),
                ("availability", models.PositiveSmallIntegerField(null=True, verbose_name="availability")),
                ("traceability", models.PositiveSmallIntegerField(null=True, verbose_name="traceability")),
                ("authenticity", models.PositiveSmallIntegerField(null=True, verbose_name="authenticity")),
                ("cycle", models.BigIntegerField(null=True, verbose_name="ring of dependencies")),
            ],
            options={
                "ordering": ("sort_key", "id"),
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["kind", "sort_key"], name="node_kind_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NodeLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.node",
                    ),
                ),
                ("aspect", models.PositiveSmallIntegerField()),
                ("own", models.PositiveSmallIntegerField(null=True)),
                ("level", models.PositiveSmallIntegerField()),
                ("distance", models.PositiveIntegerField()),
                (
                    "via",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.node",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.node",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("node", "aspect"), name="node_level_once")],
            },
        ),
        migrations.CreateModel(
            name="GraphState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.UUIDField()),
                ("day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Dependency",
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
                    models.CharField(default="", editable=False, max_length=450, verbose_name="dependency"),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="what depends",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("uses", "uses"),
                            ("handled_by", "is handled in"),
                            ("runs_on", "runs on"),
                            ("delivered_by", "is delivered by"),
                            ("located_in", "is located in"),
                            ("protected_by", "is protected by"),
                        ],
                        max_length=20,
                        verbose_name="how",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.node",
                        verbose_name="what it depends on",
                    ),
                ),
                (
                    "confidentiality",
                    models.BooleanField(default=True, verbose_name="inherits confidentiality"),
                ),
                ("integrity", models.BooleanField(default=True, verbose_name="inherits integrity")),
                ("availability", models.BooleanField(default=True, verbose_name="inherits availability")),
                ("traceability", models.BooleanField(default=True, verbose_name="inherits traceability")),
                ("authenticity", models.BooleanField(default=True, verbose_name="inherits authenticity")),
                (
                    "alternative",
                    models.BooleanField(default=False, verbose_name="there is a real alternative"),
                ),
                (
                    "alternative_note",
                    models.CharField(blank=True, max_length=300, verbose_name="which alternative"),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                ("passes", models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "dependency",
                "verbose_name_plural": "dependencies",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="dependency_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="dependency_not_on_itself",
                        violation_error_message="Nothing can depend on itself. Choose something else to depend on.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="dependency_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("valid_to__isnull", True)),
                        fields=("source", "kind", "target"),
                        name="dependency_once",
                        violation_error_message="This dependency is already there. Change that one instead.",
                    ),
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Lowering",
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
                    "dependency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assets.dependency"
                    ),
                ),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("confidentiality", "confidentiality"),
                            ("integrity", "integrity"),
                            ("availability", "availability"),
                            ("traceability", "traceability"),
                            ("authenticity", "authenticity"),
                        ],
                        max_length=20,
                        verbose_name="aspect",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="at most")),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(verbose_name="to")),
                ("decider_name", models.CharField(max_length=120, verbose_name="decided by")),
                ("decider_role", models.CharField(max_length=120, verbose_name="role")),
            ],
            options={
                "verbose_name": "lowered demand",
                "verbose_name_plural": "lowered demands",
                "ordering": ("-valid_from", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="lowering_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Service",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "description",
                    models.TextField(blank=True, max_length=4000, verbose_name="what it is used for"),
                ),
                (
                    "operator_unit",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty when the owner operates it itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.unit",
                        verbose_name="operated by",
                    ),
                ),
                (
                    "shared",
                    models.BooleanField(
                        default=False,
                        help_text="Used by more units than the owner's own.",
                        verbose_name="shared",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("in_use", "In use"),
                            ("phasing_out", "Being phased out"),
                            ("retired", "Retired"),
                        ],
                        default="in_use",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "internet",
                    models.BooleanField(blank=True, null=True, verbose_name="reached from the internet"),
                ),
                (
                    "own_development",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="developed for the city, by itself or to order"
                    ),
                ),
                ("in_use_from", models.DateField(blank=True, null=True, verbose_name="in use from")),
                ("in_use_to", models.DateField(blank=True, null=True, verbose_name="in use to")),
            ],
            options={
                "verbose_name": "it service",
                "verbose_name_plural": "it services",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="service_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_use_from__isnull", True),
                            ("in_use_to__isnull", True),
                            ("in_use_to__gte", models.F("in_use_from")),
                            _connector="OR",
                        ),
                        name="service_dates_in_order",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Process",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="what is done")),
                ("critical", models.BooleanField(default=False, verbose_name="critical to society or life")),
                (
                    "tolerated_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How long the process can do without its support before the harm is serious.",
                        null=True,
                        verbose_name="tolerated outage (hours)",
                    ),
                ),
            ],
            options={
                "verbose_name": "business process",
                "verbose_name_plural": "business processes",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="process_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Platform",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="description")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("platform", "Platform"),
                            ("database", "Database"),
                            ("network", "Network"),
                            ("identity", "Identity and access"),
                            ("integration", "Integration"),
                            ("component", "Software component"),
                            ("hardware", "Hardware"),
                        ],
                        default="platform",
                        max_length=20,
                        verbose_name="sort",
                    ),
                ),
                (
                    "edition",
                    models.CharField(blank=True, max_length=100, verbose_name="version of the product"),
                ),
                ("purl", models.CharField(blank=True, max_length=500, verbose_name="package URL")),
                (
                    "shared",
                    models.BooleanField(
                        default=False,
                        help_text="Used by more units than the owner's own.",
                        verbose_name="shared",
                    ),
                ),
            ],
            options={
                "verbose_name": "platform or component",
                "verbose_name_plural": "platforms and components",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="platform_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Location",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="description")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="location_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DeviceGroup",
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
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="description")),
                (
                    "count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="number of devices"),
                ),
                ("mobile", models.BooleanField(default=False, verbose_name="mobile")),
            ],
            options={
                "verbose_name": "group of devices",
                "verbose_name_plural": "groups of devices",
                "ordering": ("sort_key", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "indexes": [models.Index(fields=["sort_key", "id"], name="devices_order")],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
    ]
