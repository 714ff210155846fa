"""The registers of the graph itself: its plainer kinds of node, and the dependencies between all of them."""

from akropolis.assets.register.dependencies import DEPENDENCIES
from akropolis.assets.register.services import SERVICES
from akropolis.assets.register.surroundings import DEVICE_GROUPS, LOCATIONS, PLATFORMS, PROCESSES

NODES = (SERVICES, PROCESSES, PLATFORMS, LOCATIONS, DEVICE_GROUPS)

__all__ = ["DEPENDENCIES", "NODES"]
