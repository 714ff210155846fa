"""The URLs of requests of data subjects."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
