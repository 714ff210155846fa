"""The addresses of the graph's own pages; those of its registers follow from their declarations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
