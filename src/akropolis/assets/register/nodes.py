"""Declaring registers whose rows are nodes of the graph."""

from akropolis.assets.models import GraphRecord
from akropolis.assets.models.nodes import add_source
from akropolis.kernel.registers.declaration import Register, declare


def declare_nodes(*registers: Register) -> None:
    """Add registers, the rights to them, and their rows to the graph."""
    for register in registers:
        declare(register)
        assert issubclass(register.model, GraphRecord)
        add_source(register.model)
