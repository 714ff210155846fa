"""The pages of the rules on cryptography: the list, adding, changing and ending one, and the city's year."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.classification.models.legal import Mark
from akropolis.crypto.models import CryptoRule
from akropolis.crypto.reports.crypto_words import KINDS, VERDICTS, verdict_of
from akropolis.crypto.rules.permissions import CRYPTO_RULE
from akropolis.crypto.selectors import crypto as selectors
from akropolis.crypto.services import crypto_rules as services
from akropolis.crypto.web.crypto_forms import FIELDS, EndForm, RuleForm, YearForm
from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.forms import attempt
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.registers.web.keeping import conflict, form_page, keeper, way
from akropolis.kernel.registers.web.sending import once_for
from akropolis.ui.parts import Cell, Column, Crumb, Row, Table

READ, EDIT = f"{CRYPTO_RULE}:read", f"{CRYPTO_RULE}:edit"


@requires(READ)
@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules in force; with `avslutade=1` the others. How sure each is, is told to those who keep them."""
    access, ended = access_of(request), request.GET.get("avslutade") == "1"
    rows = selectors.rules_on(access, timezone.localdate(), ended=ended)
    writes = access.may(EDIT, None)
    context = {
        "title": _("Rules on cryptography"),
        "crumbs": _crumbs(),
        "table": _table(rows, writes=writes, ended=ended),
        "ended": ended,
        "writes": writes,
        "year": selectors.year_in_force(access),
        "decided": selectors.years_decided(access)[:1],
        "plan_url": reverse("crypto-plan") if access.anywhere(selectors.READ) else "",
    }
    return render(request, "crypto/crypto_rules.html", context)


def _table(rows: list[CryptoRule], *, writes: bool, ended: bool) -> Table:
    labels = [_("Begins with"), _("Verdict"), _("Reason and source"), _("Valid")]
    labels += [_("How sure")] if writes else []
    return Table(
        caption=_("Rules on cryptography, in the order in which they are tried"),
        columns=[Column(label=label, unbroken=place == 3) for place, label in enumerate(labels)],
        rows=[Row(cells=_cells(row, writes=writes)) for row in rows],
        empty=_("There are none here.")
        if ended
        else _("There are no rules, so nothing can be judged. They come with akropolis content load."),
    )


def _cells(row: CryptoRule, *, writes: bool) -> list[Cell]:
    verdict = verdict_of(row)
    cells = [
        Cell(
            text=row.pattern, note=_lengths(row), url=reverse("crypto-rule", args=[row.pk]) if writes else ""
        ),
        Cell(text=VERDICTS[verdict], kind=KINDS[verdict]),  # type: ignore[arg-type] # the same words
        Cell(text=row.reason, note=row.source),
        Cell(text=_period(row)),
    ]
    return [*cells, Cell(text=row.get_mark_display())] if writes else cells


def _lengths(row: CryptoRule) -> str:
    if row.min_bits is not None and row.max_bits is not None:
        return _("%(low)s–%(high)s bits") % {"low": row.min_bits, "high": row.max_bits}
    if row.max_bits is not None:
        return _("at most %(bits)s bits") % {"bits": row.max_bits}
    return _("at least %(bits)s bits") % {"bits": row.min_bits} if row.min_bits is not None else ""


def _period(row: CryptoRule) -> str:
    if row.valid_to:
        return f"{row.valid_from.isoformat()}–{row.valid_to.isoformat()}"
    return _("from %(day)s") % {"day": row.valid_from.isoformat()}


@requires(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """One more rule."""
    access = keeper(request, EDIT)
    initial = {"valid_from": timezone.localdate(), "mark": Mark.UNVERIFIED, "position": 5}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: once_for(request, partial(services.add, access, form.values()))).made
        if made is not None:
            return _saved(request, made, _("The rule is added."))
    return _form_page(request, form, _("New rule on cryptography"))


@requires(EDIT)
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a rule."""
    access = keeper(request, EDIT)
    row: CryptoRule = CryptoRule.objects.visible(access).one(pk=pk)
    form = RuleForm(request.POST or None, initial={name: getattr(row, name) for name in (*FIELDS, "version")})
    status = 200
    if request.method == "POST" and form.is_valid():
        act = partial(services.change, access, row, form.values(), version=form.cleaned_data["version"])
        tried = attempt(form, act)
        if tried.made is not None:
            return _saved(request, tried.made, _("The change is saved."))
        status = conflict(form, tried.conflict)
    end_url = reverse("crypto-rule-end", args=[pk])
    title = _("Rule on %(name)s") % {"name": row.pattern}
    return _form_page(request, form, title, end_url=end_url, status=status)


@requires(EDIT)
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say the last day of a rule."""
    access = keeper(request, EDIT)
    row: CryptoRule = CryptoRule.objects.visible(access).one(pk=pk)
    initial = {"version": row.version, "valid_to": row.valid_to or timezone.localdate()}
    form, status = EndForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        tried = attempt(form, partial(services.end, access, row, given["valid_to"], version=given["version"]))
        if tried.done:
            messages.success(request, _("The rule on %(name)s has got a last day.") % {"name": row.pattern})
            return redirect("crypto-rules")
        status = conflict(form, tried.conflict)
    title = _("End the rule on %(name)s") % {"name": row.pattern}
    return _form_page(request, form, title, submit=_("End"), status=status)


@requires(READ)
def year(request: HttpRequest) -> HttpResponse:
    """The year as it was decided each time; who keeps the rules decides on another."""
    access = access_of(request)
    writes = access.may(EDIT, None)
    if request.method == "POST" and not writes:
        raise Hidden
    form = None
    if writes:
        form = YearForm(request.POST or None, initial={"year": selectors.year_in_force(access)})
    if form is not None and form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, partial(services.set_year, access, given["year"], reason=given["reason"])).done:
            messages.success(request, _("The year is set, and the plan is reckoned by it from now on."))
            return redirect("crypto-year")
    title = _("Must stay secret past the year")
    context = {
        "title": title,
        "crumbs": _crumbs(title),
        "form": form,
        "year": selectors.year_in_force(access),
        "default": selectors.DEFAULT_YEAR,
        "decided": selectors.years_decided(access),
        "back": reverse("crypto-rules"),
    }
    return render(request, "crypto/crypto_year.html", context, status=422 if form and form.errors else 200)


def _saved(request: HttpRequest, row: CryptoRule, said: str) -> HttpResponse:
    """Back to the list, with a word if another rule leaves nothing for this one."""
    access = access_of(request)
    first = selectors.before(selectors.all_rules(access), row, timezone.localdate())
    messages.success(request, said)
    if first is not None and (row.valid_to is None or row.valid_to >= timezone.localdate()):
        names = {"name": row.pattern, "other": first.pattern, "place": first.position}
        text = _(
            "The rule on %(name)s is never reached: %(other)s comes before it. Give it an order lower than %(place)s."
        )
        messages.warning(request, text % names)
    return redirect("crypto-rules")


def _crumbs(title: str = "") -> list[Crumb]:
    return way(_("Rules on cryptography"), reverse("crypto-rules"), title)


def _form_page(request: HttpRequest, form: forms.Form, title: str, **more: Any) -> HttpResponse:
    return form_page(request, form, title, _crumbs(title), back=reverse("crypto-rules"), **more)
