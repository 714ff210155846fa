"""URLs of assessments and reports."""

from django.urls import URLPattern, path

from akropolis.events.authority_reports.web import assessing, breaches, reporting

urlpatterns: list[URLPattern] = [
    path("incidentspar/<uuid:pk>/bedom/<slug:question>/", assessing.page, name="track-assess"),
    path("incidentspar/<uuid:pk>/bedom/<slug:question>/foljd/", assessing.follow, name="track-follow"),
    path("incidentspar/artikel-33-5/", breaches.page, name="breach-register"),
    path(
        "incidentspar/artikel-33-5/<str:code>/<str:form>/", breaches.breach_file, name="breach-register-file"
    ),
    path("incidentspar/steg/<uuid:pk>/rapport/", reporting.page, name="track-step-report"),
    path("incidentspar/steg/<uuid:pk>/rapport/<str:form>/", reporting.paper, name="track-step-report-file"),
]
