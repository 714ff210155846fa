"""The URLs of effect tests. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
