"""A workshop about risks: its steps, which scenarios it begins with, and how the hour is divided. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

CHOICE, EVENT, MEASURES, CONSEQUENCE = "choice", "event", "measures", "consequence"
LIKELIHOOD, TREATMENT = "likelihood", "treatment"
STEPS = (EVENT, MEASURES, CONSEQUENCE, LIKELIHOOD, TREATMENT)
"""The steps of one risk, in order. `CHOICE`, whether a scenario concerns the group, comes before them."""
HOUR = 60
"""How long a workshop is meant to last, in minutes."""
PROPOSED = 12
"""Maximum number of scenarios that a workshop proposes; the group can add more from the library."""

INTERNET = {"vulnerability", "denial-of-service", "stolen-credentials", "phishing", "ransomware"}
PERSONAL = {"insider", "wrong-permissions", "mistake", "stolen-credentials", "ransomware", "ai-use"}
SUPPLIED = {"supplier-attack", "supplier-failure", "software-chain", "failed-change"}
"""Threats, by key, that concern what is reached from the internet, holds personal data or has a supplier."""


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """What a workshop is about: its kind (empty: a unit), and what makes some threats more relevant."""

    kind: str = ""
    internet: bool = False
    personal_data: bool = False
    supplied: bool = False

    def kinds(self) -> Collection[str]:
        """Return the kinds of objects whose scenarios are relevant."""
        if not self.kind:
            return ("", "process", "information")
        own = {"": False, self.kind: True, "supplier": self.supplied, "information": self.personal_data}
        return [kind for kind, relevant in own.items() if relevant]


class Proposable(Protocol):
    """A scenario of the library."""

    @property
    def kind(self) -> str:
        """The kind of object that it is about."""

    @property
    def position(self) -> int:
        """Its place in the library."""


def rank_scenarios[S: Proposable](facts: ObjectFacts, scenarios: Iterable[tuple[str, S]]) -> list[S]:
    """Return the relevant scenarios, given with the key of their threat, the most relevant first.

    A scenario of the object's own kind comes before others; each fact that its threat concerns moves it up.
    """
    pairs = ((facts.internet, INTERNET), (facts.personal_data, PERSONAL), (facts.supplied, SUPPLIED))
    kinds = facts.kinds()

    def weight(threat: str, scenario: S) -> int:
        return 2 * (scenario.kind == facts.kind) + sum(holds and threat in codes for holds, codes in pairs)

    found = [(weight(threat, row), row) for threat, row in scenarios if row.kind in kinds]
    return [row for _weight, row in sorted(found, key=lambda pair: (-pair[0], pair[1].position))]


def minutes_per_risk(elapsed: float, left: int) -> int:
    """Return how many minutes there are for each risk that is left of the hour; 0 when the hour is over."""
    return max(0, int((HOUR - elapsed) // left)) if left else 0
