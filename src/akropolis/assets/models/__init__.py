from akropolis.assets.models.services import Service, ServiceStatus

__all__ = ["Service", "ServiceStatus"]
