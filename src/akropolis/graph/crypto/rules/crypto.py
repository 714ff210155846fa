"""Which cryptography a quantum computer breaks, by dated rules, and in which order to replace it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from akropolis.graph.crypto.rules.names import parse_name

_NOT_PLAIN = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class CryptoRuleRow:
    """One row of the table of rules. `pattern` is a name's prefix in lower-case letters and digits."""

    key: str
    pattern: str
    vulnerable: bool
    weak_now: bool
    reason: str
    min_bits: int | None = None
    max_bits: int | None = None
    valid_from: date = date.min
    valid_to: date | None = None

    def fits(self, name: str, bits: int | None, day: date) -> bool:
        """Tell whether the rule matches the normalised name and the key length on that day."""
        if not name.startswith(self.pattern) or not self.valid_from <= day <= (self.valid_to or date.max):
            return False
        if self.min_bits is None and self.max_bits is None:
            return True
        return bits is not None and (self.min_bits or 0) <= bits <= (self.max_bits or bits)


class Verdict(StrEnum):
    """Verdict on an algorithm."""

    WEAK = "weak"
    VULNERABLE = "vulnerable"
    SAFE = "safe"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CryptoVerdict:
    """The verdict, and its rule; None if no rule matches. `name` is what the rules were matched against."""

    verdict: Verdict
    rule: CryptoRuleRow | None
    name: str


def normalize_name(name: str) -> str:
    """Return the name as lower-case letters and digits only: `SHA-1`, `sha_1` and `Sha 1` become equal."""
    return _NOT_PLAIN.sub("", name.casefold())


def judge(
    rules: Sequence[CryptoRuleRow], algorithm: str, protocol: str, bits: int | None, day: date
) -> CryptoVerdict:
    """Return the verdict of the first rule that matches the algorithm, or the protocol if no algorithm is
    given.

    Names of signatures are split (`names`): the key's algorithm is judged, and a weak digest makes the whole
    weak. A key length in the name counts if none is given in `bits`.
    """
    name = algorithm.strip() or protocol.strip()
    spelt = parse_name(name)
    rule = _first(rules, spelt.name, spelt.bits if bits is None else bits, day)
    digest = _first(rules, spelt.digest, None, day) if spelt.digest else None
    if rule and digest and digest.weak_now and not rule.weak_now:
        rule = digest
    return CryptoVerdict(verdict_of(rule) if rule else Verdict.UNKNOWN, rule, name)


def _first(rules: Sequence[CryptoRuleRow], name: str, bits: int | None, day: date) -> CryptoRuleRow | None:
    return next((rule for rule in rules if rule.fits(normalize_name(name), bits, day)), None)


def verdict_of(rule: CryptoRuleRow) -> Verdict:
    """Return the verdict that the rule gives what it matches."""
    if rule.weak_now:
        return Verdict.WEAK
    return Verdict.VULNERABLE if rule.vulnerable else Verdict.SAFE


PROVING = frozenset({"signature", "authentication", "hash"})
"""Uses that keep nothing secret: what they prove must be correct, and verifiable while it is relied on."""


def proves(use: str, algorithm: str) -> bool:
    """Tell whether an asset proves something; if its use is "other", whether its name shows a signed digest."""
    return use in PROVING or (use == "other" and bool(parse_name(algorithm).digest))


@dataclass(frozen=True, slots=True)
class Asset:
    """What the plan needs to know about a cryptographic asset.

    `level` is the effective confidentiality and `until` the year until which the asset must stay secret; if
    it `proves` something, they are the effective integrity and the year until which it must be verifiable.
    `settled` if the migration is done or found not to be needed.
    """

    key: str
    level: int | None
    until: int | None
    effort: int | None
    judged: CryptoVerdict
    settled: bool
    proves: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An asset's weight in the plan: level × years × effort, and which of the three factors are unknown.

    `years` is how many years past `horizon` the asset must hold, at least one.
    """

    asset: Asset
    years: int | None
    weight: int
    unknown: tuple[str, ...]


UNKNOWN_LEVEL, UNKNOWN_YEARS, UNKNOWN_EFFORT = 3, 10, 2
"""Values assumed for unknown factors: serious ones, so that a missing answer never puts an asset last."""


def plan(assets: Iterable[Asset], horizon: int) -> list[Placed]:
    """Return what must be replaced, most urgent first: weak today, then by weight. Omits what is settled or safe."""
    placed = [_place(asset, horizon) for asset in assets if _in_plan(asset)]
    return sorted(placed, key=lambda p: (p.asset.judged.verdict != Verdict.WEAK, -p.weight, p.asset.key))


def _in_plan(asset: Asset) -> bool:
    return not asset.settled and asset.judged.verdict != Verdict.SAFE


def _place(asset: Asset, horizon: int) -> Placed:
    years = None if asset.until is None else max(1, asset.until - horizon)
    known = {"level": asset.level, "years": years, "effort": asset.effort}
    level = UNKNOWN_LEVEL if asset.level is None else asset.level
    weight = level * (years or UNKNOWN_YEARS) * (asset.effort or UNKNOWN_EFFORT)
    return Placed(asset, years, weight, tuple(name for name, value in known.items() if value is None))
