from akropolis.classification.models.legal import LegalBasis
from akropolis.classification.models.schemes import Scheme

__all__ = ["LegalBasis", "Scheme"]
