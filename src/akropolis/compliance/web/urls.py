"""The addresses of requirements and measures; those of the catalogue's tables follow from their declaration."""

from django.urls import URLPattern, path

from akropolis.compliance.web import overview, places, procurement

urlpatterns: list[URLPattern] = [
    path("krav/", overview.page, name="compliance"),
    path("krav/upphandling/", procurement.page, name="compliance-procurement"),
    path("krav/upphandling/bilaga.<str:form>", procurement.file, name="compliance-procurement-file"),
    path("krav/<slug:code>/", overview.requirement, name="requirement"),
    path("krav/enhet/<slug:code>/", places.unit, name="compliance-unit"),
    path("krav/enhet/<slug:code>/<slug:control>/", places.unit_control, name="compliance-unit-control"),
    path("krav/tjanst/<uuid:pk>/", places.service, name="compliance-service"),
    path("krav/tjanst/<uuid:pk>/<slug:control>/", places.service_control, name="compliance-service-control"),
]
