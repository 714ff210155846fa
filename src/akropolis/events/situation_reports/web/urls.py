"""URLs of situation pictures."""

from django.urls import URLPattern, path

from akropolis.events.situation_reports.web import drafting, issuing, reading

urlpatterns: list[URLPattern] = [
    path("lagesbilder/ny/<slug:kind>/<uuid:pk>/", drafting.begin, name="situation-begin"),
    path("lagesbilder/utkast/<uuid:pk>/", drafting.draft, name="situation-draft"),
    path("lagesbilder/utkast/<uuid:pk>/hamta/", drafting.renew, name="situation-renew"),
    path("lagesbilder/utkast/<uuid:pk>/ta-bort/", drafting.discard, name="situation-discard"),
    path("lagesbilder/utkast/<uuid:pk>/faststall/", issuing.issue_page, name="situation-issue"),
    path("lagesbilder/utkast/<uuid:pk>/fraga/<slug:key>/", drafting.draft, name="situation-draft-answer"),
    path(
        "lagesbilder/utkast/<uuid:pk>/fraga/<slug:key>/spara/", drafting.autosave, name="situation-autosave"
    ),
    path("lagesbilder/<uuid:pk>/", reading.page, name="situation-picture"),
    path("lagesbilder/<uuid:pk>/<slug:extent>/dokument.<str:form>", reading.paper, name="situation-file"),
]
