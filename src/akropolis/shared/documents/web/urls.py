"""URLs of governing documents besides the ones that the register generates."""

from django.urls import URLPattern, path

from akropolis.shared.documents.web import (
    audience,
    comparing,
    confirming,
    coverage,
    deciding,
    drafting,
    readers,
    reading,
    sending,
)

urlpatterns: list[URLPattern] = [
    path("styrdokument/<uuid:pk>/utkast/", drafting.draft, name="documents-draft"),
    path("styrdokument/<uuid:pk>/utkast/kapitel/", drafting.arrange, name="documents-arrange"),
    path("styrdokument/<uuid:pk>/utkast/<slug:key>/", drafting.draft, name="documents-draft-chapter"),
    path("styrdokument/<uuid:pk>/utkast/<slug:key>/spara/", drafting.autosave, name="documents-autosave"),
    path("styrdokument/<uuid:pk>/for-vilka/", audience.CHOOSE_UNITS.view, name="documents-units"),
    path("styrdokument/<uuid:pk>/lasare/", readers.CHOOSE_READERS.view, name="documents-readers"),
    path("styrdokument/<uuid:pk>/jamfor/", comparing.compare, name="documents-compare"),
    path("styrdokument/<uuid:pk>/besluta/", deciding.DECIDE.view, name="documents-decide"),
    path("lokala-anvisningar/paminn/", coverage.remind, name="local-instructions-remind"),
    path("styrdokument/<uuid:pk>/bekraftelser/paminn/", confirming.remind, name="documents-confirm-remind"),
    path("styrdokument/<uuid:pk>/skicka/", sending.SEND.view, name="documents-send"),
    path("styrdokument/<uuid:pk>/skicka/ta-tillbaka/", sending.TAKE_BACK.view, name="documents-take-back"),
    path("styrdokument/<uuid:pk>/skicka-tillbaka/", sending.SEND_BACK.view, name="documents-send-back"),
    path("styrdokument/<uuid:pk>/skicka/paminn/", sending.remind, name="documents-decide-remind"),
    path("styrdokument/<uuid:pk>/version/<int:number>/", reading.version, name="documents-version"),
    path(
        "styrdokument/<uuid:pk>/version/<int:number>/original/",
        reading.original,
        name="documents-original-file",
    ),
    path(
        "styrdokument/<uuid:pk>/version/<int:number>/dokument.<str:form>",
        reading.paper,
        name="documents-version-file",
    ),
]
