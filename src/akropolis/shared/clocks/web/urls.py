"""URL of a clock's page; the table of rules generates its own URLs."""

from django.urls import URLPattern, path

from akropolis.shared.clocks.web import clocks

urlpatterns: list[URLPattern] = [path("tidsfrister/<slug:clock>/rakna/", clocks.page, name="clock")]
