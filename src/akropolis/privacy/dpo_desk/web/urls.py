"""The URLs of the data protection officer's desk."""

from django.urls import URLPattern, path

from akropolis.privacy.dpo_desk.web import desk, reviews

urlpatterns: list[URLPattern] = [
    path("dataskydd/", desk.page, name="dpo-desk"),
    path("dataskyddsgranskningar/<uuid:pk>/iakttagelse/", reviews.OBSERVATION.view, name="dpo-observation"),
    path("dataskyddsgranskningar/svar/<uuid:pk>/", reviews.ANSWERING.view, name="dpo-answer"),
]
