from akropolis.graph.assets.models.dependencies import Dependency, DependencyKind, Lowering
from akropolis.graph.assets.models.nodes import GraphRecord, GraphState, Node, NodeKind, NodeLevel
from akropolis.graph.assets.models.services import (
    DeviceGroup,
    Location,
    Platform,
    PlatformKind,
    Process,
    Service,
    ServiceStatus,
)

__all__ = [
    "Dependency",
    "DependencyKind",
    "DeviceGroup",
    "GraphRecord",
    "GraphState",
    "Location",
    "Lowering",
    "Node",
    "NodeKind",
    "NodeLevel",
    "Platform",
    "PlatformKind",
    "Process",
    "Service",
    "ServiceStatus",
]
