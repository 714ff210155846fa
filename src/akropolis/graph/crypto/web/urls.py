"""The URLs of cryptography; those of its registers of assets and rules follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.crypto.web import crypto_year, cyclonedx

urlpatterns: list[URLPattern] = [
    path("graf/<uuid:pk>/cyclonedx/", cyclonedx.BILLS.view(), name="cyclonedx"),
    path("kryptoregler/ar/", crypto_year.year, name="crypto-year"),
]
