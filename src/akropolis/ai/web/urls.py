"""The addresses of AI systems and their classes; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.ai.web import ai, ai_classes

urlpatterns: list[URLPattern] = [
    path("ai-system/bedomningar/xlsx/", ai.assessments_file, name="ai-assessments-file"),
    path("ai-system/<uuid:pk>/bedomning/", ai.assess, name="ai-assessment"),
    path("ai-klasser/", ai_classes.classes_page, name="ai-classes"),
    path("ai-klasser/ny/", ai_classes.add, name="ai-class-add"),
    path("ai-klasser/<uuid:pk>/", ai_classes.edit, name="ai-class"),
]
