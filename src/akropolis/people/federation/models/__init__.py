from akropolis.people.federation.models.directory import DirectoryGroup, Listed, Membership
from akropolis.people.federation.models.identities import (
    GroupRule,
    Identity,
    MissingGroups,
    RuleAppointment,
    TiePermission,
)

__all__ = [
    "DirectoryGroup",
    "GroupRule",
    "Identity",
    "Listed",
    "Membership",
    "MissingGroups",
    "RuleAppointment",
    "TiePermission",
]
