"""The URLs of offers, gaps and shared services; those of its registers follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.offers.web import gap_acts, offers, questions, shared

urlpatterns: list[URLPattern] = [
    path("gap/<uuid:pk>/<slug:unit>/godta/", gap_acts.ACCEPT_GAPS.view, name="graph-gap-accept"),
    path("gap/<uuid:pk>/<slug:unit>/<slug:aspect>/avsluta/", gap_acts.end, name="graph-gap-end"),
    path("graf/<uuid:pk>/erbjuden-niva/", offers.offer, name="graph-offer"),
    path("graf/<uuid:pk>/gemensam/", shared.page, name="graph-shared"),
    path("graf/<uuid:pk>/gemensam/xlsx/", shared.file, name="graph-shared-file"),
    path("graf/<uuid:pk>/fraga/", questions.ASK.view, name="graph-ask"),
    path(
        "graf/<uuid:pk>/personuppgifter/<slug:unit>/", questions.controllership, name="graph-controllership"
    ),
    path("fragor/<uuid:pk>/", questions.ANSWER.view, name="question-answer"),
    path("fragor/<uuid:pk>/paminn/", questions.remind, name="question-remind"),
    path("fragor/<uuid:pk>/ta-tillbaka/", questions.WITHDRAW.view, name="question-withdraw"),
    path("tjanster/<uuid:pk>/gemensam/", shared.service_page, name="services-shared"),
]
