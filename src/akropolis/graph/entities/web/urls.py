"""URLs of legal entities. The URLs of their list follow from its declaration."""

from django.urls import URLPattern, path

from akropolis.graph.entities.web import entities

urlpatterns: list[URLPattern] = [
    path("verksamhetsutovare/enhet/<slug:code>/", entities.page, name="entity"),
    path("verksamhetsutovare/enhet/<slug:code>/testa/", entities.describe, name="entity-test"),
    path("verksamhetsutovare/enhet/<slug:code>/klass/", entities.decide, name="entity-class"),
    path("verksamhetsutovare/enhet/<slug:code>/uppgifter/", entities.state, name="entity-facts"),
    path("verksamhetsutovare/enhet/<slug:code>/anmald/", entities.register, name="entity-register"),
    path("verksamhetsutovare/anmalan/<uuid:pk>/", entities.confirm, name="entity-receipt"),
]
