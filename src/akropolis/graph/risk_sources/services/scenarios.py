"""Take a scenario from the library as a risk of a unit, and answer a later change of it."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import Risk, RiskMeasure, RiskThreat, Scenario
from akropolis.graph.risk.selectors.scenarios import TEXTS, changes_since, measures_of, taken_risks, text_of


def take_scenario(access: Access, scenario: Scenario, unit: Unit, node: Node | None) -> Risk:
    """Make a risk of the unit, about the node, with the texts, threat and measures of the scenario.

    A unit takes a scenario once for each node. Raises Invalid if it has it already, or if the node is of
    another kind than the scenario is about; Refused if the scenario is no longer in force; Hidden if the user may
    not add risks in the unit.
    """
    with writing(access) as w:
        if scenario not in Scenario.in_force(access, timezone.localdate(w.at)):
            raise Refused(_("The scenario is no longer in the library. Choose another one."))
        if node is not None and node.kind != scenario.kind:
            raise Invalid(
                {"node": [_("The scenario is about something else. Choose one of the right kind.")]}
            )
        held = taken_risks(access).filter(scenario=scenario, owner_unit=unit, node=node).first()
        if held is not None:
            words = {"unit": unit.name, "risk": held.label()}
            place = "unit" if node is None else "node"
            raise Invalid({place: [_("%(unit)s has the scenario already: %(risk)s.") % words]})
        texts = {field: text_of(scenario, name) for name, field in TEXTS.items()}
        source = {"scenario": scenario, "scenario_version": scenario.version}
        risk = w.create(Risk, {**texts, **source, "owner_unit": unit, "node": node})
        w.create(RiskThreat, {"risk": risk, "threat": scenario.threat})
        _add_measures(w, risk, measures_of(access, scenario))
        return risk


def _add_measures(w: Writer, risk: Risk, measures: Iterable[Control]) -> None:
    held = set(RiskMeasure.everything.filter(risk=risk).values_list("control", flat=True))
    for control in measures:
        if control.pk not in held:
            w.create(RiskMeasure, {"risk": risk, "control": control})


def answer_change(access: Access, risk: Risk, *, take: bool, version: int | None = None) -> Risk:
    """Take over what has changed in the risk's scenario, or keep the risk's own texts; neither is asked again.

    Raises Refused if the risk was taken from no scenario, Stale after another's change.
    """
    with writing(access) as w:
        scenario = risk.scenario
        if scenario is None:
            raise Refused(_("The risk was not taken from the library."))
        changes = changes_since(risk) if take else []
        texts = {each.field: each.now for each in changes if each.field in TEXTS.values()}
        risk = w.update(risk, {**texts, "scenario_version": scenario.version}, version=version)
        if any(each.field == "measures" for each in changes):
            _add_measures(w, risk, measures_of(access, scenario))
        return risk
