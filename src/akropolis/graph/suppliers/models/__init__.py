from akropolis.graph.suppliers.models.suppliers import Supplier

__all__ = ["Supplier"]
