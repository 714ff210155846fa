"""Write that a supplier has a sub-supplier, with the source that says so."""

from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, DependencyKind, Node
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.services.dependencies import VERBS
from akropolis.graph.suppliers.models import SubSupplierClaim, Supplier


def add_sub_supplier(
    access: Access, supplier: Supplier, sub_supplier: Supplier, *, source: str, stated_on: date
) -> SubSupplierClaim:
    """Record that a source says that the supplier has the sub-supplier. The dependency is made if there is none.

    Raises Invalid at `target` where the chain would come back to itself, and Hidden without the right to write
    dependencies of the supplier.
    """
    with writing(access) as w:
        nodes = Node.objects.visible(access)
        above = or_hidden(nodes.filter(record=supplier.pk).first())
        below = or_hidden(nodes.filter(record=sub_supplier.pk).first())
        rows = Dependency.objects.visible(access).filter(
            in_force(timezone.localdate(w.at)), source=above, target=below
        )
        values = {"source": above, "target": below, "kind": DependencyKind.DELIVERED_BY}
        dependency = rows.order_by("pk").first() or VERBS.add(w, Dependency, values)
        claim = {"dependency": dependency, "source": source, "stated_on": stated_on}
        return w.create(SubSupplierClaim, claim)
