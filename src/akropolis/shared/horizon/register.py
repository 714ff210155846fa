"""The register of observations (omvärldsbevakning)."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register, SelectionRule
from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.shared.horizon import selectors
from akropolis.shared.horizon.models import Observation, ObservationThreat
from akropolis.shared.threats.selectors.naming import by_threat


class ObservationVerbs(Verbs[Observation]):
    """Operations on observations: a new one is observed today."""

    def initial(self, today: date) -> dict[str, object]:
        """Return the default values of a new observation: observed today."""
        return {"observed_on": today}


REGISTER = Register(
    key="observations",
    slug="omvarld",
    model=Observation,
    one=_("observation"),
    many=_("Horizon scanning"),
    intro=_("What happens outside, in law, threats, technology and supply chain, and what it means for us."),
    empty=_("No observations here."),
    sections=(
        FieldSection(_("The observation"), ("title", "theme", "observed_on", "text", "source", "source_url")),
        FieldSection(_("What it means"), ("effect", "effect_note", "decision")),
        FieldSection(_("For whom"), ("owner_unit", "shared")),
    ),
    columns=("title", "theme", "observed_on", "effect", "owner_unit", "source"),
    filters=("theme", "effect", "owner_unit", "shared", "observed_on"),
    sort=("-observed_on", "sort_key", "theme"),
    rules=(SelectionRule("undecided", _("without a decision noted"), selectors.undecided),),
    narrowings=(by_threat(ObservationThreat),),
    period="observed_on",
    verbs=ObservationVerbs(),
    over=lambda _day: ~Q(decision=""),
)
