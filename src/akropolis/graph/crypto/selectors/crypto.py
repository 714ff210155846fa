"""For one user: the rules on cryptography in force, and the plan for what to replace in which order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.deliverers import suppliers_of
from akropolis.graph.crypto.models import CryptoAsset, CryptoRule, CryptoSetting, Migration
from akropolis.graph.crypto.models.crypto import MOST_BITS
from akropolis.graph.crypto.rules.crypto import (
    Asset,
    CryptoRuleRow,
    CryptoVerdict,
    Placed,
    Verdict,
    judge,
    plan,
)
from akropolis.graph.crypto.rules.names import OIDS
from akropolis.shared.clocks.rules.due import Clock, TimeMeasure, latest_event_day
from akropolis.shared.clocks.selectors import clock_in_days

DEFAULT_YEAR = 2035
"""Year used until the city decides one; after it NIST intends to allow nothing that a quantum computer breaks."""
SOON = timedelta(days=90)
"""How long before its last day a certificate is listed as expiring."""
RENEWAL, NEAR = "certificate-renewal", Clock(-30, TimeMeasure.DAYS)
"""Name of the time limit for how long before its last day a certificate is to be renewed, and its default."""
SETTLED = (Migration.DONE, Migration.NOT_NEEDED)
READ, EDIT = f"{CryptoAsset.permission}:read", f"{CryptoAsset.permission}:edit"


def years_decided(access: Access) -> list[CryptoSetting]:
    """Return the city's decisions on the year, latest first; empty while the default year applies."""
    return list(CryptoSetting.objects.visible(access))


def year_in_force(access: Access) -> int:
    """Return the year after which secrets have to be quantum-safe."""
    year = CryptoSetting.objects.visible(access).values_list("year", flat=True).first()
    return DEFAULT_YEAR if year is None else int(year)


def as_rule(row: CryptoRule) -> CryptoRuleRow:
    """Convert a row of the table of rules to a rule; the row's id becomes its key."""
    return CryptoRuleRow(
        key=str(row.pk),
        pattern=row.pattern,
        vulnerable=row.vulnerable,
        weak_now=row.weak_now,
        reason=row.said("reason"),
        min_bits=row.min_bits,
        max_bits=row.max_bits,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


class CryptoRuleTable:
    """The rules that a user may read, for judging assets on one day. One query, made when first needed."""

    def __init__(self, access: Access, day: date) -> None:
        self.access, self.day = access, day
        self._judged: dict[tuple[str, str, int | None, str], CryptoVerdict] = {}

    @cached_property
    def rows(self) -> dict[str, CryptoRule]:
        """Return the rules in force as a dict keyed by row id, in the order in which they are tried."""
        return {str(row.pk): row for row in CryptoRule.in_force(self.access, self.day)}

    @cached_property
    def rules(self) -> list[CryptoRuleRow]:
        """Return the rows as rules, in the order in which they are tried."""
        return [as_rule(row) for row in self.rows.values()]

    def judge(self, asset: CryptoAsset) -> CryptoVerdict:
        """Return the verdict on the asset, with its rule. Assets with equal cryptography are judged once."""
        make = asset.algorithm, asset.protocol, asset.key_bits, asset.identifier
        if make not in self._judged:
            self._judged[make] = self._judge(*make)
        return self._judged[make]

    def _judge(self, algorithm: str, protocol: str, bits: int | None, identifier: str) -> CryptoVerdict:
        judged = judge(self.rules, algorithm, protocol, bits, self.day)
        if judged.rule is None and (known := OIDS.get(identifier)):
            return judge(self.rules, known, "", bits, self.day)
        return judged

    def behind(self, judged: CryptoVerdict) -> CryptoRule | None:
        """Return the row of the table that gave the verdict; None if no rule matched."""
        return self.rows[judged.rule.key] if judged.rule else None


@dataclass(frozen=True, slots=True)
class CryptoFilter:
    """Filter for assets; an empty field filters nothing. `unit` is a code, and includes the units below that
    unit.

    In `verdict` and `migration` several values are separated by commas.
    """

    unit: str = ""
    verdict: str = ""
    migration: str = ""


@dataclass(frozen=True, slots=True)
class CryptoPlanRow:
    """An asset in the plan, with its weight and the row of the rule that gave its verdict."""

    asset: CryptoAsset
    placed: Placed
    rule: CryptoRule | None

    @property
    def verdict(self) -> Verdict:
        """Return the verdict on the asset."""
        return self.placed.asset.judged.verdict


@dataclass(frozen=True, slots=True)
class Certificate:
    """An asset whose certificate expires soon or has expired; `days` are left, below 0 once it has expired."""

    asset: CryptoAsset
    days: int
    verdict: Verdict


class CryptoPlan:
    """A user's cryptographic assets and what to replace first. Four queries, whatever the number of assets."""

    def __init__(self, access: Access, day: date) -> None:
        self.access, self.day = access, day
        self.table = CryptoRuleTable(access, day)

    @cached_property
    def year(self) -> int:
        """Return the year that the city has set, or the default."""
        return year_in_force(self.access)

    @cached_property
    def assets(self) -> dict[str, CryptoAsset]:
        """Return the assets in use that the user may read, as a dict keyed by number."""
        rows = CryptoAsset.objects.visible(self.access).filter(archived_at__isnull=True)
        ordered = rows.select_related("owner_unit").order_by("sort_key", "id")
        return {row.number: row for row in ordered}

    @cached_property
    def judged(self) -> dict[str, CryptoVerdict]:
        """Return a dict from asset number to the verdict on the asset."""
        return {number: self.table.judge(row) for number, row in self.assets.items()}

    @cached_property
    def lines(self) -> list[CryptoPlanRow]:
        """Return what must be replaced, most urgent first."""
        levels = self._levels()
        known = (self._known(row, levels) for row in self.assets.values())
        placed = plan(known, self.year)
        return [CryptoPlanRow(self.assets[p.asset.key], p, self.table.behind(p.asset.judged)) for p in placed]

    def _levels(self) -> dict[tuple[UUID, bool], int | None]:
        """Return the levels that count, by the asset's id and whether it proves something."""
        nodes = Node.objects.visible(self.access).filter(kind=NodeKind.CRYPTO, archived_at__isnull=True)
        demanded = nodes.order_by().values_list("record", "confidentiality", "integrity")
        return {
            (record, i): level
            for record, *both in demanded
            for i, level in zip((False, True), both, strict=True)
        }

    def _known(self, row: CryptoAsset, levels: Mapping[tuple[UUID, bool], int | None]) -> Asset:
        return Asset(
            key=row.number,
            level=levels.get((row.pk, row.proves)),
            until=row.until,
            proves=row.proves,
            effort=row.effort,
            judged=self.judged[row.number],
            settled=row.migration in SETTLED,
        )

    @cached_property
    def certificates(self) -> list[Certificate]:
        """Return certificates that expire within 90 days or have expired, earliest first, whatever their verdict."""
        last = self.day + SOON
        ending = [row for row in self.assets.values() if row.certificate_to and row.certificate_to <= last]
        found = [
            Certificate(row, (row.certificate_to - self.day).days, self.judged[row.number].verdict)
            for row in ending
            if row.certificate_to
        ]
        return sorted(found, key=lambda each: each.days)

    @cached_property
    def suppliers(self) -> Mapping[UUID, list[str]]:
        """Return a dict from asset id to the names of its suppliers. One further query, made when first needed."""
        return suppliers_of(self.access, Q(source__kind=NodeKind.CRYPTO), self.day)

    @property
    def counts(self) -> Counter[Verdict]:
        """Return the number of assets in the plan per verdict."""
        return Counter(line.verdict for line in self.lines)


def narrowed(lines: Iterable[CryptoPlanRow], wanted: CryptoFilter) -> list[CryptoPlanRow]:
    """Return the lines that match the filter, in the given order."""
    return [line for line in lines if _fits(line.asset, line.verdict, wanted)]


def narrowed_certificates(found: Iterable[Certificate], wanted: CryptoFilter) -> list[Certificate]:
    """Return the certificates that match the filter, in the given order."""
    return [each for each in found if _fits(each.asset, each.verdict, wanted)]


def _fits(asset: CryptoAsset, verdict: Verdict, wanted: CryptoFilter) -> bool:
    if wanted.unit and f"/{wanted.unit}/" not in asset.owner_unit.path:
        return False
    verdicts, migrations = wanted.verdict.split(","), wanted.migration.split(",")
    return (not wanted.verdict or verdict in verdicts) and (
        not wanted.migration or asset.migration in migrations
    )


def to_renew(access: Access, day: date) -> list[CryptoAsset]:
    """Return assets that the user is to renew, because the certificate expires soon or has expired; earliest
    first.

    How soon is a time limit that the city sets. Empty for users who may edit the whole city's assets: each
    unit renews its own.
    """
    if access.actor.id is None or access.may(EDIT, None) or not access.anywhere(EDIT):
        return []
    mine = access.units(EDIT, "owner_unit")
    clock = clock_in_days(RENEWAL, day, NEAR)
    rows = CryptoAsset.objects.visible(access).filter(
        mine, archived_at__isnull=True, certificate_to__lte=latest_event_day(clock, day)
    )
    return list(rows.select_related("owner_unit").order_by("certificate_to", "sort_key", "id"))


def earlier_rule(rows: Sequence[CryptoRule], row: CryptoRule, day: date) -> CryptoRule | None:
    """Return the rule that is tried before `row` and matches everything that `row` matches; None if `row`
    can apply.

    The check judges the smallest and the greatest key length of `row`, and also no length if `row` has no
    limits.
    """
    table, rules = {str(each.pk): each for each in rows}, [as_rule(each) for each in rows]
    tried = max(day, row.valid_from)
    whole = row.min_bits is None and row.max_bits is None
    ends = (row.min_bits or 0, MOST_BITS if row.max_bits is None else row.max_bits)
    found = [judge(rules, row.pattern, "", bits, tried).rule for bits in ((None, *ends) if whole else ends)]
    taken = [table[each.key] for each in found if each is not None and each.key != str(row.pk)]
    return taken[-1] if len(taken) == len(found) else None
