"""The URLs of data processing agreements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
