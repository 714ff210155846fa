"""The register of risks, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.graph.risk.models import Risk, RiskThreat
from akropolis.graph.risk.selectors.scenarios import BY_SCENARIO
from akropolis.shared.threats.selectors.naming import by_threat

RISKS = Register(
    key="risks",
    slug="risker",
    model=Risk,
    by_name=True,
    one=_("risk"),
    many=_("Risks"),
    intro=_(
        "What can happen to what the unit stands on, how bad it would be, and what has been decided about it."
    ),
    empty=_("No risks here. Take one from the library of scenarios, or write one of your own."),
    sections=(
        FieldSection(_("The risk"), ("title", "node", "description", "weakness", "owner_unit", "owner")),
        FieldSection(_("Treatment"), ("treatment", "treatment_plan")),
        FieldSection(_("Used in"), ("internal_control", "rsa", "cer", "secrecy", "ended_on")),
    ),
    columns=("title", "number", "node", "owner_unit", "level", "owner", "accepted_until", "treat_by"),
    filters=(
        "owner_unit",
        "level",
        "treatment",
        "owner",
        "node",
        "internal_control",
        "rsa",
        "accepted_until",
    ),
    sort=("-level", "sort_key", "number", "accepted_until"),
    narrowings=(by_threat(RiskThreat), BY_SCENARIO),
    over=lambda day: Q(ended_on__lte=day),
    internal=(
        *("scenario", "scenario_version", "matrix", "inherent_level", "likelihood", "consequence", "level"),
        *("target_level", "judged_on", "accepted_until", "waits_in", "treat_by"),
    ),
)
