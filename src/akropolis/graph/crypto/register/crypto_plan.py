"""The plan for cryptography as a page and a file, and the panel with the verdict on a cryptographic asset's page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import listing, number
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.crypto.models import CryptoAsset, CryptoRule, Migration
from akropolis.graph.crypto.reports import crypto_words as words
from akropolis.graph.crypto.rules.crypto import Verdict
from akropolis.graph.crypto.selectors.crypto import (
    READ,
    RENEWAL,
    SETTLED,
    Certificate,
    CryptoFilter,
    CryptoPlan,
    CryptoPlanRow,
    CryptoRuleTable,
    narrowed,
    narrowed_certificates,
    to_renew,
    year_in_force,
)
from akropolis.shared.clocks.reports.clock_words import explain_from_start

RULES_READ = f"{CryptoRule.permission}:read"
UNKNOWN = {"level": _("level"), "years": _("how long it must hold"), "effort": _("effort")}


@dataclass(frozen=True, slots=True)
class CryptoPlanLine:
    """A row of the plan as shown, with its rank and the asset's suppliers."""

    line: CryptoPlanRow
    place: int
    suppliers: str
    url: str
    made_of: str
    delivered_by: str
    verdict: str
    kind: str
    why: str
    factors: tuple[str, ...]
    weight: str


def _planned(line: CryptoPlanRow, place: int, suppliers: Sequence[str], year: int) -> CryptoPlanLine:
    placed = line.placed
    return CryptoPlanLine(
        line,
        place,
        ", ".join(suppliers),
        record_url(NodeKind.CRYPTO, line.asset.pk),
        words.cryptography(line.asset),
        listing(suppliers, str(_("and"))),
        str(words.VERDICTS[line.verdict]),
        words.KINDS[line.verdict],
        words.explain_verdict(line),
        (words.level_in_words(placed), words.years_in_words(placed, year), words.effort_in_words(line)),
        words.weight_in_words(placed),
    )


def _effort(each: CryptoPlanLine) -> str:
    return "" if each.line.asset.effort is None else each.line.asset.get_effort_display()


def _unknown(each: CryptoPlanLine) -> str:
    return ", ".join(str(UNKNOWN[name]) for name in each.line.placed.unknown)


class PlanList(Computed[tuple[int, CryptoPlanRow]]):
    """What must be replaced, most urgent first. In the file, unknown values are left empty and named in a column."""

    key, slug, permission, within = "crypto-plan", "kvantplan", READ, "unit"
    extract = "crypto-plan"
    unasked = ("plan",)
    title = _("Plan for cryptography")
    template, rows_template = "crypto/crypto_plan.html", "crypto/_crypto_rows.html"
    filters = (
        ListFilter("unit", _("Unit"), lambda of: units_of(row.owner_unit for row in of.plan.assets.values())),
        ListFilter(
            "verdict", _("Verdict"), lambda _of: [(v.value, words.VERDICTS[v]) for v in words.IN_PLAN]
        ),
        ListFilter(
            "migration",
            _("Migration"),
            lambda _of: [(m.value, m.label) for m in Migration if m not in SETTLED],
        ),
    )
    columns = (
        ListColumn(_("Place"), "place", ValueKind.NUMBER, 8, key="place"),
        ListColumn(_("Number"), "line.asset.number", width=14, key="number"),
        ListColumn(_("Name"), "line.asset.name", width=36, key="name"),
        ListColumn(_("Unit"), "line.asset.owner_unit.name", width=28, key="unit"),
        ListColumn(_("Algorithm"), "line.asset.algorithm", width=18, key="algorithm"),
        ListColumn(_("Key length (bits)"), "line.asset.key_bits", ValueKind.NUMBER, 12, key="key_bits"),
        ListColumn(_("Protocol"), "line.asset.protocol", width=14, key="protocol"),
        ListColumn(_("Verdict"), "verdict", width=26, key="verdict"),
        ListColumn(_("Why"), "why", width=48, key="why"),
        ListColumn(
            _("Source"), lambda each: each.line.rule and each.line.rule.source, width=28, key="source"
        ),
        ListColumn(
            _("Aspect that counts"), lambda each: words.aspect_name(each.line.placed), width=16, key="aspect"
        ),
        ListColumn(_("Level"), "line.placed.asset.level", ValueKind.NUMBER, 8, key="level"),
        ListColumn(_("Secret until"), "line.asset.secret_until", ValueKind.NUMBER, 12, key="secret_until"),
        ListColumn(_("Verified until"), "line.asset.verify_until", ValueKind.NUMBER, 12, key="verify_until"),
        ListColumn(_("Years that count"), "line.placed.years", ValueKind.NUMBER, 12, key="years"),
        ListColumn(_("Effort"), _effort, width=12, key="effort"),
        ListColumn(_("Weight"), "line.placed.weight", ValueKind.NUMBER, 10, key="weight"),
        ListColumn(_("Not known"), _unknown, width=32, key="unknown"),
        ListColumn(
            _("Migration"), lambda each: each.line.asset.get_migration_display(), width=16, key="migration"
        ),
        ListColumn(
            _("Certificate valid to"), "line.asset.certificate_to", ValueKind.DATE, 14, key="certificate_to"
        ),
        ListColumn(_("Supplier"), "suppliers", width=28, key="suppliers"),
    )

    keeps = {
        "algorithm": KeptValue(_("Algorithm"), lambda row: row[1].asset.algorithm),
        "verdict": KeptValue(
            _("Verdict"), lambda row: row[1].verdict.value, lambda v: words.VERDICTS[Verdict(v)]
        ),
        "level": KeptValue(_("Level"), lambda row: row[1].placed.asset.level),
        "migration": KeptValue(
            _("Migration"), lambda row: row[1].asset.migration, lambda m: Migration(m).label
        ),
    }

    def about(self, row: tuple[int, CryptoPlanRow]) -> UUID:
        """Return the asset's id."""
        return row[1].asset.pk

    @cached_property
    def plan(self) -> CryptoPlan:
        """Return the plan of all that the user may read."""
        return CryptoPlan(self.access, self.day)

    def rows(self) -> list[tuple[int, CryptoPlanRow]]:
        """Return (rank, row) of the plan's rows that match the filter, most urgent first."""
        return list(enumerate(narrowed(self.plan.lines, CryptoFilter(**self.chosen)), 1))

    def path_of(self, row: tuple[int, CryptoPlanRow]) -> str:
        """Return the path of the asset's unit."""
        return str(row[1].asset.owner_unit.path)

    def told(self, rows: Sequence[tuple[int, CryptoPlanRow]]) -> list[CryptoPlanLine]:
        """Return the rows as shown, with their suppliers."""
        suppliers = self.plan.suppliers
        return [
            _planned(line, place, suppliers.get(line.asset.pk, ()), self.plan.year) for place, line in rows
        ]

    def lead(self) -> list[str]:
        """Return sentences on how much there is to replace."""
        return _lead(self.plan)

    def more(self) -> dict[str, object]:
        """Return further template context: certificates that expire soon, the city's year, and links."""
        ending = narrowed_certificates(self.plan.certificates, CryptoFilter(**self.chosen))
        return {
            "certificates": [_certificate(each) for each in ending],
            "any": bool(self.plan.assets),
            "year": self.plan.year,
            "register_url": reverse("crypto-assets-list"),
            "rules_url": reverse("crypto-rules") if self.access.anywhere(RULES_READ) else "",
        }


def _lead(plan: CryptoPlan) -> list[str]:
    total, due = len(plan.assets), len(plan.lines)
    if not total:
        return [str(_("There are no cryptographic assets here yet, so there is nothing to plan."))]
    counts = {"total": number(total), "due": number(due)}
    if not due:
        said = ngettext(
            "%(total)s cryptographic asset is known, and nothing has to be exchanged.",
            "%(total)s cryptographic assets are known, and nothing has to be exchanged.",
            total,
        )
        return [said % counts]
    return [
        _("%(due)s of %(total)s cryptographic assets must be exchanged or examined.") % counts,
        _parts(plan),
    ]


def _parts(plan: CryptoPlan) -> str:
    counts = {verdict: number(count) for verdict, count in plan.counts.items()}
    said = {
        Verdict.WEAK: _("%(count)s weak already today"),
        Verdict.VULNERABLE: _("%(count)s broken by a quantum computer"),
        Verdict.UNKNOWN: _("%(count)s that no rule is about"),
    }
    parts = [text % {"count": counts[verdict]} for verdict, text in said.items() if verdict in counts]
    return _("Of them: %(parts)s.") % {"parts": listing(parts, str(_("and")))}


def _certificate(each: Certificate) -> dict[str, object]:
    return {
        "asset": each.asset,
        "url": record_url(NodeKind.CRYPTO, each.asset.pk),
        "ends": words.ends_in_words(each.days),
        "late": each.days < 0,
    }


# What waits, and the asset's own page


def tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """Return one task for all certificates that the user is to renew."""
    rows = to_renew(access, today)
    if not rows:
        return
    first = rows[0]
    assert first.certificate_to is not None
    names = {"name": first.name, "count": number(len(rows))}
    yield PendingTask(
        key=f"certificates:{first.pk}:{first.certificate_to}",
        title=ngettext("Renew the certificate of %(name)s", "Renew %(count)s certificates", len(rows))
        % names,
        url=record_url(NodeKind.CRYPTO, first.pk)
        if len(rows) == 1
        else f"{reverse('crypto-plan')}#certificates",
        why=_("%(name)s %(ends)s, at %(unit)s.")
        % {
            "name": first.name,
            "ends": words.ends_in_words((first.certificate_to - today).days),
            "unit": first.owner_unit.name,
        },
        due=first.certificate_to,
        reasons=explain_from_start(RENEWAL, first.certificate_to),
        about=refer(first),
    )


def panel(access: Access, row: CryptoAsset) -> Mapping[str, object]:
    """Return the context of the asset's panel: the verdict in words, and its grounds."""
    table = CryptoRuleTable(access, timezone.localdate())
    judged = table.judge(row)
    rule, year = table.behind(judged), year_in_force(access)
    may_rules = access.anywhere(RULES_READ)
    return {
        "tag": words.VERDICTS[judged.verdict],
        "kind": words.KINDS[judged.verdict],
        "name": judged.name,
        "rule": rule,
        "settled": row.migration in SETTLED,
        "in_plan": row.archived_at is None
        and judged.verdict in words.IN_PLAN
        and row.migration not in SETTLED,
        "year": year,
        "proves": row.proves,
        "reason": rule.said("reason") if rule else "",
        "until": row.until,
        "past": row.until is not None and row.until > year,
        "plan_url": reverse("crypto-plan"),
        "rules_url": reverse("crypto-rules") if may_rules else "",
    }
