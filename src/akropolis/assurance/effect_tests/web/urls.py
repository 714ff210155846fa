"""The URLs of effect tests. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.effect_tests.web import effects

urlpatterns: list[URLPattern] = [path("effekt/<slug:code>/", effects.unit, name="effect-unit")]
