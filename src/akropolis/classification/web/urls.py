"""The addresses of the schemes and of what classification rests on."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
