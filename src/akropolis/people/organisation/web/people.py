"""Pages of people, and of which roles they hold where."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.access.sessions import sessions_of
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Table, Term, build_table
from akropolis.people.organisation.selectors import tree as selectors
from akropolis.people.organisation.services import appointments, people
from akropolis.people.organisation.web.forms import (
    AppointmentForm,
    EndRoleForm,
    NewPersonForm,
    PersonForm,
    search_words,
)
from akropolis.people.organisation.web.token_lists import program_terms, tokens_of
from akropolis.people.second_factors.selectors.factors import factors_of

READ, EDIT = "organisation:person:read", "organisation:person:edit"
GIVE = "organisation:appointment:edit"
PAGE = 50


@requires(READ)
def listing(request: HttpRequest) -> HttpResponse:
    """List the people of the city with their roles."""
    access = access_of(request)
    search, closed = search_words(request, "q"), request.GET.get("avslutade") == "1"
    pages = Paginator(selectors.people(access, search=search, closed=closed), PAGE)
    page = pages.get_page(request.GET.get("sida"))
    query = {"q": search, "avslutade": "1" if closed else ""}

    def link(there: int) -> str:
        return "?" + urlencode({k: v for k, v in {**query, "sida": there}.items() if v})

    context = {
        "title": _("People"),
        "table": _table(access, list(page)),
        "search": search,
        "closed": closed,
        "narrowed": bool(search or closed),
        "shown": _("%(shown)s of %(total)s") % {"shown": number(len(page)), "total": number(pages.count)},
        "newer": link(page.previous_page_number()) if page.has_previous() else "",
        "older": link(page.next_page_number()) if page.has_next() else "",
        "may_create": access.may(EDIT, None),
        "may_give": access.anywhere(GIVE),
        "emergency": access.may(EDIT, None) and bool(settings.BREAK_GLASS),
        "keeps_rules": access.may("federation:rule:read", None) and bool(settings.OIDC_ISSUER),
    }
    template = "organisation/people.html"
    return render(
        request, f"{template}#rows" if request.headers.get("HX-Target") == "rows" else template, context
    )


def _table(access: Access, found: list[User]) -> Table:
    ids = [person.pk for person in found]
    held: dict[object, list[str]] = {}
    for each in selectors.appointments(access, Q(user_id__in=ids), day=timezone.localdate()):
        held.setdefault(each.user_id, []).append(
            f"{each.role}, {each.unit.short_name}" if each.unit else str(each.role)
        )
    rows = [
        (
            Cell(text=person.name, url=reverse("person", args=[person.pk])),
            person.title,
            "; ".join(held.get(person.pk, ())),
            person.email,
        )
        for person in found
    ]
    columns = (_("Name"), _("Title"), _("Roles"), _("E-mail"))
    return build_table(_("People"), columns, rows, empty=_("Nobody fits the search."))


def _person(access: Access, pk: UUID) -> User:
    found: User = User.objects.visible(access).one(pk=pk)
    return found


@requires(READ)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a person: contact details and roles."""
    access = access_of(request)
    return render(request, "organisation/person.html", _detail(access, _person(access, pk)))


def _detail(access: Access, person: User, password: str = "") -> dict[str, object]:
    today = timezone.localdate()
    held = selectors.appointments(access, Q(user=person))
    keeps = access.may(KEEPS, person.unit) if person.is_program else access.may(EDIT, None)
    others = keeps and not person.is_program and person.pk != access.actor.id
    return {
        "title": person.name,
        "person": person,
        "terms": _terms(person),
        "appointments": [each for each in held if each.valid_to is None or each.valid_to >= today],
        "earlier": [each for each in held if each.valid_to and each.valid_to < today],
        "may_edit": keeps,
        "edit_url": reverse("service-account-edit" if person.is_program else "person-edit", args=[person.pk]),
        "may_reset": others,
        "sign_ins": sessions_of(person.pk) if others else [],
        "factors": factors_of(access, person) if others else [],
        "tokens": tokens_of(access, person),
        "sees_all": access.may("organisation:appointment:read", None),
        "may_appoint": access.anywhere(GIVE),
        "endable": {each.pk for each in held if access.may(GIVE, each.unit)},
        "history": display.history(User, events_of([person.pk]), access) if keeps else [],
        "crumbs": [_way_to(person), {"label": person.name, "url": ""}],
        "password": password,
    }


def _way_to(person: User) -> dict[str, str]:
    if person.is_program:
        return {"label": _("Service accounts"), "url": reverse("service-accounts")}
    return {"label": _("People"), "url": reverse("people")}


def _terms(person: User) -> list[Term]:
    if person.is_program:
        return program_terms(person)
    return [
        Term(label=_("Title"), value=person.title),
        Term(label=_("E-mail"), value=person.email, url=f"mailto:{person.email}" if person.email else ""),
        Term(label=_("User name"), value=person.username),
        Term(label=_("May sign in"), value=_("Yes") if person.is_active else _("No")),
    ]


@requires(EDIT)
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Create an account. Its one-time password is shown here and nowhere else."""
    access = access_of(request)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, password = _made(request, form)
        if made is not None:
            context = _detail(access, made, password=password)
            return render(request, "organisation/person.html", context, status=201)
    return form_page(request, form, title=_("New person"), back=reverse("people"))


def _made(request: HttpRequest, form: NewPersonForm) -> tuple[User | None, str]:
    """Create the account; return it and its one-time password, which is empty if there is none to show.

    If the browser submits the form twice, it shows only the second response. The second request therefore
    sets a new password, unless the person has already chosen their own.
    """
    access, passwords = access_of(request), list[str]()

    def act(values: dict[str, object]) -> User:
        made, password = people.create(access, values)
        passwords.append(password)
        return made

    made: User | None = form.carry_out(lambda: create_once(request, lambda: act(form.row_values())))
    if made is not None and not passwords and made.must_change_password:
        passwords.append(people.reset_password(access, made))
    return made, passwords[0] if passwords else ""


def _human_at(access: Access, pk: UUID) -> User:
    return or_hidden(None if (found := _person(access, pk)).is_program else found)


CHANGE_PERSON = Act(
    on=ActTarget(EDIT, _human_at, "person"),
    form=PersonForm,
    initial=("name", "title", "email", "is_active", "version"),
    do=lambda access, person, form: people.change(
        access, person, form.row_values(), version=form.seen, because=form.why
    ),
    title=lambda person: person.name,
)


@requires(EDIT)
@require_POST
@never_cache
def reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set a new one-time password, shown in this response and nowhere else."""
    access = access_of(request)
    person = _person(access, pk)
    with refusals_as_messages(request):
        password = people.reset_password(access, person)
        return render(request, "organisation/person.html", _detail(access, person, password=password))
    return redirect("person", pk=pk)


@requires(EDIT)
@require_POST
def end_sign_ins(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End all sessions of a person."""
    person = _person(access_of(request), pk)
    count = people.end_sign_ins(access_of(request), person)
    messages.success(
        request,
        ngettext("%(count)d sign-in has ended.", "%(count)d sign-ins have ended.", count) % {"count": count},
    )
    return redirect("person", pk=pk)


@requires(GIVE)
def give(request: HttpRequest) -> HttpResponse:
    """Give a person a role in a unit."""
    access = access_of(request)
    initial: dict[str, object] = {"valid_from": timezone.localdate(), "and_below": True}
    person = User.objects.visible(access).filter(username=search_words(request, "person")).first()
    unit = Unit.objects.visible(access).filter(code=search_words(request, "enhet")).first()
    initial |= {"user": person.pk if person else None, "unit": unit.pk if unit else None}
    form = AppointmentForm(request.POST or None, access=access, initial=initial)
    if request.method == "POST" and form.is_valid():
        give_role = partial(appointments.give, access, form.row_values(), because=form.why)
        given = form.carry_out(lambda: create_once(request, give_role))
        if given is not None:
            where = given.unit or _("the whole installation")
            words = {"person": given.user, "role": given.role, "unit": where}
            messages.success(request, _("%(person)s is %(role)s in %(unit)s.") % words)
            return redirect("person", pk=given.user_id)
    cancel = (
        reverse("unit", args=[unit.code]) if unit else reverse("person", args=[person.pk]) if person else ""
    )
    return form_page(
        request,
        form,
        title=_("Give a role"),
        submit=_("Give the role"),
        back=cancel or reverse("people"),
    )


def _end(access: Access, held: Appointment, form: EndRoleForm) -> str:
    last = form.cleaned_data["valid_to"]
    appointments.end(access, held, last, version=form.seen, because=form.why)
    sentence = _("The role ends on %(day)s.") if last >= held.valid_from else _("The role is taken back.")
    return sentence % {"day": last}


END_ROLE = Act(
    on=ActTarget(
        GIVE,
        row_of(Appointment, "user", "role", "unit"),
        lambda held: reverse("person", args=[held.user_id]),
        unit="unit",
    ),
    form=EndRoleForm,
    initial=("version",),
    given=lambda _request, _held: {"initial": {"valid_to": timezone.localdate()}},
    do=_end,
    done=str,
    title=lambda held: _("End the role %(role)s for %(person)s") % {"role": held.role, "person": held.user},
    lead=lambda held: held.unit.name if held.unit else _("The whole installation"),
    submit=gettext_lazy("End the role"),
)
