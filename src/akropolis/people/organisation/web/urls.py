"""URL patterns of the organisation."""

from django.urls import path

from akropolis.base.kernel.registers.web.computed import list_patterns
from akropolis.people.organisation.web import (
    asking,
    letterheads,
    passwords,
    people,
    reorganising,
    roles,
    tokens,
    units,
    workbook,
)
from akropolis.people.organisation.web.token_lists import ServiceAccounts, TokenList

urlpatterns = [
    path("organisation/", units.tree, name="units"),
    path("organisation/ny/", units.CREATE.view, name="unit-create"),
    path("organisation/excel/", workbook.ORGANISATION.view(), name="organisation-import"),
    path("organisation/excel/fil/", workbook.export, name="organisation-export"),
    path("organisation/<slug:code>/", units.detail, name="unit"),
    path("organisation/<slug:code>/redigera/", units.CHANGE.view, name="unit-edit"),
    path("organisation/<slug:code>/brevhuvud/", letterheads.edit, name="unit-letterhead"),
    path("organisation/<slug:code>/vapen.png", letterheads.arms, name="unit-arms"),
    path("organisation/<slug:code>/avveckla/", units.END.view, name="unit-end"),
    path("organisation/<slug:code>/flytta/", reorganising.move, name="unit-move"),
    path("organisation/<slug:code>/slas-samman/", reorganising.merge, name="unit-merge"),
    path("organisation/<slug:code>/dela/", reorganising.split, name="unit-split"),
    path("organisation/<slug:code>/flytta-rader/", reorganising.rows, name="unit-rows"),
    path("organisation/overlamningar/<uuid:reorganisation>/", reorganising.receipt, name="handover"),
    path("personer/", people.listing, name="people"),
    path("personer/ny/", people.create, name="person-create"),
    path("personer/engangslosenord/", passwords.page, name="one-time-passwords"),
    path("personer/<uuid:pk>/", people.detail, name="person"),
    path("personer/<uuid:pk>/redigera/", people.CHANGE_PERSON.view, name="person-edit"),
    path("personer/<uuid:pk>/nytt-losenord/", people.reset, name="person-reset"),
    path("personer/<uuid:pk>/avsluta-inloggningar/", people.end_sign_ins, name="person-end-sign-ins"),
    path("konto/nycklar/", tokens.own, name="my-tokens"),
    path("konto/nycklar/ny/", tokens.create_own, name="token-create"),
    *list_patterns(TokenList),
    *list_patterns(ServiceAccounts),
    path("api-nycklar/<uuid:pk>/", tokens.detail, name="token"),
    path("api-nycklar/<uuid:pk>/aterkalla/", tokens.revoke, name="token-revoke"),
    path("servicekonton/nytt/", tokens.CREATE_ACCOUNT.view, name="service-account-create"),
    path("servicekonton/<uuid:pk>/redigera/", tokens.CHANGE_ACCOUNT.view, name="service-account-edit"),
    path("servicekonton/<uuid:pk>/ny-nyckel/", tokens.create_for, name="service-account-token"),
    path("uppdrag/nytt/", people.give, name="appointment-give"),
    path("uppdrag/<uuid:pk>/avsluta/", people.END_ROLE.view, name="appointment-end"),
    path("ratt/<uuid:pk>/", asking.answer, name="right-answer"),
    path("ratt/<slug:register>/<uuid:pk>/", asking.ask, name="right-ask"),
    path("ratt/<slug:register>/<uuid:pk>/lamna-over/", asking.hand_over, name="right-hand-over"),
    path("roller/", roles.listing, name="roles"),
]
