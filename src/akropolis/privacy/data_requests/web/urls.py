"""The URLs of requests of data subjects. Those of the register follow from its declaration."""

from django.urls import URLPattern, path

from akropolis.privacy.data_requests.web import acts, open_form, stops

urlpatterns: list[URLPattern] = [
    path("begaranden/<uuid:pk>/eftersok/", acts.START.view, name="data-request-start"),
    path("begaranden/<uuid:pk>/forlang/", acts.EXTEND.view, name="data-request-extend"),
    path("begaranden/<uuid:pk>/svar/", acts.ANSWER.view, name="data-request-answer"),
    path("begaranden/<uuid:pk>/svar/<str:form>/", acts.paper, name="data-request-paper"),
    path("begaranden/<uuid:pk>/ta-bort-personen/", acts.ERASE.view, name="data-request-erase"),
    path("eftersok/<uuid:pk>/", acts.search, name="data-request-search"),
    path("begaranden/stoppad/<uuid:pk>/", stops.SETTLE_REQUEST_STOP.view, name="data-request-stop"),
    path("begar-uppgifter/", open_form.open_page, name="data-request-open"),
    path("begar-uppgifter/<secret:reference>/", open_form.follow, name="data-request-follow"),
]
