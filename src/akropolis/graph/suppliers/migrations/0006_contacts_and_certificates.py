"""Contacts at suppliers become rows, and of sole traders' numbers only the last four figures are kept."""

import django.db.models.deletion
import django.db.models.manager
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.utils import timezone

import akropolis.base.kernel.access.fields
import akropolis.graph.suppliers.models.suppliers
from akropolis.base.kernel.access.gate import Actor
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change, ChangeAction
from akropolis.base.lib.organisation_number import masked

WHO = Actor(None, "akropoLIS 0.3.0")
MOVED = "Kontakten stod i leverantörens egna fält. Ingen har verifierat den."
NUMBER = "Numret är en enskild firmas, alltså ett personnummer. Bara de fyra sista siffrorna sparas."
BASIS = "3 kap. 10 § lagen (2018:218)"
UNNAMED = "Kontakt när något händer"


def bring_over(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each supplier's contact becomes a row of purpose incident that nobody has verified, as a link of the history."""
    suppliers = apps.get_model("suppliers", "Supplier")._base_manager
    contacts, at = apps.get_model("suppliers", "SupplierContact"), timezone.now()
    entries = []
    for row in suppliers.exclude(contact="", phone="").select_related("owner_unit").order_by("pk"):
        name = row.contact or UNNAMED
        made = contacts._base_manager.create(
            supplier=row, purpose="incident", name=name, phone=row.phone, created_at=at, updated_at=at
        )
        values = {"supplier": str(row.pk), "purpose": "incident", "name": name, "phone": row.phone}
        diff = {field: [None, value] for field, value in values.items() if value}
        entries.append(
            log.HistoryEntry(
                "suppliercontact", made.pk, name, ChangeAction.CREATE, 1, diff, row.owner_unit.code
            )
        )
    if entries:
        log.append(log.lock_head(), WHO, at, MOVED, entries)


def mask_numbers(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What is kept of a sole trader's number stands in the row, and the number is redacted from its history."""
    every = apps.get_model("suppliers", "Supplier")._base_manager
    nodes = apps.get_model("assets", "Node")._base_manager
    rows = [
        row
        for row in every.select_related("owner_unit").order_by("pk")
        if masked(row.organisation_number) != row.organisation_number
    ]
    for row in rows:
        head, at, kept = log.lock_head(), timezone.now(), masked(row.organisation_number)
        text = row.search_text.replace(row.organisation_number, kept.lower())
        unit, version, number = row.owner_unit.code, row.version + 1, row.organisation_number
        every.filter(pk=row.pk).update(
            organisation_number=kept, search_text=text, version=F("version") + 1, updated_at=at
        )
        nodes.filter(record=row.pk).update(search_text=text)
        diff = {"organisation_number": ["", kept]}
        change = log.HistoryEntry("supplier", row.pk, row.name, ChangeAction.UPDATE, version, diff, unit)
        gone = []
        for link in Change.objects.filter(object_id=row.pk).order_by("seq"):
            held = log.values_of(link.payload, link.content)[1]
            places = ("before.organisation_number", "after.organisation_number")
            gone += [(link.seq, place) for place in places if held.get(place) == number]
        redaction = log.HistoryEntry(
            *("supplier", row.pk, "", ChangeAction.REDACT, version, {}, unit), redacts=gone, basis=BASIS
        )
        log.append(head, WHO, at, NUMBER, [change, redaction])
        log.remove_values(gone, head.seq)
    if rows:
        log.invalidate_caches()


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0002_conditions_of_measures"),
        ("suppliers", "0005_suppliers_own_hours"),
        ("history", "0002_latest"),
    ]

    operations = [
        migrations.AddField(
            model_name="supplier",
            name="group",
            field=models.CharField(
                blank=True,
                help_text="The group it belongs to.",
                max_length=200,
                verbose_name="corporate group",
            ),
        ),
        migrations.AddField(
            model_name="supplier",
            name="operation_country",
            field=models.CharField(
                blank=True,
                help_text="From where the service is run and supported. Empty: not known.",
                max_length=60,
                verbose_name="country of operation",
            ),
        ),
        migrations.AddField(
            model_name="supplier",
            name="ownership_country",
            field=models.CharField(
                blank=True,
                help_text="Where the group's topmost owner is. Empty: not known.",
                max_length=60,
                verbose_name="country of ownership",
            ),
        ),
        migrations.AlterField(
            model_name="supplier",
            name="organisation_number",
            field=models.CharField(
                blank=True,
                help_text="A sole trader's is a personnummer: only the last four figures are kept.",
                max_length=11,
                validators=[akropolis.graph.suppliers.models.suppliers.supplier_number],
                verbose_name="organisation number",
            ),
        ),
        migrations.CreateModel(
            name="SubSupplierClaim",
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
                    "source",
                    models.CharField(
                        help_text="For example the agreement's appendix 3, or the supplier's page.",
                        max_length=200,
                        verbose_name="source",
                    ),
                ),
                ("stated_on", models.DateField(verbose_name="said on")),
                (
                    "dependency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.dependency",
                        verbose_name="sub-supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim of a sub-supplier",
                "verbose_name_plural": "claims of sub-suppliers",
                "ordering": ("dependency", "-stated_on", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SupplierCertificate",
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
                    "standard",
                    models.CharField(
                        help_text="For example ISO/IEC 27001:2022 or SOC 2 type 2.",
                        max_length=100,
                        verbose_name="standard",
                    ),
                ),
                (
                    "scope",
                    models.TextField(
                        blank=True,
                        help_text="As the certificate says: which services, which sites. Empty: not known.",
                        max_length=1000,
                        verbose_name="what it covers",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="certified by")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="Empty: not known.", null=True, verbose_name="until"
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate of a supplier",
                "verbose_name_plural": "certificates of suppliers",
                "ordering": ("supplier", "standard", "-valid_until", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="supplier_certificate_dates",
                        violation_error_message="The last day lies before the first.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SupplierContact",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("incident", "When something happens, round the clock"),
                            ("contract", "The contract"),
                            ("privacy", "Data protection"),
                            ("technical", "Technical questions"),
                        ],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="A function is better than a person: people change.",
                        max_length=300,
                        verbose_name="name",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("mail", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("verified_on", models.DateField(editable=False, null=True, verbose_name="verified on")),
                (
                    "verified_by",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="verified by"),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.supplier",
                        verbose_name="supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact at a supplier",
                "verbose_name_plural": "contacts at suppliers",
                "ordering": ("supplier", "purpose", "name", "id"),
                "abstract": False,
                "base_manager_name": "everything",
                "default_manager_name": "everything",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supplier", "purpose", "name"),
                        name="supplier_contact_once",
                        violation_error_message="This contact is already there. Change that one instead.",
                    )
                ],
            },
            managers=[
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(bring_over, migrations.RunPython.noop),
        migrations.RunPython(mask_numbers, migrations.RunPython.noop),
    ]
