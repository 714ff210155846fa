from akropolis.shared.classification.models.legal import LegalBasis
from akropolis.shared.classification.models.schemes import Scheme
from akropolis.shared.classification.models.security_stops import Stop, UnitStop, settled_after

__all__ = ["LegalBasis", "Scheme", "Stop", "UnitStop", "settled_after"]
