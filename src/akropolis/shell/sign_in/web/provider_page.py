"""The page on the city's sign-in: a trial of it that changes nothing, and what is left for an administrator to do."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.parts import Crumb
from akropolis.people.federation.services.arrivals import mark_done, missing_groups, permit_ties, try_arrival
from akropolis.people.federation.services.arriving import Arrival

READ, EDIT, KEEPS = "federation:rule:read", "federation:rule:edit", "organisation:person:edit"
TRIAL = "city_trial"
LONGEST, MOST = 200, 20
"""Maximum number of characters of a value, and maximum number of values of a claim, shown in a trial."""


class TieForm(forms.Form):
    """Form of the user names whose accounts may be tied to the city's sign-in without their passwords."""

    usernames = prose_field(gettext_lazy("User names, one on each line"), 60_000, rows=4)


@requires(READ)
def page(request: HttpRequest) -> HttpResponse:
    """Show the trial, and the people whose groups were missing; on POST save which accounts may be tied."""
    access = access_of(request)
    access.must(READ, None)
    form = TieForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        usernames = form.cleaned_data["usernames"].split()
        if attempt(form, lambda: permit_ties(access, usernames)).done:
            messages.success(
                request, _("The accounts may be tied at their owners' next sign-in by the city.")
            )
            return redirect("provider-page")
    return _page(request, form)


def _page(request: HttpRequest, form: TieForm | None = None, **trial: object) -> HttpResponse:
    access, title = access_of(request), _("The city's sign-in")
    crumbs = [(_("People"), reverse("people")), (_("Group rules"), reverse("group-rules")), (title, "")]
    context = {
        "title": title,
        "crumbs": [Crumb(label=label, url=url) for label, url in crumbs],
        "provider": settings.OIDC_ISSUER or settings.SAML_METADATA,
        "missing": missing_groups(access),
        "may": access.may(EDIT, None),
        "form": form or (TieForm() if access.may(KEEPS, None) else None),
        "trial": None,
        **trial,
    }
    status = 422 if form and form.errors else 200
    return render(request, "entrance/provider_page.html", context, status=status)


@requires(EDIT)
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Mark the missing groups as dealt with, and redirect to the page."""
    mark_done(access_of(request))
    messages.success(request, _("It is noted. You are told again when groups are missing anew."))
    return redirect("provider-page")


def begin_trial(request: HttpRequest) -> bool:
    """Return whether the redirect now is an administrator's trial; checked again at the response."""
    wanted = request.user.is_authenticated and request.GET.get("trial") == "1"
    request.session[TRIAL] = wanted and access_of(request).may(READ, None)
    return bool(request.session[TRIAL])


def is_trial(request: HttpRequest) -> bool:
    """Return whether to show the response instead of signing anybody in. Consumed on first call."""
    return bool(request.session.pop(TRIAL, False)) and request.user.is_authenticated


def show_trial(request: HttpRequest, arrival: Arrival, claims: Plain) -> HttpResponse:
    """Show what the provider sent, and what it would have led to. Nothing is changed."""
    trial = try_arrival(access_of(request), arrival, makes_accounts=settings.SIGN_IN_CREATE)
    rows = [(name, _values(value)) for name, value in claims.items()]
    return _page(request, trial=trial, arrival=arrival, claims=rows)


def _values(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    shown = [str(each)[:LONGEST] for each in values[:MOST]]
    return [*shown, f"… ({len(values)})"] if len(values) > MOST else shown


def list_provider_tasks(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield one task for administrators of the rules, while roles are kept because the provider sent no groups."""
    rows = missing_groups(access) if access.may(EDIT, None) else ()
    if count := len(rows):
        title = ngettext(
            "Find out why the city's sign-in sent no groups for %(count)d person",
            "Find out why the city's sign-in sent no groups for %(count)d people",
            count,
        )
        why = _(
            "Somebody is in more groups than the provider sends: limit them to groups assigned to akropoLIS."
        )
        why = why if any(row.too_many for row in rows) else _("The roles stand until the groups come.")
        yield PendingTask("missing-groups", title % {"count": count}, reverse("provider-page"), why)


urls = [
    path("personer/inloggning/", page, name="provider-page"),
    path("personer/inloggning/klart/", done, name="provider-page-done"),
]
