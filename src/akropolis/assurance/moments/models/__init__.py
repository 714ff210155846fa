from akropolis.assurance.moments.models.moments import Moment, MomentState, MomentTask, TaskStatus
from akropolis.assurance.moments.models.steps import MomentKind, MomentStep

__all__ = ["Moment", "MomentKind", "MomentState", "MomentStep", "MomentTask", "TaskStatus"]
