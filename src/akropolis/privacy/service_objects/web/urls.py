"""The URLs of objects."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
