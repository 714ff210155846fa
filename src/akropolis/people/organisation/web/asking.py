"""Pages for a user named in a row without the right to it: asking for the right, handing over, answering a request."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role, User
from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.access.web import access_of, form_page, requires, signed_in
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, Register, RowAct, registry
from akropolis.base.kernel.registers.named import named_row, naming_fields, rights_of_named
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.people.organisation.models import RightRequest
from akropolis.people.organisation.services import asking
from akropolis.people.organisation.services.appointments import GIVES, may_give

OWN = "only who is named in the row gets further, whatever she may otherwise"
GIVE, DECLINE = "give", "decline"


class RoleRequestForm(ModelFieldsForm, model=RightRequest):
    """Form with the reason why the user should have the right."""

    text = FromModel(
        gettext_lazy("Goes to those who give roles in the unit. They appoint you, or decline with a word."),
        label=gettext_lazy("Why you need it"),
        rows=3,
    )


class RoleHandOverForm(forms.Form):
    """Form with the person to hand over to."""

    def __init__(self, data: QueryDict | None, *, access: Access, people: list[User]) -> None:
        super().__init__(data)
        keys = [person.pk for person in people]
        self.fields["to"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=keys).order_by("sort_key"),
            label=_("To whom"),
            empty_label=_("Choose"),
            help_text=_(
                "Those who have the right to it. The one you choose is told, and is named instead of you."
            ),
        )


class RoleRequestAnswerForm(ModelFieldsForm, model=RightRequest):
    """Form with a role that gives the right, or with a refusal and its explanation."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=((GIVE, gettext_lazy("Appoint")), (DECLINE, gettext_lazy("Decline"))),
        widget=forms.RadioSelect,
    )
    valid_to = day_field(
        gettext_lazy("To"), required=False, help_text=gettext_lazy("Empty until further notice.")
    )
    answer = FromModel(
        gettext_lazy("Is needed when you decline."), label=gettext_lazy("A word to who asks"), rows=3
    )

    def __init__(self, data: QueryDict | None, *, access: Access, roles: list[Role]) -> None:
        super().__init__(
            data, initial={"verdict": GIVE if roles else DECLINE, "role": roles[0] if roles else None}
        )
        keys = [role.pk for role in roles]
        self.fields["role"] = ScopedModelChoiceField(
            model=Role,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=keys),
            label=_("Role"),
            required=False,
            empty_label=_("Choose"),
            help_text=_(
                "Roles that give the right, and that you may give. The one that gives least is proposed."
            ),
        )
        self.order_fields(["verdict", "role", "valid_to"])

    def clean(self) -> dict[str, object]:
        """Require a role if the answer is to appoint the asker."""
        given = super().clean() or {}
        if given.get("verdict") == GIVE and not given.get("role"):
            self.add_error("role", _("Choose a role."))
        return given


def _find_register_row(request: HttpRequest, register: str, pk: UUID) -> tuple[Register, Record]:
    declared = or_hidden(registry.find(register))
    return declared, or_hidden(named_row(declared, access_of(request), pk))


def _words(access: Access, register: Register, row: Record) -> dict[str, object]:
    """Describe the row, as far as the user may know: without the right to read it, by number and unit."""
    readable = type(row).objects.visible(access).filter(pk=row.pk).exists()
    fields = (register.model_field(name).verbose_name for name in naming_fields(register, access, row))
    name = row.label() if readable else f"{str(register.one).capitalize()} {row.number}"
    return {
        "row": name,
        "unit": row.owner_unit,
        "as": ", ".join(str(field) for field in fields),
        "readable": readable,
    }


def _lead(words: Mapping[str, object]) -> str:
    return (
        _("You are named as %(as)s for %(row)s at %(unit)s, and your roles do not let you do what that asks.")
        % words
    )


def _back(register: Register, row: Record, words: Mapping[str, object]) -> str:
    return reverse(f"{register.key}-detail", args=[row.pk]) if words["readable"] else reverse("home")


@signed_in(because=OWN)
def ask(request: HttpRequest, register: str, pk: UUID) -> HttpResponse:
    """Page on which the user asks for the right to a row that names them, or chooses to hand it over."""
    declared, row = _find_register_row(request, register, pk)
    access, form = access_of(request), RoleRequestForm(request.POST or None)
    words = _words(access, declared, row)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: asking.ask(access, declared, pk, form.cleaned_data["text"])).made
        if made is not None:
            messages.success(
                request, _("You have asked. The answer comes as a message, and you see it under Sent by you.")
            )
            return redirect(_back(declared, row, words))
    waits = RightRequest.objects.visible(access).filter(asker=access.actor.id, object_id=pk, answered_at=None)
    return form_page(
        request,
        form,
        _("Ask for the right"),
        _way(declared, row, words, _("Ask for the right")),
        template="organisation/right_ask.html",
        lead=_lead(words),
        asked=waits.first(),
        hand_over_url=reverse("right-hand-over", args=[declared.key, pk]),
        back=_back(declared, row, words),
        submit=_("Ask for the right"),
    )


@signed_in(because=OWN)
def hand_over(request: HttpRequest, register: str, pk: UUID) -> HttpResponse:
    """Page on which the user names somebody else, who has the right, in the row."""
    declared, row = _find_register_row(request, register, pk)
    access = access_of(request)
    words = _words(access, declared, row)
    people = asking.list_eligible(declared, row, timezone.localdate())
    form = RoleHandOverForm(request.POST or None, access=access, people=people)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        if attempt(form, lambda: asking.hand_over(access, declared, pk, to)).done:
            messages.success(request, _("%(row)s is handed over to %(name)s.") % {**words, "name": to})
            return redirect(_back(declared, row, words))
    way = _way(declared, row, words, _("Hand over"))
    back = _back(declared, row, words)
    return form_page(request, form, _("Hand over"), way, lead=_lead(words), back=back, submit=_("Hand over"))


def _way(register: Register, row: Record, words: Mapping[str, object], here: str) -> tuple[Crumb, ...]:
    if not words["readable"]:
        return (Crumb(label=_("To do"), url=reverse("home")), Crumb(label=here))
    rows = Crumb(label=str(register.many), url=reverse(f"{register.key}-list"))
    return (
        rows,
        Crumb(label=str(row), url=reverse(f"{register.key}-detail", args=[row.pk])),
        Crumb(label=here),
    )


@requires(GIVES)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Page on which those who may appoint in the unit give the asker a role, or decline with an explanation."""
    access = access_of(request)
    made: RightRequest = RightRequest.objects.visible(access).select_related("asker", "unit").one(pk=pk)
    access.must(GIVES, made.unit)
    if made.answered_at is not None:
        return render(
            request,
            "organisation/right_answered.html",
            {"title": _("The request is answered"), "request": request, "made": made},
        )
    form = RoleRequestAnswerForm(request.POST or None, access=access, roles=_roles(access, made))
    if request.method == "POST" and form.is_valid() and _answered(access, made, form):
        messages.success(request, _("%(who)s is told.") % {"who": made.asker})
        return redirect("home")
    title = _("%(who)s asks for a right") % {"who": made.asker}
    way = (Crumb(label=_("To do"), url=reverse("home")), Crumb(label=title))
    lead = " ".join(filter(None, (_what(access, made), made.text)))
    return form_page(request, form, title, way, lead=lead, back=reverse("home"), submit=_("Answer"))


def _answered(access: Access, made: RightRequest, form: RoleRequestAnswerForm) -> bool:
    given = form.cleaned_data

    def act() -> RightRequest:
        if given["verdict"] == GIVE:
            return asking.give(access, made, given["role"], until=given["valid_to"], answer=given["answer"])
        return asking.decline(access, made, given["answer"])

    return attempt(form, act).done


def _roles(access: Access, made: RightRequest) -> list[Role]:
    """List the roles that give the right and that the user may give, fewest rights first."""
    register = or_hidden(registry.find(made.register))
    wanted = {*rights_of_named(register)}
    found = [(role, permissions.expand(role.grants)) for role in Role.objects.visible(access)]
    fit = [
        each for each in found if wanted <= {*each[1]} and may_give(access, each[0], made.unit, below=True)
    ]
    return [role for role, _granted in sorted(fit, key=lambda each: (len(each[1]), each[0].position))]


def _what(access: Access, made: RightRequest) -> str:
    register = registry.find(made.register)
    row = register and register.model.objects.visible(access).filter(pk=made.object_id).first()
    name = row.label() if row else str(register.one if register else made.register)
    words = {"who": made.asker, "row": name, "unit": made.unit}
    return _("%(who)s is named in %(row)s at %(unit)s, without the right that it takes.") % words


# What waits, and the row's own page


def list_role_request_tasks(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield a task for each request for a right that the user may answer."""
    if access.actor.id is None or not access.anywhere(GIVES):
        return
    rows = RightRequest.objects.visible(access).filter(access.units(GIVES, "unit"), answered_at=None)
    for made in rows.exclude(asker=access.actor.id).select_related("asker", "unit"):
        yield PendingTask(
            key=f"right:{made.pk}",
            title=_("Answer %(who)s, who asks for a right") % {"who": made.asker},
            url=reverse("right-answer", args=[made.pk]),
            why=_what(access, made),
            about=refer(made),
        )


def sent(access: Access, _today: date) -> Iterator[Awaited]:
    """Yield the rights that the user has asked for and that nobody has answered yet."""
    rows = RightRequest.objects.visible(access).filter(asker=access.actor.id, answered_at=None)
    for made in rows.select_related("unit"):
        yield Awaited(
            title=_("The right to %(row)s") % {"row": registry.get(made.register).one},
            url=reverse(f"{made.register}-detail", args=[made.object_id]),
            whom=_("those who give roles in %(unit)s") % {"unit": made.unit},
            state=_("Not answered"),
        )


def panel(access: Access, row: Record) -> PanelContent | None:
    """Return what a user named in the row can do without the right to act on it; None for all other users."""
    register = registry.of(type(row))
    people = register is not None and naming_fields(register, access, row)
    if register is None or not people or named_row(register, access, row.pk) is None:
        return None
    waits = RightRequest.objects.visible(access).filter(
        asker=access.actor.id, object_id=row.pk, answered_at=None
    )
    sentences, keys = [_lead(_words(access, register, row))], [register.key, row.pk]
    over = RowAct(_("Hand over"), reverse("right-hand-over", args=keys), ActRank.BESIDE)
    if waits.exists():
        waited = _("You have asked for the right, and not got an answer yet.")
        return PanelContent(sentences=[*sentences, waited], acts=[over])
    asking_for = RowAct(_("Ask for the right"), reverse("right-ask", args=keys), ActRank.NEXT)
    return PanelContent(sentences=sentences, acts=[asking_for, over])
