"""The registers of the graph itself: its plainer kinds of node, and the dependencies between all of them."""

from akropolis.assets.models import GraphRecord
from akropolis.assets.models.nodes import add_source
from akropolis.assets.register.dependencies import DEPENDENCIES
from akropolis.assets.register.services import DEVICE_GROUPS, LOCATIONS, PLATFORMS, PROCESSES, SERVICES
from akropolis.kernel.registers.declaration import Register, declare

NODES = (SERVICES, PROCESSES, PLATFORMS, LOCATIONS, DEVICE_GROUPS)

__all__ = ["DEPENDENCIES", "NODES", "declare_nodes"]


def declare_nodes(*registers: Register) -> None:
    """Add registers, the rights to them, and their rows to the graph."""
    for register in registers:
        declare(register)
        assert issubclass(register.model, GraphRecord)
        add_source(register.model)
