"""The URLs of screening of services."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
