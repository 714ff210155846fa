"""The pages on which a request is searched, extended, answered and erased, and the answer's paper."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.forms import (
    BecauseForm,
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    VersionedForm,
    active_people,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, form_page, requires, signed_in
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.kernel.reporting import CONTENT_TYPES, Form, render
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Option
from akropolis.privacy.data_requests import services
from akropolis.privacy.data_requests.models import DataRequest, RequestAnswer, RequestSearch
from akropolis.privacy.data_requests.rules.states import EDIT, READ
from akropolis.privacy.data_requests.selectors.answer_paper import address_paper, answer_paper
from akropolis.privacy.data_requests.selectors.requests import list_processings
from akropolis.privacy.data_requests.services.viewings import record_viewing
from akropolis.privacy.processing.models import DataSubjectGroup, Processing, ProcessingGroup

DETAIL = "data-requests-detail"
GROUP = "grupp"
SEARCH_TIME = timedelta(days=10)
FILES: Mapping[str, Form] = {"Word": "docx", "PDF": "pdf"}


def open_request(access: Access, pk: UUID) -> DataRequest:
    """Return the request, and record that the person has opened it. Raises Hidden without the right to read it."""
    rows = DataRequest.objects.visible(access).select_related("owner_unit", "handler")
    found: DataRequest = rows.one(pk=pk)
    record_viewing(access, found)
    return found


TARGET = ActTarget(EDIT, open_request, DETAIL, DataRequest.label, unit="owner_unit")


class StartSearchForm(VersionedForm, model=RequestSearch):
    """Which processings are searched, by whom where nobody answers for them, and by when."""

    due_on = FromModel()

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        request: DataRequest,
        group: str,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        rows = list_processings(access, request, group)
        self.fields["processings"] = ScopedModelMultipleChoiceField(
            model=Processing,
            access=access,
            narrow=lambda _rows: rows,
            label=_("Where shall be searched?"),
            help_text=_("Whoever answers for a processing is asked to search it."),
            widget=forms.CheckboxSelectMultiple,
            initial=[row.pk for row in rows],
        )
        self.fields["person"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=_("Who searches where nobody answers for the processing?"),
            required=False,
        )
        self.order_fields(["processings", "person", "due_on"])


def _start_given(request: HttpRequest, row: DataRequest) -> Mapping[str, object]:
    day = timezone.localdate() + SEARCH_TIME
    initial = {"due_on": min(day, row.last_on or day), "person": row.handler_id}
    group = request.GET.get(GROUP, "")
    return {"access": access_of(request), "request": row, "group": group, "initial": initial}


def _group_options(request: HttpRequest, row: DataRequest, _form: forms.Form) -> Mapping[str, object]:
    access, chosen = access_of(request), request.GET.get(GROUP, "")
    ties = ProcessingGroup.everything.filter(processing__in=list_processings(access, row).order_by())
    groups = DataSubjectGroup.objects.visible(access).filter(pk__in=ties.values("group"))
    found = {each.code: each.said("name") for each in groups}
    pairs = {"": _("All"), **found}.items()
    return {
        "options": [
            Option(label=name, url=f"?{GROUP}={code}", current=code == chosen) for code, name in pairs
        ]
    }


START = Act(
    on=TARGET,
    form=StartSearchForm,
    initial=("version",),
    given=_start_given,
    context=_group_options,
    do=lambda access, row, form: services.start_searches(access, row, **form.row_values(), version=form.seen),
    done=gettext_lazy("The searches are handed out. Whoever searches sees their own part alone."),
    title=gettext_lazy("Say who shall search"),
    lead=gettext_lazy(
        "The processings come from your record. Take away those that cannot concern the person."
    ),
    submit=gettext_lazy("Hand out"),
    template="data_requests/start_search.html",
)


class ExtendForm(VersionedForm, model=DataRequest):
    """When the person was told that more time is needed, and why."""

    extended_on = day_field(gettext_lazy("The person was told on"), initial=timezone.localdate)
    extension_reason = FromModel(
        gettext_lazy("As the person was told it: how complex it is, or how many requests there are."),
        required=True,
        rows=4,
    )


EXTEND = Act(
    on=TARGET,
    form=ExtendForm,
    initial=("version", "extension_reason"),
    do=lambda access, row, form: services.extend(access, row, *form.row_values().values(), version=form.seen),
    title=gettext_lazy("Extend the time by two months"),
    lead=gettext_lazy("Tell the person first, with the reasons, within the first month (GDPR article 12.3)."),
    submit=gettext_lazy("Extend"),
)


class RequestAnswerForm(VersionedForm, model=DataRequest):
    """The answer, what is left out of it, and when it was sent if it has been."""

    answer = FromModel(
        gettext_lazy(
            "For access, the processings where data was found follow by themselves. Do not write the person's name:"
            " the addressee is put on the paper."
        ),
        required=True,
        rows=10,
    )
    left_out = FromModel(gettext_lazy("What is secret for the person, or concerns somebody else."), rows=3)
    provision = FromModel(gettext_lazy("For example OSL 25 kap. 1 § or article 15.4."))
    refused = forms.BooleanField(
        label=gettext_lazy("The request is refused"),
        help_text=gettext_lazy(
            "The answer then gives the reasons, and the paper says where to complain (12.4). A manifestly unfounded or"
            " excessive request may be refused, or answered for a reasonable fee (12.5)."
        ),
        required=False,
    )
    sent_on = day_field(
        gettext_lazy("Sent to the person on"),
        help_text=gettext_lazy("Leave it empty for a draft. Once it is sent, the answer is kept as it was."),
        required=False,
    )

    def clean(self) -> None:
        """Raise ValidationError where something is left out without a provision."""
        if self.cleaned_data.get("left_out") and not self.cleaned_data.get("provision"):
            self.add_error("provision", _("Write by which provision it is left out."))


def _answer(access: Access, row: DataRequest, form: RequestAnswerForm) -> DataRequest:
    texts = form.row_values()
    sent_on, refused = texts.pop("sent_on"), texts.pop("refused")
    return services.save_answer(access, row, texts, sent_on, refused=refused, version=form.seen)


ANSWER = Act(
    on=TARGET,
    form=RequestAnswerForm,
    initial=("version", "answer", "left_out", "provision"),
    do=_answer,
    done=lambda row: _("The answer is saved.") if row.open else _("The answer is kept as it was sent."),
    title=gettext_lazy("Write the answer"),
    places={"answered_on": "sent_on"},
)
ERASE = Act(
    on=TARGET,
    form=BecauseForm,
    do=lambda access, row, form: services.erase_requester(access, row, form.cleaned_data["because"]),
    done=gettext_lazy("The person is erased from the request and its searches."),
    title=gettext_lazy("Erase the person"),
    lead=gettext_lazy(
        "Who asked, what was asked, written and found is erased. The number, the days and the sent answer stay. Files,"
        " and reasons in the history, are taken away one by one."
    ),
    submit=gettext_lazy("Erase"),
    variant="danger",
)


class SearchForm(VersionedForm, model=RequestSearch):
    """What a search found."""

    found = forms.TypedChoiceField(
        label=gettext_lazy("Was anything about the person found?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, nothing"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    note = FromModel(gettext_lazy("Hand the data itself over to the handler in another way."), rows=4)


def _report(access: Access, row: RequestSearch, form: SearchForm) -> RequestSearch:
    return services.record_search(access, row, **form.row_values(), version=form.seen)


@signed_in(because="whoever is asked to search reads that search, and nothing else of the request")
def search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is to be searched for; POST records what was found. For the searcher and who handles the request."""
    access = access_of(request)
    related = ("request__owner_unit", "request__handler", "processing")
    row = RequestSearch.objects.visible(access).select_related(*related).one(pk=pk)
    handles = access.may(EDIT, row.request.owner_unit)
    if not handles and row.person_id != access.actor.id:
        raise Hidden
    record_viewing(access, row.request)
    first = {
        "version": row.version,
        "note": row.note,
        "found": "" if row.found is None else "yes" if row.found else "no",
    }
    form = SearchForm(request.POST or None, initial=first)
    back = reverse(DETAIL, args=[row.request_id]) if handles else reverse("home")
    act = partial(_report, access, row, form)
    if form.is_valid() and form.carry_out(act) is not None:
        messages.success(request, _("Thank you. What you found is with the handler."))
        return redirect(back)
    page = {"template": "data_requests/search.html", "back": back, "submit": _("Report"), "search": row}
    return form_page(request, form, _("Search for personal data"), also=page)


@requires(READ)
@require_safe
@heavy(also_read=True)
def paper(request: HttpRequest, pk: UUID, form: Form) -> HttpResponse:
    """Return the draft, or with `svar` the answer of that place as it was sent, addressed to who asked."""
    access = access_of(request)
    row = open_request(access, pk)
    or_hidden(form if form in FILES.values() else None)
    sent = {
        str(place): each
        for place, each in enumerate(RequestAnswer.objects.visible(access).filter(request=row))
    }
    place = request.GET.get("svar")
    document = or_hidden(sent.get(place)).tree if place else answer_paper(access, row, timezone.localdate())
    return file_answer(
        render(address_paper(row, document), form), f"{row.number}.{form}", CONTENT_TYPES[form]
    )
