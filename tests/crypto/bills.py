"""A bill of materials read in, as a flow does it."""

from akropolis.assets.models import Node
from akropolis.crypto.rules.cyclonedx.bill import Bill
from akropolis.crypto.services import cyclonedx
from akropolis.crypto.services.cyclonedx import BillPlan
from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers import flow
from akropolis.kernel.registers.report import RowOutcome


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
