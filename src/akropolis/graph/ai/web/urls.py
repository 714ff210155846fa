"""The URLs of AI systems; those of its register and its classes follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.ai.web import ai

urlpatterns: list[URLPattern] = [
    path("ai-system/bedomningar/xlsx/", ai.assessments_file, name="ai-assessments-file"),
    path("ai-system/<uuid:pk>/bedomning/", ai.assess, name="ai-assessment"),
]
