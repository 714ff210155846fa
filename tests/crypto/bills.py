"""A bill of materials read in, as a flow does it."""

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers import flow
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.graph.assets.models import Node
from akropolis.graph.crypto.rules.cyclonedx.bill import Bill
from akropolis.graph.crypto.services import cyclonedx
from akropolis.graph.crypto.services.cyclonedx import BillPlan


def new_links(plan: BillPlan) -> int:
    """How many dependencies would be added."""
    return sum(each.outcome is RowOutcome.CREATE for each in plan.links)


def commit(access: Access, node: Node, bill: Bill, because: str = "") -> BillPlan:
    """The plan that was carried out."""
    plans: list[BillPlan] = []

    def judge() -> BillPlan:
        plans.append(cyclonedx.plan(access, node, bill))
        return plans[-1]

    flow.commit(access, judge, because=because)
    return plans[-1]
