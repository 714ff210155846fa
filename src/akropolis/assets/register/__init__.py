"""The registers of the graph: one per kind of node, and the dependencies between them."""

from akropolis.assets.register.ai import AI_SYSTEMS
from akropolis.assets.register.crypto import CRYPTO_ASSETS
from akropolis.assets.register.dependencies import DEPENDENCIES
from akropolis.assets.register.information import INFORMATION_SETS
from akropolis.assets.register.services import SERVICES
from akropolis.assets.register.surroundings import DEVICE_GROUPS, LOCATIONS, PLATFORMS, PROCESSES

REGISTERS = (
    INFORMATION_SETS,
    SERVICES,
    PROCESSES,
    PLATFORMS,
    AI_SYSTEMS,
    CRYPTO_ASSETS,
    LOCATIONS,
    DEVICE_GROUPS,
    DEPENDENCIES,
)
