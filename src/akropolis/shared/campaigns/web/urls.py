"""URLs of campaigns besides the ones that the register generates."""

from django.urls import URLPattern, path

from akropolis.shared.campaigns.web import answering, choosing, keeping

urlpatterns: list[URLPattern] = [
    path("rundfragor/<uuid:pk>/valj/", choosing.choose, name="campaign-choose"),
    path("rundfragor/<uuid:pk>/svara/", answering.answer, name="campaign-answer"),
    path("rundfragor/<uuid:pk>/lamna-over/", answering.hand_over, name="campaign-hand-over"),
    path("rundfragor/<uuid:pk>/paminn/", keeping.remind, name="campaign-remind"),
    path("rundfragor/<uuid:pk>/underteckna/", answering.sign, name="campaign-sign"),
    path("rundfragornas-svar/<uuid:pk>/fraga-igen/", keeping.ASK_AGAIN.view, name="ask-again"),
]
