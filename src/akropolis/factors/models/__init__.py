from akropolis.factors.models.emergencies import EmergencySignIn
from akropolis.factors.models.factors import Factor, FactorKind, RecoveryCode

__all__ = ["EmergencySignIn", "Factor", "FactorKind", "RecoveryCode"]
