"""The page of one clock: its rule, and when the time runs out from a start that the user enters."""

from datetime import datetime, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import requires
from akropolis.base.kernel.kept.web import breadcrumbs
from akropolis.base.ui.fields import moment_field
from akropolis.base.ui.parts import Term
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.reports.clock_words import (
    amount_in_words,
    due_in_words,
    explain,
    last_day_in_words,
)
from akropolis.shared.clocks.rules.due import FIRST, LAST, due
from akropolis.shared.clocks.selectors import READ, rule_of
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES


class StartForm(forms.Form):
    """Form for the moment when the clock started."""

    start = moment_field(
        gettext_lazy("When it began"),
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST - timedelta(minutes=1))],
    )


@requires(READ)
@require_safe
def page(request: HttpRequest, clock: str) -> HttpResponse:
    """Show the rule in force when the clock started, and the due time. `start` is a query parameter; default now."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = StartForm(request.GET if "start" in request.GET else {"start": now})
    start: datetime = form.cleaned_data["start"] if form.is_valid() else now
    held = rule_of(clock, start)
    rule = or_hidden(held or rule_of(clock, now))
    if held is None:
        form.add_error("start", _("The rule did not hold then. Choose a later time."))
    context: dict[str, object] = {
        "title": rule.title,
        "crumbs": breadcrumbs(CLOCK_RULES, rule.title),
        "form": form,
        "due": "",
    }
    if form.is_valid():
        found = due(rule.as_clock, start)
        context |= {"due": due_in_words(found), "steps": explain(rule, found), "now": now}
    return render(request, "clocks/clock.html", {**context, "terms": _terms(rule), "note": rule.said("note")})


def _terms(rule: ClockRule) -> list[Term]:
    clock = rule.as_clock
    return [
        Term(label=_("Time"), value=amount_in_words(clock), note=last_day_in_words(clock)),
        Term(label=_("Counted from"), value=rule.said("trigger")),
        Term(label=_("To whom"), value=rule.said("recipient")),
        Term(label=_("Provision"), value=rule.provision, note=rule.get_regime_display()),
        Term(label=_("Source"), value=rule.source),
    ]
