"""The graph's own registers: the simpler kinds of node, and the dependencies between all nodes."""

from akropolis.graph.assets.register.dependencies import DEPENDENCIES
from akropolis.graph.assets.register.services import DEVICE_GROUPS, LOCATIONS, PLATFORMS, PROCESSES, SERVICES

NODES = (SERVICES, PROCESSES, PLATFORMS, LOCATIONS, DEVICE_GROUPS)

__all__ = ["DEPENDENCIES", "NODES"]
