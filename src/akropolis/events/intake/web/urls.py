"""URLs of reports."""

from django.urls import URLPattern, path

from akropolis.events.intake.web import following, reporting

urlpatterns: list[URLPattern] = [
    path("rapportera/", reporting.page, name="incident-report"),
    path("rapportera/utan-konto/", reporting.open_page, name="report-open"),
    path("rapportera/folj/<secret:reference>/", following.open_page, name="report-open-follow"),
    path("rapportera/stoppad/<uuid:pk>/", following.SETTLE_STOP.view, name="report-stop"),
    path("rapportera/<uuid:pk>/", following.page, name="report-follow"),
]
