"""Pages of webhooks: set up, show, change, pause, resume, retry, renew the secret, and end."""

from collections.abc import Callable
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import SERVICE
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires, signed_in
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.web.computed import list_patterns
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import sort_key
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.people.integrations.models import Delivery, Webhook
from akropolis.people.integrations.services import webhooks
from akropolis.people.integrations.web.webhook_list import WebhookList
from akropolis.people.integrations.web.webhook_words import log_of, terms

SEEN = "the responsible person sees it too, and the gate says who may what"
SHOWN = 50
"""Number of deliveries shown on a webhook's page, newest first."""


class WebhookForm(VersionedForm, model=Webhook):
    """Form with which changes are sent, and to which address."""

    name = FromModel(gettext_lazy("Which system is told."))
    url = FromModel(
        gettext_lazy("Where the system takes it, beginning with https://."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    registers = forms.MultipleChoiceField(
        label=gettext_lazy("Told of changes in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none to be told of all that the account may read."),
    )

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        names = ((each.key, str(each.many)) for each in registry)
        self.fields["registers"].choices = sorted(names, key=lambda each: sort_key(each[1]))  # type: ignore[attr-defined]


class NewWebhookForm(WebhookForm):
    """Form for a new webhook: the same fields, and the service account, which must be open."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["account"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda rows: rows.filter(access.units(KEEPS, "unit"), kind=SERVICE, is_active=True),
            label=_("Service account"),
            help_text=_("What the account may read is what the system is told of."),
            empty_label=_("Choose"),
        )
        self.order_fields(["account", "name", "url", "registers"])


@requires(KEEPS)
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Create a webhook. Its secret is shown on the page that follows, and never again."""
    access = access_of(request)
    form = NewWebhookForm(request.POST or None, access=access)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["account"]
        made = form.carry_out(lambda: webhooks.set_up(access, account, form.row_values()))
        if made is not None:
            webhook, secret = made
            return _page(request, webhook, secret=secret, status=201)
    return form_page(request, form, _("New webhook"), _way(), submit=_("Set it up"), back=reverse("webhooks"))


def _way() -> list[Crumb]:
    return [Crumb(label=_("Webhooks"), url=reverse("webhooks"))]


@signed_in(because=SEEN)
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the webhook's details, its deliveries, and the possible actions."""
    return _page(request, _find_webhook(access_of(request), pk))


def _find_webhook(access: Access, pk: UUID) -> Webhook:
    found: Webhook = Webhook.objects.visible(access).select_related("account__unit").one(pk=pk)
    return found


def _url(row: Webhook) -> str:
    return reverse("webhook", args=[row.pk])


EDIT = Act(
    on=ActTarget(KEEPS, _find_webhook, _url, lambda row: [*_way(), Crumb(label=row.name, url=_url(row))]),
    form=WebhookForm,
    initial=("name", "url", "registers", "version"),
    do=lambda access, row, form: webhooks.change(access, row, form.row_values(), version=form.seen),
    title=lambda row: row.name,
    crumb=gettext_lazy("Edit"),
)


def _page(request: HttpRequest, row: Webhook, *, secret: str = "", status: int = 200) -> HttpResponse:
    access = access_of(request)
    found = list(Delivery.objects.filter(webhook=row)[:SHOWN])
    crumbs = [
        {"label": _("Webhooks"), "url": reverse("webhooks") if access.anywhere(KEEPS) else ""},
        {"label": row.name, "url": ""},
    ]
    context = {
        "title": row.name,
        "webhook": row,
        "secret": secret,
        "terms": terms(row),
        "log": log_of(found),
        "waits": any(each.done_at is None for each in found),
        "keeps": access.may(KEEPS, row.account.unit),
        "crumbs": crumbs,
    }
    return render(request, "integrations/webhook.html", context, status=status)


@signed_in(because=SEEN)
@require_POST
@never_cache
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Carry out the action of one of the buttons on the webhook's page."""
    access = access_of(request)
    row, wanted = _find_webhook(access, pk), request.POST.get("do", "")
    if wanted == "renew":
        secret = webhooks.renew_secret(access, row)
        return _page(request, _find_webhook(access, pk), secret=secret, status=201)
    if wanted not in ACTS:
        raise Http404
    with refusals_as_messages(request):
        ACTS[wanted](access, row)
        messages.success(request, _summary(wanted))
    return redirect("webhook", pk=pk)


ACTS: dict[str, Callable[[Access, Webhook], object]] = {
    "pause": webhooks.pause,
    "resume": webhooks.resume,
    "try": webhooks.retry,
    "end": webhooks.end,
}


def _summary(wanted: str) -> str:
    return {
        "pause": _("The webhook is paused. What changes is kept, and is sent when it is resumed."),
        "resume": _("The webhook is in force again. What has been kept is sent now."),
        "try": _("What waits is sent within a few seconds."),
        "end": _("The webhook is ended. Nothing more is sent."),
    }[wanted]


urls = [
    *list_patterns(WebhookList),
    path("webhookar/ny/", create, name="webhook-create"),
    path("webhookar/<uuid:pk>/", detail, name="webhook"),
    path("webhookar/<uuid:pk>/redigera/", EDIT.view, name="webhook-edit"),
    path("webhookar/<uuid:pk>/gor/", act, name="webhook-act"),
]
