from akropolis.classification.models.intake import Stop, settled_after
from akropolis.classification.models.legal import LegalBasis
from akropolis.classification.models.schemes import Scheme

__all__ = ["LegalBasis", "Scheme", "Stop", "settled_after"]
