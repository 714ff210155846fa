"""The URLs of training. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.training.web import importing

urlpatterns: list[URLPattern] = [
    path(
        "genomford-utbildning/las-in/",
        importing.IMPORT_COMPLETIONS.view(),
        name="completions-importing",
    ),
]
