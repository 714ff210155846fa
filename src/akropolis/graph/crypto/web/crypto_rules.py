"""The table of rules on cryptography, and the city's year beside its list."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.graph.crypto.models import CryptoRule
from akropolis.graph.crypto.reports.crypto_words import KINDS, VERDICTS
from akropolis.graph.crypto.rules.crypto import verdict_of
from akropolis.graph.crypto.selectors import crypto as selectors


def _verdict(row: CryptoRule) -> Cell:
    verdict = verdict_of(selectors.as_rule(row))
    return Cell(text=VERDICTS[verdict], kind=KINDS[verdict])  # type: ignore[arg-type] # the same words


def _lengths(row: CryptoRule) -> str:
    if row.min_bits is not None and row.max_bits is not None:
        return _("%(low)s–%(high)s bits") % {"low": row.min_bits, "high": row.max_bits}
    if row.max_bits is not None:
        return _("at most %(bits)s bits") % {"bits": row.max_bits}
    return _("at least %(bits)s bits") % {"bits": row.min_bits} if row.min_bits is not None else ""


def _never_reached(access: Access, row: CryptoRule) -> str:
    """Return a warning if an earlier rule matches everything that this rule matches; else an empty text."""
    today = timezone.localdate()
    first = selectors.earlier_rule(CryptoRule.rows(access), row, today)
    if first is None or (row.valid_to and row.valid_to < today):
        return ""
    words = {"name": row.pattern, "other": first.pattern, "place": first.position}
    text = _(
        "The rule on %(name)s is never reached: %(other)s comes before it. Give it an order lower than %(place)s."
    )
    return text % words


def _year(access: Access) -> Mapping[str, object]:
    return {
        "year": selectors.year_in_force(access),
        "decided": selectors.years_decided(access)[:1],
        "plan_url": reverse("crypto-plan") if access.anywhere(selectors.READ) else "",
    }


CRYPTO_RULES = KeptTable(
    key="crypto-rules",
    slug="kryptoregler",
    model=CryptoRule,
    intro=gettext_lazy(
        "Which algorithms and protocols are weak or broken by a quantum computer. The first rule that fits holds."
    ),
    add=gettext_lazy("New rule"),
    fields=("pattern", "min_bits", "max_bits", "vulnerable", "weak_now", "reason", "reason_en", "position"),
    columns=(
        KeptColumn(gettext_lazy("Begins with"), lambda row: Cell(text=row.pattern, note=_lengths(row))),
        KeptColumn(gettext_lazy("Verdict"), _verdict),
        KeptColumn(
            gettext_lazy("Reason and source"), lambda row: Cell(text=row.said("reason"), note=row.source)
        ),
        VALID,
        MARK,
    ),
    content="crypto_rules.yaml",
    under=("graph-hub", gettext_lazy("Information and services")),
    ending=gettext_lazy("From the day after, the next rule that fits holds."),
    note=_never_reached,
    more=_year,
    template="crypto/crypto_rules.html",
    row="crypto-rule",
)
