"""Write the services that an agreement delivers; bring over what suppliers' own rows said."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.content import ContentReport
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.agreements.models import AgreedService, SupplierAgreement
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier


def choose_services(
    access: Access, agreement: SupplierAgreement, services: Sequence[Node], *, version: int | None = None
) -> None:
    """Make the agreement deliver exactly these of the services that the user may read; others stay as they are.

    Raises Stale after another's change.
    """
    with writing(access) as w:
        w.update(agreement, {}, version=version)
        named = AgreedService.objects.visible(access).filter(agreement=agreement)
        readable = Node.objects.visible(access).order_by().values("pk")
        there = {link.node_id: link for link in named.filter(node__in=readable)}
        for node in there.keys() - {each.pk for each in services}:
            there[node].agreement = agreement  # set, since the gate reads its unit
            w.remove(there[node])
        new = [each for each in services if each.pk not in there]
        w.create_many(AgreedService, [{"agreement": agreement, "node": each} for each in new])
        w.touch(agreement, AgreedService)


STATED = (
    ~Q(agreement="")
    | Q(agreement_until__isnull=False)
    | Q(own_notice_hours__isnull=False)
    | Q(followed_up_on__isnull=False)
)
"""The supplier's own row said something of an agreement."""


def bring_over(access: Access) -> Iterable[ContentReport]:
    """Make an agreement of what each supplier's own row said of one, if no agreement names the supplier.

    The reference is word for word what stood there, also where that was several agreements. Who buys, the notice and
    the renewal are unknown, and the supplier's own fields stay as they are.
    """
    there = SupplierAgreement.objects.unscoped(because="whether the supplier has an agreement")
    stated = Supplier.objects.unscoped(because="suppliers of earlier versions").filter(
        STATED, ~Exists(there.filter(supplier=OuterRef("pk"))), archived_at=None
    )
    rows: list[Mapping[str, object]] = [
        {
            "title": _("Agreement with %(supplier)s") % {"supplier": row.name[:170]},
            "supplier": row,
            "owner_unit": row.owner_unit,
            "reference": row.agreement,
            "valid_until": row.agreement_until,
            "incident_hours": row.own_notice_hours,
            "followed_up_on": row.followed_up_on,
        }
        for row in stated.select_related("owner_unit")
    ]
    if rows:
        with writing(access, because=_("The supplier's row said so")) as w:
            w.create_many(SupplierAgreement, rows)
    return []
