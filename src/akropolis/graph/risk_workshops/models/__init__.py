from akropolis.graph.risk_workshops.models.workshops import RiskWorkshop, WorkshopAnswer, WorkshopItem

__all__ = [
    "RiskWorkshop",
    "WorkshopAnswer",
    "WorkshopItem",
]
