"""The table of rules for follow-ups of suppliers, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.graph.supplier_replies.models import FollowUpRule

FOLLOW_UP_RULES = KeptTable(
    key="follow-up-rules",
    slug="regler-for-leverantorsuppfoljning",
    model=FollowUpRule,
    intro=_("How often suppliers are followed up, and what makes you ask again before that."),
    add=_("New rule"),
    fields=("name", "name_en", "cause", "level", "months", "days"),
    columns=("name", "cause", "level", "months", "days", SOURCE, VALID, MARK),
    content="follow-up-rules.yaml",
    under=("supplier-inquiries-list", _("Follow-ups of suppliers")),
)
