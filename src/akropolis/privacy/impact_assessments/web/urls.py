"""The URLs of impact assessments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
