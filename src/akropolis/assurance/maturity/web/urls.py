"""The URLs of maturity. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.maturity.web import answering

urlpatterns: list[URLPattern] = [
    path("mognad/<uuid:pk>/svar/", answering.ANSWER.view, name="maturity-answers"),
]
