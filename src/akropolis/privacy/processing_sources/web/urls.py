"""The URLs of where processings come from."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
