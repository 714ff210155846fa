"""The page of the city's year for quantum-safe cryptography: earlier decisions, and a form to set another year."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.kept.web import breadcrumbs
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.crypto.models import CryptoSetting
from akropolis.graph.crypto.models.crypto import FIRST_YEAR, LAST_YEAR
from akropolis.graph.crypto.selectors import crypto as selectors
from akropolis.graph.crypto.services import crypto_year
from akropolis.graph.crypto.web.crypto_rules import CRYPTO_RULES


class YearForm(VersionedForm, model=CryptoSetting):
    """Form for the year that the city sets."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("What must stay secret past this year has to be quantum-safe."),
    )
    reason = FromModel(gettext_lazy("On what the year rests, and who has decided on it."), rows=3)


@requires(CRYPTO_RULES.read)
def year(request: HttpRequest) -> HttpResponse:
    """Show all decisions on the year; users who may edit the rules can set another."""
    access = access_of(request)
    writes, now = access.may(CRYPTO_RULES.edit, None), selectors.year_in_force(access)
    if request.method == "POST":
        access.must(CRYPTO_RULES.edit, None)
    form = YearForm(request.POST or None, initial={"year": now})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(partial(crypto_year.set_year, access, given["year"], reason=given["reason"])):
            messages.success(request, _("The year is set, and the plan is reckoned by it from now on."))
            return redirect("crypto-year")
    words: dict[str, object] = {
        "writes": writes,
        "year": now,
        "default": selectors.DEFAULT_YEAR,
        "decided": selectors.years_decided(access),
        "submit": _("Set the year"),
        "back": reverse(CRYPTO_RULES.key),
    }
    title = _("Must stay secret past the year")
    return form_page(
        request, form, title, breadcrumbs(CRYPTO_RULES, title), template="crypto/crypto_year.html", also=words
    )
