from akropolis.shared.objectives.models.objectives import Objective, ObjectiveOutcome

__all__ = ["Objective", "ObjectiveOutcome"]
