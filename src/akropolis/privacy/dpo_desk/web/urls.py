"""The URLs of the desk of the data protection officer."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
