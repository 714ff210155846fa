"""Save effect tests: the outcome and the next day follow from the kind where nothing is written."""

from datetime import date

from django.db.models import Q

from akropolis.assurance.effect_tests.models import EffectTest, filled
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.graph.assets.models.nodes import nodes_in_own_units
from akropolis.graph.compliance.rules.demands import MEASURED


class EffectTestVerbs(Verbs[EffectTest]):
    """Operations on effect tests."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new test: made today."""
        return {"tested_on": today}

    def among(self, access: Access, name: str) -> Q | None:
        """Narrow the services to those that are measured and that the user's units own or operate."""
        return nodes_in_own_units(access) & Q(kind__in=MEASURED) if name == "node" else None

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the values with a name, an outcome and a next day where they are empty."""
        return filled(values)


VERBS = EffectTestVerbs()
