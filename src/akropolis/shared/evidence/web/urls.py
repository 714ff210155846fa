"""URLs of evidence besides the ones that the register generates."""

from django.urls import URLPattern, path

from akropolis.shared.evidence.web import adding

urlpatterns: list[URLPattern] = [
    path("belagg-for/<slug:kind>/<uuid:pk>/", adding.add, name="proof-add"),
    path("belagg-for/<uuid:pk>/ta-bort/", adding.take_away, name="proof-take-away"),
]
