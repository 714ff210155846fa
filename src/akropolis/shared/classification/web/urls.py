"""URLs of schemes; the table of legal bases generates its own URLs."""

from django.urls import URLPattern, path

from akropolis.shared.classification.web import editing, schemes

EDITION = "klassning/modeller/<slug:code>/<int:edition>/"

urlpatterns: list[URLPattern] = [
    path("klassning/", schemes.overview, name="classification-schemes"),
    path(EDITION, schemes.detail, name="classification-scheme"),
    path(f"{EDITION}ny-utgava/", schemes.RENEW.view, name="classification-scheme-renew"),
    path(f"{EDITION}publicera/", schemes.PUBLISH.view, name="classification-scheme-publish"),
    path(f"{EDITION}kasta/", schemes.discard, name="classification-scheme-discard"),
    path(f"{EDITION}redigera/", editing.CHANGE_NAMES.view, name="classification-scheme-names"),
    path(f"{EDITION}redigera/<slug:part>/", editing.part, name="classification-scheme-part"),
    path(f"{EDITION}texter/<slug:category>/", editing.criteria, name="classification-scheme-criteria"),
]
