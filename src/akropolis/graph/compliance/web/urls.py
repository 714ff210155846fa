"""URLs of requirements and measures. The URLs of the catalogue's tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.compliance.web import applicability, objections, overview, places, procurement

urlpatterns: list[URLPattern] = [
    path("krav/", overview.page, name="compliance"),
    path("krav/upphandling/", procurement.page, name="compliance-procurement"),
    path("krav/upphandling/bilaga.<str:form>", procurement.file, name="compliance-procurement-file"),
    path("krav/tillamplighet/<slug:code>/", applicability.page, name="compliance-applicability"),
    path(
        "krav/tillamplighet/<slug:code>/uttalande.<str:form>",
        applicability.file,
        name="compliance-applicability-file",
    ),
    path("krav/styrdokument/<uuid:pk>/", overview.of_document, name="document-requirements"),
    path("krav/<slug:code>/", overview.requirement, name="requirement"),
    path("krav/enhet/<slug:code>/", places.unit, name="compliance-unit"),
    path("krav/enhet/<slug:code>/<slug:control>/", places.unit_control, name="compliance-unit-control"),
    path("krav/tjanst/<uuid:pk>/", places.service, name="compliance-service"),
    path("krav/tjanst/<uuid:pk>/<slug:control>/", places.service_control, name="compliance-service-control"),
    path(
        "krav/tjanst/<uuid:pk>/<slug:control>/invand/",
        objections.object_to,
        name="objection-new",
    ),
    path("krav/invandning/<uuid:pk>/", objections.page, name="objection"),
    path("krav/invandning/<uuid:pk>/svar/", objections.settle, name="objection-settle"),
]
