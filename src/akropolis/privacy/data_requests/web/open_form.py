"""The public form, which a city may turn on, and the page that shows how far a request sent by it has come."""

from functools import partial
from typing import Unpack

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.open_forms import is_rate_limited, reference_for, status_of
from akropolis.base.kernel.access.web import public
from akropolis.base.kernel.registers.web.sending import key_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.privacy.data_requests import services
from akropolis.privacy.data_requests.models import DataRequest
from akropolis.privacy.data_requests.services.stops import stop_request
from akropolis.shared.classification.register.security_question import SecurityQuestionForm


class OpenRequestForm(SecurityQuestionForm, model=DataRequest):
    """What a person asks, of which controller, and how that person is reached."""

    kind = FromModel(label=gettext_lazy("What do you ask for?"))
    subject = FromModel(
        gettext_lazy(
            "What you want to know or have done, and where you have been in touch with us. No personnummer."
        ),
        label=gettext_lazy("Your request"),
        rows=6,
    )
    requester = FromModel(label=gettext_lazy("Your name"), required=True)
    contact = FromModel(
        gettext_lazy("Address, telephone number or e-mail. We ask there who you are before we answer."),
        label=gettext_lazy("How can you be reached?"),
        required=True,
    )

    kept_when_stopped = ("security", "unit")

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=services.without_account(),
            narrow=lambda rows: rows.filter(kind__in=OWN_AUTHORITY, valid_to=None),
            label=_("Which committee or company do you ask?"),
            empty_label=_("Choose"),
        )
        self.order_fields(["unit", "security"])
        self.forget()


@public(because="where the city has turned it on, anybody may ask about their own data, and is told nothing")
@never_cache
@sensitive_post_parameters()
def open_page(request: HttpRequest) -> HttpResponse:
    """Show the form. On POST redirect to the page that the reference opens."""
    if not settings.OPEN_REQUESTS:
        raise Http404
    form = OpenRequestForm(request.POST or None)
    if form.is_bound and form.is_valid() and not is_rate_limited(request, form):
        if form.stopped:
            made = stop_request(form.cleaned_data["unit"], key_of(request))
            context = {"title": _("Nothing of what you wrote is kept"), "made": made}
            return render(request, "data_requests/request_stopped.html", context)
        reference = reference_for("data_requests.request", key_of(request))
        values = dict(form.cleaned_data)
        unit, _no = values.pop("unit"), values.pop("security")
        if attempt(form, partial(services.receive_open_request, unit, values, reference)).done:
            return redirect("data-request-follow", reference=reference)
    context = {"title": _("Ask about your personal data"), "form": form}
    return render(request, "data_requests/open_request.html", context, status=status_of(form))


@public(because="the reference is the right, and cannot be guessed; it shows the state and nothing else")
@never_cache
@require_safe
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the state of a request to anyone who has its reference."""
    row = or_hidden(services.find_by_reference(reference))
    address = request.build_absolute_uri(reverse("data-request-follow", args=[reference]))
    context = {"title": _("Follow your request"), "state": row.get_state_display(), "address": address}
    answer = render(request, "data_requests/follow_request.html", context)
    answer["Referrer-Policy"] = "strict-origin"  # the address is the right, and a proxy may log the Referer
    return answer
