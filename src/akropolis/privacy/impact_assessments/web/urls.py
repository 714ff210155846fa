"""The URLs of impact assessments."""

from django.urls import URLPattern, path

from akropolis.privacy.impact_assessments.web import assessments, thresholds

urlpatterns: list[URLPattern] = [
    path("behandlingar/<uuid:pk>/troskel/", thresholds.TEST.view, name="threshold-test"),
    path(
        "behandlingar/<uuid:pk>/konsekvensbedomning/", assessments.BEGIN.view, name="impact-assessment-begin"
    ),
    path("konsekvensbedomningar/<uuid:pk>/", assessments.DETAILS.view, name="impact-assessment-details"),
    path("konsekvensbedomningar/<uuid:pk>/fraga/", assessments.ASK.view, name="impact-assessment-ask"),
    path(
        "konsekvensbedomningar/<uuid:pk>/rad/", assessments.GIVE_ADVICE.view, name="impact-assessment-advise"
    ),
]
