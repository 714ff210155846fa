"""The URLs of deviations. Those of the register and of the grades follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.deviations.web import acts

urlpatterns: list[URLPattern] = [
    path("avvikelser/fran/<str:register>/<uuid:pk>/", acts.RAISE.view, name="deviation-raise"),
    path("avvikelser/<uuid:pk>/undantag/", acts.EXCEPT.view, name="deviation-except"),
]
