"""The URLs of indicators. Those of the kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.shared.indicators.web import measuring, overview

urlpatterns: list[URLPattern] = [
    path("indikatorer/", overview.overview, name="indicators"),
    path("indikatorer/csv/", overview.csv_file, name="indicators-csv"),
    path("indikatorer/matning/<uuid:pk>/ratta/", measuring.CORRECT.view, name="measurement-correct"),
    path("indikatorer/<uuid:pk>/", overview.page, name="indicator"),
    path("indikatorer/<uuid:pk>/<slug:unit>/mat/", measuring.MEASURE.view, name="indicator-measure"),
]
