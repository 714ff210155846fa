"""The register of requests, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import DueRule, FieldSection, Register, SelectionRule
from akropolis.privacy.data_requests.models import DataRequest
from akropolis.privacy.data_requests.rules.states import OPEN
from akropolis.privacy.data_requests.selectors import requests as selectors
from akropolis.privacy.data_requests.services import DataRequestVerbs

DATA_REQUESTS = Register(
    key="data-requests",
    slug="begaranden",
    model=DataRequest,
    one=_("request of a data subject"),
    many=_("Requests of data subjects"),
    new=_("New request"),
    intro=_(
        "What people ask about their own data, and until when they must be answered (GDPR articles 12 and 15–22)."
        " Whoever opens a request is recorded."
    ),
    empty=_("No requests here. Register one when somebody asks about their personal data, in whatever way."),
    sections=(
        FieldSection(
            _("The request"), ("kind", "received_on", "channel", "owner_unit", "handler", "subject")
        ),
        FieldSection(_("Who asks"), ("requester", "contact", "identity", "identity_on", "identity_how")),
        FieldSection(_("The answer"), ("state", "answered_on")),
    ),
    columns=("number", "kind", "owner_unit", "last_on", "state"),
    filters=("owner_unit", "kind", "state", "handler", "received_on", "last_on", "answered_on"),
    sort=("-last_on", "-number", "sort_key", "received_on"),
    rules=(
        SelectionRule("answered", _("answered or refused"), selectors.answered),
        SelectionRule("in_time", _("answered in time"), selectors.answered_in_time),
        SelectionRule("late", _("late"), selectors.late),
        SelectionRule("extended", _("with extended time"), lambda _period: Q(extended_on__isnull=False)),
    ),
    internal=(
        *("last_on", "allowed_on", "extended_on", "extension_reason"),
        *("answer", "left_out", "provision", "reference"),
    ),
    period="received_on",
    due=DueRule("last_on", "handler", Q(state__in=OPEN, archived_at=None), _("Answer the request")),
    over=lambda _day: ~Q(state__in=OPEN),
    verbs=DataRequestVerbs(),
    steps={"withdraw": _("The person withdraws the request"), "reopen": _("Open again")},
    by_name=True,
)
