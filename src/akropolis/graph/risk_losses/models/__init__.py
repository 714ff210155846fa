from akropolis.graph.risk_losses.models.losses import LossEstimate, LossReduction, LossRun

__all__ = [
    "LossEstimate",
    "LossReduction",
    "LossRun",
]
