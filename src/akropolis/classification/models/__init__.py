from akropolis.classification.models.legal import LegalBasis
from akropolis.classification.models.schemes import Scheme
from akropolis.classification.models.security_stops import Stop, settled_after

__all__ = ["LegalBasis", "Scheme", "Stop", "settled_after"]
