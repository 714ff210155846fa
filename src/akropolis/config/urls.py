"""Every address of the installation."""

from django.urls import URLPattern, URLResolver, include, path

from akropolis.config.api import api, nothing
from akropolis.home.web import (
    accounts,
    examining,
    first_steps,
    handbook,
    hub,
    received,
    registers,
    role_matrix,
    searching,
    start,
)
from akropolis.kernel.kept.web import patterns as kept_patterns
from akropolis.kernel.registers.web import computed, redaction
from akropolis.kernel.registers.web.urls import patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.home, name="home"),
    path("laget/", start.city, name="situation"),
    path("sok/", searching.search, name="search"),
    path("register/", registers.registers_page, name="registers"),
    path("kom-igang/", first_steps.page, name="first-steps"),
    path("handbok/", handbook.page, name="handbook"),
    path("handbok/<slug:guide>/", handbook.page, name="handbook-chapter"),
    path("health", start.health, name="health"),
    path("logga-in/", accounts.sign_in, name="sign-in"),
    path("logga-ut/", accounts.sign_out, name="sign-out"),
    path("konto/", accounts.account, name="account"),
    path("konto/losenord/", accounts.password, name="password"),
    path("konto/inloggningar/avsluta/", accounts.end_sessions, name="end-sessions"),
    path("skickat/", received.sent, name="sent"),
    path("meddelanden/", received.page, name="messages"),
    path("meddelanden/lasta/", received.read_all, name="messages-read"),
    path("meddelanden/<int:pk>/", received.follow, name="message"),
    path("granskning/", examining.changes, name="examine"),
    path("granskning/behorigheter/", examining.rights, name="examine-rights"),
    *role_matrix.urls,
    path("granskning/historiken/", examining.prove, name="examine-proof"),
    path("enhet/", accounts.switch_unit, name="switch-unit"),
    path("", include("akropolis.kernel.background.web.pages")),
    path("", include("akropolis.organisation.web.urls")),
    path("", include("akropolis.review.web.urls")),
    path("", include("akropolis.actions.web.urls")),
    path("", include("akropolis.packs.web.urls")),
    path("", include("akropolis.chapters.web.urls")),
    path("", include("akropolis.clocks.web.urls")),
    path("", include("akropolis.documents.web.urls")),
    path("", include("akropolis.situations.web.urls")),
    path("", include("akropolis.classification.web.urls")),
    path("graf/", hub.hub_page, name="graph-hub"),
    path("", include("akropolis.evidence.web.urls")),
    path("", include("akropolis.campaigns.web.urls")),
    path("", include("akropolis.assets.web.urls")),
    path("", include("akropolis.information.web.urls")),
    path("", include("akropolis.offers.web.urls")),
    path("", include("akropolis.reach.web.urls")),
    path("", include("akropolis.ai.web.urls")),
    path("", include("akropolis.crypto.web.urls")),
    path("", include("akropolis.incidents.web.urls")),
    path("", include("akropolis.threats.web.urls")),
    path("", include("akropolis.compliance.web.urls")),
    *kept_patterns(),
    *patterns(),
    *computed.patterns(),
    *redaction.urls,
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing, name="api-nothing"),
]
handler500 = "akropolis.home.web.error_pages.failed"
