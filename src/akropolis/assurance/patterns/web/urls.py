"""The URLs of security patterns. Those of the register, the plan and the templates follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.patterns.web import following, patterns

BASE = "sakerhetsmonster/"
urlpatterns: list[URLPattern] = [
    path(f"{BASE}<uuid:pk>/text/", patterns.BEGIN_TEXT.view, name="pattern-begin"),
    path(f"{BASE}<uuid:pk>/atgard/", patterns.ADD_MEASURE.view, name="pattern-measure-add"),
    path(f"{BASE}atgard/<uuid:pk>/", patterns.CHANGE_MEASURE.view, name="pattern-measure-change"),
    path(f"{BASE}atgard/<uuid:pk>/ta-bort/", patterns.REMOVE_MEASURE.view, name="pattern-measure-remove"),
    path(f"{BASE}folj/<uuid:pk>/", following.FOLLOW.view, name="pattern-follow"),
    path(f"{BASE}foljs/<uuid:pk>/", following.REVIEW.view, name="pattern-review"),
    path(f"{BASE}foljs/<uuid:pk>/avvik/", following.DEVIATE.view, name="pattern-deviate"),
    path(f"{BASE}foljs/<uuid:pk>/sluta/", following.STOP.view, name="pattern-stop"),
]
