from akropolis.people.second_factors.models.emergencies import EmergencySignIn
from akropolis.people.second_factors.models.factors import Factor, FactorKind, RecoveryCode

__all__ = ["EmergencySignIn", "Factor", "FactorKind", "RecoveryCode"]
