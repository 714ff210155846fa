"""Pages to create, show and revoke API tokens, and to administer service accounts."""

from datetime import date, datetime, time, timedelta
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    VersionedForm,
    active_people,
    reason_field,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.people import SERVICE, username
from akropolis.base.kernel.access.models.tokens import KEEPS, TokenScope
from akropolis.base.kernel.access.tokens import TokenStatus, token_status
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires, signed_in
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, no_row
from akropolis.base.lib.swedish import sort_key
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.people.organisation.services import service_accounts, tokens
from akropolis.people.organisation.web.forms import unit_field
from akropolis.people.organisation.web.token_lists import (
    last_day,
    right_in_words,
    terms,
    tokens_of,
)

OWN = "a person's own tokens, and those that she may see, which the gate decides"
USUAL, WARNED = timedelta(days=90), timedelta(days=14)


class TokenForm(VersionedForm, model=Token):
    """Form with what a token is for, what it may do, and for how long."""

    name = FromModel(
        gettext_lazy("The program or system that uses it, for example Power BI."),
        label=gettext_lazy("What it is for"),
        required=True,
    )
    last = day_field(gettext_lazy("Last day"), help_text=gettext_lazy("A year from today at most."))
    scope = FromModel(label=gettext_lazy("What it may"), widget=forms.RadioSelect)
    grants = forms.MultipleChoiceField(
        label=gettext_lazy("Chosen rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only where you have chosen just that above."),
    )

    def __init__(self, data: FormData = None, *, theirs: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        rights = ((each, right_in_words(each)) for each in theirs.grants)
        self.fields["grants"].choices = sorted(rights, key=lambda right: sort_key(right[1]))  # type: ignore[attr-defined]


@signed_in(because=OWN)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """List the user's own tokens."""
    access = access_of(request)
    me = User.objects.visible(access).one(pk=access.actor.id)
    context = {"title": _("My API tokens"), "tokens": tokens_of(access, me), "keeps": access.anywhere(KEEPS)}
    return render(request, "organisation/tokens.html", context)


@signed_in(because=OWN)
@never_cache
def create_own(request: HttpRequest) -> HttpResponse:
    """Page for creating a token for the user."""
    access = access_of(request)
    me: User = User.objects.visible(access).one(pk=access.actor.id)
    return _create(request, me, back=reverse("my-tokens"))


@requires(KEEPS)
@never_cache
def create_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Page for creating a token for a service account."""
    access = access_of(request)
    account = _account(access, pk)
    return _create(request, account, back=reverse("person", args=[pk]))


def _create(request: HttpRequest, owner: User, *, back: str) -> HttpResponse:
    access, today = access_of(request), timezone.localdate()
    initial = {"last": today + USUAL, "scope": TokenScope.READ}
    form = TokenForm(request.POST or None, theirs=access_for(owner, today), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(lambda: tokens.make(access, owner, tokens.TokenRequest(**form.row_values())))
        if made is not None:
            token, secret = made
            return _page(request, token, secret=secret, status=201)
    title = _("New API token for %(account)s") % {"account": owner.name}
    return form_page(request, form, title=title, submit=_("Make the token"), back=back)


@signed_in(because=OWN)
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a token's details, and the button that revokes it."""
    return _page(request, _token(access_of(request), pk))


def _page(request: HttpRequest, token: Token, *, secret: str = "", status: int = 200) -> HttpResponse:
    mine = token.user_id == access_of(request).actor.id
    back = reverse("my-tokens") if mine else reverse("person", args=[token.user_id])
    label = _("My API tokens") if mine else token.user.name
    context = {
        "title": token.name or _("API token"),
        "token": token,
        "secret": secret,
        "terms": terms(token),
        "open": token_status(token, timezone.now()) == TokenStatus.IN_FORCE,
        "crumbs": [{"label": label, "url": back}, {"label": token.name, "url": ""}],
    }
    return render(request, "organisation/token.html", context, status=status)


@signed_in(because=OWN)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revoke a token."""
    access = access_of(request)
    with refusals_as_messages(request):
        tokens.revoke(access, _token(access, pk))
        messages.success(request, _("The token is revoked. Whoever uses it is refused from now on."))
    return redirect("token", pk=pk)


def _token(access: Access, pk: UUID) -> Token:
    rows = Token.objects.visible(access).select_related("user__unit", "made_by", "revoked_by")
    return or_hidden(rows.filter(pk=pk).first())


# Service accounts


class AccountForm(VersionedForm, model=User):
    """Form with details of a service account."""

    name = FromModel()
    title = FromModel(
        gettext_lazy("Which system it is, and what it fetches or leaves."),
        label=gettext_lazy("What the account does"),
        required=True,
    )
    is_active = FromModel(
        gettext_lazy("When it is closed all its tokens end at once, and stay ended."),
        label=gettext_lazy("The account is open"),
    )
    because = reason_field(required=False)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"] = unit_field(access, gettext_lazy("Responsible unit"), permission=KEEPS)
        self.fields["responsible"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=gettext_lazy("Responsible person"),
            empty_label=_("Choose"),
            help_text=gettext_lazy("Is told before its tokens expire, and may revoke them."),
        )
        self.order_fields(["username", "name", "title", "unit", "responsible"])


class NewAccountForm(AccountForm):
    """Form for a new service account."""

    username = FromModel(
        gettext_lazy("Permanent. Lower case, figures, full stop, hyphen and underscore."),
        validators=[username],
    )

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        del self.fields["is_active"]


def _account(access: Access, pk: UUID) -> User:
    account: User = (
        User.objects.visible(access).select_related("unit", "responsible").one(pk=pk, kind=SERVICE)
    )
    access.must(KEEPS, account.unit)
    return account


def _given(request: HttpRequest, account: User) -> dict[str, object]:
    first = {"unit": account.unit_id, "responsible": account.responsible_id}
    return {"access": access_of(request), "initial": first}


CREATE_ACCOUNT = Act(
    on=ActTarget(KEEPS, no_row, "service-accounts"),
    form=NewAccountForm,
    given=lambda request, _row: {"access": access_of(request)},
    once=True,
    do=lambda access, _row, form: service_accounts.create(access, form.row_values(), because=form.why),
    done=gettext_lazy("The account is made. Give it a role, and then a token."),
    after=lambda account: reverse("person", args=[account.pk]),
    title=gettext_lazy("New service account"),
)
CHANGE_ACCOUNT = Act(
    on=ActTarget(KEEPS, _account, "person"),
    form=AccountForm,
    initial=("name", "title", "is_active", "version"),
    given=_given,
    do=lambda access, account, form: service_accounts.change(
        access, account, form.row_values(), version=form.seen, because=form.why
    ),
    title=lambda account: account.name,
)


# Pending tasks


def _ending(access: Access, today: date) -> QuerySet[Token]:
    first = timezone.make_aware(datetime.combine(today, time()))
    mine = Q(user=access.actor.id) | Q(user__responsible=access.actor.id) | access.units(KEEPS, "user__unit")
    rows = Token.objects.visible(access).filter(
        mine, expires_at__gt=first, expires_at__lte=first + WARNED, revoked_at=None, user__is_active=True
    )
    return rows.select_related("user")


@task_feed(rows=_ending)
def pending_tokens(token: Token) -> PendingTask:
    """Tokens that end soon: a person's own, and those of service accounts that she answers for or keeps."""
    words = {"name": token.name or _("API token"), "account": token.user.name}
    return PendingTask(
        key=f"token:{token.pk}",
        title=_("The API token %(name)s for %(account)s ends soon") % words,
        url=reverse("token", args=[token.pk]),
        why=_("Make a new one before that if it is still needed, and give it to who runs the program."),
        due=last_day(token),
        about=refer(token),
    )
