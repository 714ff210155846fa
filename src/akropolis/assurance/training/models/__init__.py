from akropolis.assurance.training.models.completions import CompletionSource, CourseCompletion
from akropolis.assurance.training.models.courses import Course, CourseAudience

__all__ = ["CompletionSource", "Course", "CourseAudience", "CourseCompletion"]
