"""The URLs of screening."""

from django.urls import URLPattern, path

from akropolis.privacy.screening.web import screening

urlpatterns: list[URLPattern] = [
    path("genomlysning/<uuid:pk>/knyt/", screening.TIE.view, name="screening-tie"),
]
