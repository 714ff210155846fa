"""The addresses of cryptography; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.crypto.web import crypto_plan, crypto_rules, cyclonedx

urlpatterns: list[URLPattern] = [
    path("graf/<uuid:pk>/cyclonedx/", cyclonedx.BILLS.view(), name="cyclonedx"),
    path("kvantplan/", crypto_plan.plan_page, name="crypto-plan"),
    path("kvantplan/xlsx/", crypto_plan.plan_file, name="crypto-plan-file"),
    path("kryptoregler/", crypto_rules.rules_page, name="crypto-rules"),
    path("kryptoregler/ny/", crypto_rules.add, name="crypto-rule-add"),
    path("kryptoregler/ar/", crypto_rules.year, name="crypto-year"),
    path("kryptoregler/<uuid:pk>/", crypto_rules.edit, name="crypto-rule"),
    path("kryptoregler/<uuid:pk>/avsluta/", crypto_rules.end, name="crypto-rule-end"),
]
