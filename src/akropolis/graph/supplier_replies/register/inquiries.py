"""The register of follow-ups of suppliers, declared."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import (
    Beside,
    FieldSection,
    Identified,
    Register,
    SelectionRule,
)
from akropolis.base.lib.periods import Period
from akropolis.graph.supplier_replies.models import AnswerJudgement, InquiryState, SupplierInquiry
from akropolis.graph.supplier_replies.selectors.inquiries import FINDING
from akropolis.graph.supplier_replies.services.inquiries import VERBS

OVER = Q(state__in=(InquiryState.JUDGED, InquiryState.RECALLED))


def _in_time(_period: Period) -> Q:
    answered = SupplierInquiry.everything.annotate(on=TruncDate("answered_at")).filter(on__lte=F("due_on"))
    return Q(pk__in=answered.order_by().values("pk"))


def _with_findings(_period: Period) -> Q:
    found = AnswerJudgement.everything.filter(FINDING, question__shared=True)
    return Q(pk__in=found.order_by().values("question__inquiry"))


def _suppliers(access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Name the supplier of each row."""
    found = SupplierInquiry.objects.visible(access).filter(pk__in=[row.id for row in rows])
    return dict(found.order_by().values_list("pk", "supplier__name"))


INQUIRIES = Register(
    key="supplier-inquiries",
    slug="leverantorsuppfoljningar",
    model=SupplierInquiry,
    by_name=True,
    one=_("follow-up of a supplier"),
    many=_("Follow-ups of suppliers"),
    new=_("New follow-up"),
    intro=_("What suppliers are asked, what they answered by their own link, and how it was judged."),
    empty=_("No follow-ups here. Ask a supplier: the questions follow from the levels of what stands on it."),
    sections=(
        FieldSection(_("What is asked"), ("title", "supplier", "owner_unit", "text", "language", "due_on")),
        FieldSection(_("How it stands"), ("state",)),
    ),
    columns=("title", "number", "owner_unit", "due_on", "state"),
    beside=(Beside("supplier_name", _("Supplier"), _suppliers),),
    filters=("owner_unit", "supplier", "state", "due_on", "sent_on"),
    sort=("-due_on", "sort_key", "number"),
    internal=("digest", "sent_on", "draft", "answered_at", "answered_by"),
    fixed=("supplier", "language"),
    period="sent_on",
    own_first=False,
    rules=(
        SelectionRule("in_time", _("answered in time"), _in_time),
        SelectionRule("findings", _("with findings that remain"), _with_findings),
    ),
    verbs=VERBS,
    over=lambda _day: OVER,
    steps={"recall": _("Recall the follow-up")},
)
