"""The register of AI-system."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register, SelectionRule
from akropolis.graph.ai.models import AiSystem
from akropolis.graph.ai.selectors import ai

AI_SYSTEMS = Register(
    key="ai-systems",
    slug="ai-system",
    model=AiSystem,
    one=_("AI system"),
    many=_("AI systems"),
    new=_("New AI system"),
    intro=_("AI in use or planned: what it is for, what goes in and out, and who is affected."),
    empty=_("No AI systems here. Count assistants and functions inside other services too."),
    sections=(
        FieldSection(_("The system"), ("name", "purpose", "model")),
        FieldSection(_("Data and people"), ("data_in", "data_out", "affects_people", "checking")),
        FieldSection(_("The AI act"), ("ai_class", "class_reason")),
        FieldSection(_("Who answers for it"), ("owner_unit", "owner", "review_on")),
    ),
    columns=("name", "number", "owner_unit", "ai_class", "affects_people", "review_on"),
    filters=("owner_unit", "owner", "ai_class", "affects_people", "review_on"),
    sort=("sort_key", "number", "ai_class", "review_on"),
    rules=(
        SelectionRule("assessed", _("assessed on the cut-off"), ai.assessed),
        SelectionRule("unassessed", _("not assessed on the cut-off"), ai.unassessed),
    ),
    period="review_on",
)
