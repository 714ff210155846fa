"""The URLs of the year wheel. Those of the list and of the table follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.shared.year_wheel.web import outcomes

urlpatterns: list[URLPattern] = [
    path("arshjul/kalender.ics", outcomes.calendar_file, name="year-wheel-calendar"),
    path("arshjul/<slug:unit>/<year:year>/<uuid:duty>/", outcomes.outcome, name="duty-outcome"),
]
