from akropolis.federation.models.identities import GroupRule, Identity, RuleAppointment

__all__ = ["GroupRule", "Identity", "RuleAppointment"]
