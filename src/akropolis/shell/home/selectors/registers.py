"""Registers and lists that a person can read."""

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.lib.swedish import sort_key
from akropolis.graph.assets.models import Dependency
from akropolis.graph.assets.models.nodes import node_models


def readable(access: Access) -> list[Register]:
    """Return the registers in which the person may read rows of some unit, sorted by name."""
    found = (register for register in registry.all() if access.anywhere(register.read))
    return sorted(found, key=lambda register: sort_key(str(register.many)))


def reads_any(access: Access) -> bool:
    """Return whether the person may read rows in at least one register."""
    return any(access.anywhere(register.read) for register in registry.all())


def of_the_graph(register: Register) -> bool:
    """Return whether the register's rows are nodes of the graph, or links between nodes."""
    return register.model is Dependency or register.model in node_models().values()
