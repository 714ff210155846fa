"""The URLs of effect tests."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
