"""The URLs of follow-ups of suppliers, and of the supplier's own page. Those of the register follow from it."""

from django.urls import URLPattern, path

from akropolis.graph.supplier_replies.web import acts, reply

urlpatterns: list[URLPattern] = [
    path("leverantorssvar/<secret:reference>/", reply.reply, name="supplier-reply"),
    path("leverantorsuppfoljningar/fraga/", acts.ask_view, name="supplier-ask"),
    path("leverantorsuppfoljningar/lankar/", acts.links_file, name="supplier-links"),
    path("leverantorsuppfoljningar/<uuid:pk>/lank/", acts.link, name="supplier-link"),
    path("leverantorsuppfoljningar/<uuid:pk>/egen-fraga/", acts.OWN_QUESTION.view, name="supplier-question"),
    path("leverantorsuppfoljningar/<uuid:pk>/bedom/", acts.judge_page, name="supplier-judge"),
    path("leverantorsuppfoljningar/brist/<uuid:pk>/", acts.PROMISE.view, name="supplier-promise"),
]
