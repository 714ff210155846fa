"""Suppliers by what falls with them: the list, and the panel on a supplier's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.kernel.registers.declaration import Panel, PanelContent, PanelPlace
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Kind
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.supplier_criticality.rules.criticality import CRITICAL, GRADES, Criticality
from akropolis.graph.supplier_criticality.selectors.criticality import grade_visible, list_reasons
from akropolis.graph.suppliers.models import ContactPurpose, Supplier, SupplierCertificate, SupplierContact
from akropolis.graph.suppliers.models.certificates import has_lapsed
from akropolis.graph.suppliers.models.contacts import is_verified

NOTHING = Criticality()
WORDS: dict[int | None, tuple[Phrase, Kind]] = {
    4: (gettext_lazy("4, decisive"), "danger"),
    3: (gettext_lazy("3, critical"), "warning"),
    2: (gettext_lazy("2, important"), "neutral"),
    1: (gettext_lazy("1, limited"), "neutral"),
    None: (gettext_lazy("Not known"), "neutral"),
}
NIGHT: dict[str, tuple[Phrase, Kind]] = {
    "verified": (gettext_lazy("Verified"), "success"),
    "unverified": (gettext_lazy("Not verified"), "warning"),
    "none": (gettext_lazy("Missing"), "warning"),
}
STANDINGS: dict[str, Phrase] = {
    "critical": gettext_lazy("Critical (3–4)"),
    "unverified": gettext_lazy("Critical without a verified night contact"),
    "lapsed": gettext_lazy("A certificate has run out"),
    "unknown": gettext_lazy("Criticality not known"),
}


@dataclass(frozen=True, slots=True)
class RankedSupplier:
    """A supplier, how critical it is by what the reader sees, and how its night contact and certificates stand."""

    supplier: Supplier
    criticality: Criticality
    night: str
    lapsed: int

    @property
    def unit(self) -> Unit:
        """The unit that keeps the supplier."""
        return self.supplier.owner_unit

    @property
    def hours(self) -> int | None:
        """The shortest tolerated outage of a process on it, in whole hours; None where none is stated."""
        minutes = self.criticality.shortest
        return None if minutes is None else minutes // 60

    def stands(self, standing: str) -> bool:
        """Whether the supplier is in the selection of STANDINGS."""
        critical = (self.criticality.grade or 0) >= CRITICAL
        return {
            "critical": critical,
            "unverified": critical and self.night != "verified",
            "lapsed": self.lapsed > 0,
            "unknown": self.criticality.grade is None,
        }[standing]

    @property
    def weight(self) -> tuple[object, ...]:
        """The order of the ranking: grade, then people, authorities and services."""
        one = self.criticality
        return -(one.grade or 0), -one.people, -one.units, -one.services, self.supplier.sort_key


class SupplierRanking(Computed[RankedSupplier]):
    """Suppliers by what falls with them, the most critical first."""

    key, slug, api, permission = (
        "supplier-ranking-list",
        "leverantorer/kritiska",
        "supplier-ranking",
        f"{Supplier.permission}:read",
    )
    title, empty = gettext_lazy("Suppliers by what falls with them"), gettext_lazy("No supplier here.")
    within = "agare"
    filters = (
        ListFilter(
            "enhet", gettext_lazy("Counted for"), lambda asked: asked.units, gettext_lazy("The whole city")
        ),
        ListFilter("grad", gettext_lazy("Criticality"), [(str(each), WORDS[each][0]) for each in GRADES]),
        ListFilter("lage", gettext_lazy("How it stands"), tuple(STANDINGS.items())),
        ListFilter("agare", gettext_lazy("Kept by"), lambda asked: units_of(asked.owners)),
    )
    columns = (
        ListColumn(
            gettext_lazy("Supplier"),
            "supplier.name",
            key="name",
            width=36,
            link=lambda row: reverse("suppliers-detail", args=[row.supplier.pk]),
            sort="supplier.sort_key",
        ),
        ListColumn(
            gettext_lazy("Criticality"),
            lambda row: str(WORDS[row.criticality.grade][0]),
            key="criticality",
            cell=lambda _a, row: Cell(
                text=WORDS[row.criticality.grade][0], kind=WORDS[row.criticality.grade][1]
            ),
            sort=lambda row: row.criticality.grade or 0,
        ),
        ListColumn(
            gettext_lazy("Services"),
            "criticality.services",
            ValueKind.NUMBER,
            key="services",
            sort="criticality.services",
        ),
        ListColumn(
            gettext_lazy("Processes"),
            "criticality.processes",
            ValueKind.NUMBER,
            key="processes",
            sort="criticality.processes",
        ),
        ListColumn(
            gettext_lazy("Authorities"),
            "criticality.units",
            ValueKind.NUMBER,
            key="authorities",
            sort="criticality.units",
        ),
        ListColumn(
            gettext_lazy("Registered people"),
            "criticality.people",
            ValueKind.NUMBER,
            key="people",
            cell=lambda _a, row: Cell(text=number(row.criticality.people) if row.criticality.people else ""),
            sort="criticality.people",
        ),
        ListColumn(
            gettext_lazy("Shortest tolerated outage (hours)"),
            "hours",
            ValueKind.NUMBER,
            key="hours",
            sort=lambda row: (row.hours is None, row.hours or 0),
        ),
        ListColumn(
            gettext_lazy("Night contact"),
            lambda row: str(NIGHT[row.night][0]),
            key="night_contact",
            cell=lambda _a, row: Cell(text=NIGHT[row.night][0], kind=NIGHT[row.night][1]),
        ),
        ListColumn(
            gettext_lazy("Certificates that have run out"),
            "lapsed",
            ValueKind.NUMBER,
            key="lapsed",
            sort="lapsed",
        ),
        ListColumn(gettext_lazy("Kept by"), "unit.name", key="unit", width=26, sort="unit.sort_key"),
        ListColumn(
            gettext_lazy("Dependents of which nothing is known"),
            "criticality.unknown",
            ValueKind.NUMBER,
            key="unknown",
            on_page=False,
        ),
    )
    keeps = {"criticality": KeptValue(gettext_lazy("Criticality"), "criticality.grade", number, common=False)}

    @cached_property
    def authorities(self) -> dict[str, tuple[str, str]]:
        """Return code → (name, path) of the authorities in force that the reader may see."""
        rows = Unit.objects.visible(self.access).filter(kind__in=OWN_AUTHORITY, valid_to__isnull=True)
        return {code: (name, path) for code, name, path in rows.values_list("code", "name", "path")}

    @property
    def units(self) -> list[tuple[str, str]]:
        """Return (code, name) of the authorities to count for."""
        return [(code, name) for code, (name, _path) in self.authorities.items()]

    @property
    def owners(self) -> Iterable[Unit]:
        """Return the units that keep a supplier."""
        kept = Supplier.objects.visible(self.access).filter(archived_at=None).order_by()
        rows: Iterable[Unit] = Unit.objects.visible(self.access).filter(pk__in=kept.values("owner_unit"))
        return rows

    @cached_property
    def every(self) -> list[RankedSupplier]:
        """Return all suppliers in use that the reader may see, ranked. Six queries at most, the graph apart."""
        _name, path = self.authorities.get(self.chosen["enhet"], ("", ""))
        grades = grade_visible(self.access, self.day, path)
        suppliers = (
            Supplier.objects.visible(self.access).filter(archived_at=None).select_related("owner_unit")
        )
        nodes = Node.objects.visible(self.access).filter(kind=NodeKind.SUPPLIER).order_by()
        by_record = dict(nodes.values_list("record", "pk"))
        night = SupplierContact.objects.visible(self.access).filter(purpose=ContactPurpose.INCIDENT)
        stated = set(night.order_by().values_list("supplier", flat=True))
        verified = set(night.filter(is_verified(self.day)).order_by().values_list("supplier", flat=True))
        lapsed: dict[UUID, int] = {}
        ended = SupplierCertificate.objects.visible(self.access).filter(has_lapsed(self.day)).order_by()
        for pk in ended.values_list("supplier", flat=True):
            lapsed[pk] = lapsed.get(pk, 0) + 1
        found = [
            RankedSupplier(
                row,
                grades.get(by_record.get(row.pk, 0), NOTHING),
                "verified" if row.pk in verified else "unverified" if row.pk in stated else "none",
                lapsed.get(row.pk, 0),
            )
            for row in suppliers
        ]
        return sorted(found, key=lambda one: one.weight)

    def rows(self) -> list[RankedSupplier]:
        """Return the suppliers that the filters choose; counted for one authority, those with something of it."""
        grade, standing, owner = (self.chosen[name] for name in ("grad", "lage", "agare"))
        return [
            row
            for row in self.every
            if (not self.chosen["enhet"] or row.criticality is not NOTHING)
            and (not grade or str(row.criticality.grade) == grade)
            and (not standing or row.stands(standing))
            and (not owner or f"/{owner}/" in row.unit.path)
        ]

    def about(self, row: RankedSupplier) -> UUID:
        """Return the id of the supplier."""
        return row.supplier.pk

    def crumbs(self) -> list[Crumb]:
        """The register of suppliers."""
        return [
            Crumb(label=_("Suppliers"), url=reverse("suppliers-list")),
            Crumb(label=str(self.title)),
        ]

    def lead(self) -> Sequence[str]:
        """Say how many are critical, how many are not known, and that only what the reader sees is counted."""
        rows = self.rows()
        words = {
            "critical": number(sum(row.stands("critical") for row in rows)),
            "unverified": number(sum(row.stands("unverified") for row in rows)),
            "unknown": number(sum(row.stands("unknown") for row in rows)),
        }
        return (
            _(
                "Critical: %(critical)s, of which without a verified night contact: %(unverified)s. "
                "Not known, since nothing classified is stated to stand on them: %(unknown)s."
            )
            % words,
            _("Only what you may see is counted."),
        )


def criticality_panel(access: Access, row: Supplier) -> PanelContent | None:
    """Return how critical the supplier is and why, with a link to each reason that the reader may open."""
    node = Node.objects.visible(access).filter(record=row.pk).first()
    if node is None:
        return None
    today = timezone.localdate()
    found = grade_visible(access, today).get(node.pk, NOTHING)
    words, kind = WORDS[found.grade]
    if found is NOTHING:
        return PanelContent(missing=_("Not known: nothing that you may see is stated to stand on it."))
    context = {
        "word": words,
        "kind": kind,
        "found": found,
        "people": number(found.people) if found.people else "",
        "hours": None if found.shortest is None else found.shortest // 60,
        "reasons": list_reasons(access, node.pk, today),
    }
    return PanelContent(context=context)


PANEL = Panel(
    "criticality",
    criticality_panel,
    "supplier_criticality/_criticality_panel.html",
    PanelPlace.FIRST,
    title=gettext_lazy("How critical"),
)
