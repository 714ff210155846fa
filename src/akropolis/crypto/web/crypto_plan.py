"""The plan for cryptography as a page and a file, and the verdict on a cryptographic asset's own page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from akropolis.assets.models import NodeKind
from akropolis.assets.selectors.sight import page_of
from akropolis.crypto.models import CryptoAsset, CryptoRule, Migration
from akropolis.crypto.reports import crypto_words as words
from akropolis.crypto.reports.crypto_file import crypto_file
from akropolis.crypto.rules.crypto import Verdict
from akropolis.crypto.selectors.crypto import (
    READ,
    SETTLED,
    Certificate,
    CryptoPlan,
    Line,
    Table,
    Wanted,
    narrowed,
    narrowed_certificates,
    to_renew,
    year_in_force,
)
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.deadlines.tasks import Task
from akropolis.kernel.exchange.web import attachment
from akropolis.lib.swedish import listing, number
from akropolis.ui.parts import Crumb

PAGE = 50
NAMES = ("unit", "verdict", "migration")
RULES_READ = f"{CryptoRule.permission}:read"


class FilterForm(forms.Form):
    """Which part of the plan is shown."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)
    migration = forms.ChoiceField(label=gettext_lazy("Migration"), required=False)

    def __init__(self, data: Any, *, assets: Sequence[CryptoAsset]) -> None:
        super().__init__(data)
        units = {row.owner_unit_id: row.owner_unit for row in assets}
        self._offer("unit", [(u.code, u.name) for u in sorted(units.values(), key=lambda u: u.sort_key)])
        self._offer("verdict", [(v.value, words.VERDICTS[v]) for v in words.IN_PLAN])
        self._offer("migration", [(m.value, m.label) for m in Migration if m not in SETTLED])

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]
        field.unmarked = True  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a value that is not offered asks for nothing."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name) or "" for name in NAMES})


class Listed:
    """What an address of the plan asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self.access = access_of(request)
        self.plan = CryptoPlan(self.access, timezone.localdate())
        self.form = FilterForm(request.GET, assets=list(self.plan.assets.values()))
        self.wanted = self.form.wanted
        self.lines = narrowed(self.plan.lines, self.wanted)
        page = request.GET.get("page", "")
        asked = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        self.page = max(1, min(asked, -(-len(self.lines) // PAGE)))

    def url(self, name: str = "crypto-plan", **more: Any) -> str:
        """An address with the same choice."""
        given = {key: getattr(self.wanted, key) for key in NAMES} | more
        query = urlencode({key: value for key, value in given.items() if value})
        return reverse(name) + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the plan as the page shows it."""

    line: Line
    url: str
    made_of: str
    suppliers: str
    tag: str
    kind: str
    why: str
    factors: tuple[str, ...]
    weight: str


@requires(READ)
@require_safe
def plan_page(request: HttpRequest) -> HttpResponse:
    """What must be exchanged, the most urgent first, 50 at a time; certificates that end soon stand before."""
    listed = Listed(request)
    first = (listed.page - 1) * PAGE
    lines = listed.lines[first : first + PAGE]
    may_rules = listed.access.anywhere(RULES_READ)
    context = {
        "title": _("Plan for cryptography"),
        "crumbs": [
            Crumb(label=_("Information and services"), url=reverse("graph-hub")),
            Crumb(label=_("Plan for cryptography")),
        ],
        "lead": _lead(listed.plan),
        "year": listed.plan.year,
        "rules_url": reverse("crypto-rules") if may_rules else "",
        "certificates": [
            _certificate(each) for each in narrowed_certificates(listed.plan.certificates, listed.wanted)
        ],
        "form": listed.form,
        "narrowed": listed.wanted != Wanted(),
        "any": bool(listed.plan.assets),
        "list_url": reverse("crypto-plan"),
        "register_url": reverse("crypto-assets-list"),
        "file_url": listed.url("crypto-plan-file"),
        "rows": [_shown(line, listed.plan) for line in lines],
        "shown": _range(first, len(lines), len(listed.lines)),
        "newer": listed.url(page=listed.page - 1) if first and listed.lines else "",
        "older": listed.url(page=listed.page + 1) if first + PAGE < len(listed.lines) else "",
    }
    return render(request, "crypto/crypto_plan.html", context)


@requires(READ)
@require_safe
def plan_file(request: HttpRequest) -> HttpResponse:
    """The same lines as an Excel file, all of them."""
    listed = Listed(request)
    return attachment(crypto_file(listed.lines, listed.plan.suppliers), _("plan for cryptography"))


def _lead(plan: CryptoPlan) -> list[str]:
    total, due = len(plan.assets), len(plan.lines)
    if not total:
        return [_("There are no cryptographic assets here yet, so there is nothing to plan.")]
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
    return _("Of them: %(parts)s.") % {"parts": listing(parts, _("and"))}


def _range(first: int, count: int, total: int) -> str:
    if not count:
        return _("0 of %(total)s") % {"total": number(total)}
    values = {"first": number(first + 1), "last": number(first + count), "total": number(total)}
    return _("%(first)s–%(last)s of %(total)s") % values


def _certificate(each: Certificate) -> dict[str, Any]:
    return {
        "asset": each.asset,
        "url": page_of(NodeKind.CRYPTO, each.asset.pk),
        "ends": words.ends_in_words(each.days),
        "late": each.days < 0,
    }


def _shown(line: Line, plan: CryptoPlan) -> Shown:
    placed = line.placed
    return Shown(
        line,
        page_of(NodeKind.CRYPTO, line.asset.pk),
        words.cryptography(line.asset),
        listing(plan.suppliers.get(line.asset.pk, []), _("and")),
        str(words.VERDICTS[line.verdict]),
        words.KINDS[line.verdict],
        words.why(line),
        (words.level_in_words(placed), words.years_in_words(placed, plan.year), words.effort_in_words(line)),
        words.weight_in_words(placed),
    )


# What waits, and the asset's own page


def tasks(access: Access, today: date) -> Iterator[Task]:
    """One task for all certificates that the person is to renew."""
    rows = to_renew(access, today)
    if not rows:
        return
    first = rows[0]
    assert first.certificate_to is not None
    names = {"name": first.name, "count": number(len(rows))}
    yield Task(
        key=f"certificates:{first.pk}:{first.certificate_to}",
        title=ngettext("Renew the certificate of %(name)s", "Renew %(count)s certificates", len(rows))
        % names,
        url=page_of(NodeKind.CRYPTO, first.pk)
        if len(rows) == 1
        else f"{reverse('crypto-plan')}#certificates",
        why=_("%(name)s %(ends)s, at %(unit)s.")
        % {
            "name": first.name,
            "ends": words.ends_in_words((first.certificate_to - today).days),
            "unit": first.owner_unit.name,
        },
        due=first.certificate_to,
    )


def panel(access: Access, row: CryptoAsset) -> Mapping[str, Any]:
    """The verdict on the asset in words, and on what it rests."""
    table = Table(access, timezone.localdate())
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
        "until": row.secret_until,
        "past": row.secret_until is not None and row.secret_until > year,
        "plan_url": reverse("crypto-plan"),
        "rules_url": reverse("crypto-rules") if may_rules else "",
    }
