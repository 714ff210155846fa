"""URL of a clock's page; those of the table follow from its declaration."""

from django.urls import URLPattern, path

from akropolis.shared.clocks.web import clocks

urlpatterns: list[URLPattern] = [path("tidsfrister/<slug:clock>/rakna/", clocks.page, name="clock")]
