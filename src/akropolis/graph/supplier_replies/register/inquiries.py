"""The register of follow-ups of suppliers, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.graph.supplier_replies.models import InquiryState, SupplierInquiry
from akropolis.graph.supplier_replies.services.inquiries import VERBS

OVER = Q(state__in=(InquiryState.JUDGED, InquiryState.RECALLED))

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
    columns=("title", "number", "supplier", "owner_unit", "due_on", "state"),
    filters=("owner_unit", "supplier", "state", "due_on"),
    sort=("-due_on", "sort_key", "number"),
    internal=("state", "digest", "sent_on", "draft", "answered_at", "answered_by"),
    fixed=("supplier", "language"),
    period="sent_on",
    verbs=VERBS,
    over=lambda _day: OVER,
    steps={"recall": _("Recall the follow-up")},
)
