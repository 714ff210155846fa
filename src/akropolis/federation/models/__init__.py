from akropolis.federation.models.arrivals import MissingGroups, TiePermission
from akropolis.federation.models.directory import DirectoryGroup, Listed, Membership
from akropolis.federation.models.identities import GroupRule, Identity, RuleAppointment

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
