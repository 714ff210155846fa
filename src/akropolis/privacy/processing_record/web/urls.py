"""The URLs of the record of processing."""

from django.urls import URLPattern, path

from akropolis.privacy.processing_record.web import papers, proposals

urlpatterns: list[URLPattern] = [
    path("behandlingar/<uuid:pk>/forslag/", proposals.proposals_page, name="processing-proposals"),
    path("behandlingar/<uuid:pk>/dokument/<str:form>/", papers.processing_file, name="processing-paper"),
    path("registerforteckning/", papers.page, name="processing-record"),
    path("registerforteckning/<str:code>/<str:form>/", papers.record_file, name="processing-record-file"),
]
