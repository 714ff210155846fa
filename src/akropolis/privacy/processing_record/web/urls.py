"""The URLs of the record of processing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
