"""URLs of exercises, besides those of their register."""

from django.urls import URLPattern, path

from akropolis.events.exercises.web import children, panels, reporting

urlpatterns: list[URLPattern] = [
    path("ovningar/<uuid:pk>/foresla-inspel/", children.PROPOSE.view, name="exercise-propose"),
    path("ovningar/<uuid:pk>/nytt-inspel/", children.new_inject, name="exercise-inject-new"),
    path("ovningars-inspel/<uuid:pk>/", children.inject, name="exercise-inject"),
    path("ovningar/<uuid:pk>/ny-observation/", children.new_observation, name="exercise-observation-new"),
    path("ovningars-observationer/<uuid:pk>/", children.observation, name="exercise-observation"),
    path("ovningar/<uuid:pk>/rapport.<slug:form>", reporting.paper, name="exercise-report-file"),
    path("incidenter/<uuid:pk>/givna-inspel/", panels.part, name="exercise-played"),
]
