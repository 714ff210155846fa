"""The addresses of what is gathered."""

from akropolis.packs.web import pack, rows

urlpatterns = [*pack.urls, *rows.urls]
