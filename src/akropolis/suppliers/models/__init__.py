from akropolis.suppliers.models.suppliers import Supplier

__all__ = ["Supplier"]
