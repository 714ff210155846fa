"""One-time passwords for many at once: choose people who have never signed in, then print a letter to each."""

from typing import Unpack

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from akropolis.base.kernel.access.forms import ScopedModelMultipleChoiceField, active_people, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Crumb
from akropolis.people.organisation.selectors.tree import never_signed_in, without_password
from akropolis.people.organisation.services import people

AT_ONCE = 50
"""Maximum number of passwords set in one request: each takes a tenth of a second of computing, on purpose."""


class PeopleField(ScopedModelMultipleChoiceField):
    """Choice of people, each with name and user name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name and the user name."""
        return f"{obj.name} ({obj.username})"


class PasswordsForm(forms.Form):
    """Form with the people who are to get a one-time password."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        lacking = without_password(access)
        others = never_signed_in(access).exclude(pk__in=lacking)
        first = [person.pk for person in (*lacking[:AT_ONCE], *others[:AT_ONCE])][:AT_ONCE]
        self.fields["people"] = PeopleField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access).filter(pk__in=first),
            label=gettext_lazy("People who have never signed in"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )
        if not settings.OIDC_ISSUER and not settings.SAML_METADATA:
            self.initial["people"] = [person.pk for person in lacking[:AT_ONCE]]


@requires(people.EDIT)
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Choose people; a POST sets their passwords, and shows them as letters here and nowhere else."""
    access, waiting = access_of(request), never_signed_in(access_of(request)).count()
    access.must(people.EDIT, None)
    form = PasswordsForm(request.POST or None, access=access)
    title = _("One-time passwords")
    way = [Crumb(label=_("People"), url=reverse("people")), Crumb(label=title)]
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["people"])
        given = attempt(form, lambda: people.give_passwords(access, chosen)).made
        if given is not None:
            context = {
                "title": title,
                "crumbs": way,
                "letters": given,
                "left": without_password(access).count(),
                "address": request.build_absolute_uri("/"),
            }
            return render(request, "organisation/passwords.html", context, status=201)
    said = ngettext(
        "%(count)s person has never signed in.", "%(count)s people have never signed in.", waiting
    )
    lead = said % {"count": number(waiting)} if waiting else _("Everybody with an account has signed in.")
    if waiting > AT_ONCE:
        more = _("They get their passwords %(most)s at a time; here are the first.")
        lead += f" {more % {'most': AT_ONCE}}"
    return form_page(
        request,
        form,
        title=title,
        way=way,
        template="organisation/choose_passwords.html",
        waiting=waiting,
        lead=lead,
        submit=_("Make the passwords"),
        back=reverse("people"),
        address=request.build_absolute_uri("/"),
        only_here=_only_here(request),
        by_city=bool(settings.OIDC_ISSUER or settings.SAML_METADATA),
    )


def _only_here(request: HttpRequest) -> bool:
    """Return whether the address that goes into the letters leads nowhere from another computer."""
    return split_domain_port(request.get_host())[0] in ("localhost", "127.0.0.1", "[::1]")
