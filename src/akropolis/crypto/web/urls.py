"""The addresses of cryptography; those of its register and its rules follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.crypto.web import crypto_plan, crypto_year, cyclonedx

urlpatterns: list[URLPattern] = [
    path("graf/<uuid:pk>/cyclonedx/", cyclonedx.BILLS.view(), name="cyclonedx"),
    path("kvantplan/", crypto_plan.plan_page, name="crypto-plan"),
    path("kvantplan/xlsx/", crypto_plan.plan_file, name="crypto-plan-file"),
    path("kryptoregler/ar/", crypto_year.year, name="crypto-year"),
]
