"""The addresses of what is gathered."""

from akropolis.packs.web import pack

urlpatterns = pack.urls
