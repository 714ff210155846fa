"""Raise a risk because of an observation of the outside world, or ask for a new judgement of one."""

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.risk.models import Risk, RiskObservation, RiskThreat
from akropolis.shared.horizon.models import Observation, ObservationThreat
from akropolis.shared.threats.selectors.naming import named_by


def raise_risk(access: Access, observation: Observation, unit: Unit, owner: User | None) -> Risk:
    """Create a risk of the unit with the observation's title, text and threats. Its own words are written later.

    Raises Hidden without the right to write risks in the unit.
    """
    threats = named_by(access, observation, ObservationThreat)
    with writing(access) as w:
        values = {"title": observation.title, "description": observation.text[:4000], "owner_unit": unit}
        risk: Risk = w.create(Risk, {**values, "owner": owner})
        w.create(RiskObservation, {"risk": risk, "observation": observation})
        for threat in threats:
            w.create(RiskThreat, {"risk": risk, "threat": threat})
        return risk


def renew_risk(access: Access, observation: Observation, risk: Risk) -> RiskObservation:
    """Link the observation to the risk: its owner is asked to judge it again. A link that exists is made anew."""
    with writing(access) as w:
        for link in RiskObservation.everything.filter(risk=risk, observation=observation):
            w.remove(link)
        return w.create(RiskObservation, {"risk": risk, "observation": observation})
