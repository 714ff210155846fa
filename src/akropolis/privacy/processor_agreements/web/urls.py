"""The URLs of data processing agreements. Those of the register and the lists follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.privacy.processor_agreements.web import acts

AGREEMENT, PART = "bitradesavtal/<uuid:pk>/", "bitradesavtal/underbitraden/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(f"{AGREEMENT}parter/", acts.CHOOSE_PARTIES.view, name="agreement-parties"),
    path(f"{AGREEMENT}overforing/", acts.STATE_TRANSFER.view, name="agreement-transfer"),
    path(f"{AGREEMENT}underbitraden/", acts.ADD_SUB_PROCESSOR.view, name="sub-processor-create"),
    path(PART, acts.CHANGE_SUB_PROCESSOR.view, name="sub-processor-edit"),
    path(f"{PART}svar/", acts.ANSWER.view, name="sub-processor-answer"),
    path(f"{PART}ta-bort/", acts.REMOVE_SUB_PROCESSOR.view, name="sub-processor-remove"),
]
