"""Answering: many objects in one form, saved as drafts, sent, signed. Nothing the user writes is lost."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt, take_errors
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, form_page, refusals_as_messages, requires
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.lib.swedish import number
from akropolis.base.ui.fields import day_input
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Crumb
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import KnownAnswers
from akropolis.shared.campaigns.register.pages import STATES, coverage_words
from akropolis.shared.campaigns.rules.coverage import GIVEN
from akropolis.shared.campaigns.rules.prompts import LONGEST, Form, Prompt, answers_in_words
from akropolis.shared.campaigns.selectors.campaigns import answerers, asked_of, coverage, may_answer, may_sign
from akropolis.shared.campaigns.services import answers
from akropolis.shared.campaigns.services.answers import WHOLE, AnswerInput, AnswersRefused

READ = f"{Ask.permission}:read"
PAGE = 20
SIDE_BY_SIDE = 12
"""With more questions than this about an object, short ones stand below each other too, in their order."""
SEND = "send"


class CampaignAnswerForm(forms.Form):
    """The questions about one object. Ticking `stands` confirms that the known answers shown are right."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: FormData, *, ask: Ask, known: KnownAnswers, prompts: Sequence[Prompt]) -> None:
        self.ask, self.known, self.prompts = ask, known, prompts
        self.base = {each.key: str(self._base.get(each.key, "")) for each in prompts}
        shown = {**self.base, **ask.draft, "version": ask.version}
        super().__init__(data, prefix=str(ask.pk), initial=shown)
        self.fields |= {each.key: _field(each, known.hints.get(each.key, "")) for each in prompts}
        self.may_stand = bool(known.answers) and not ask.answered_at
        if self.may_stand:
            self.fields["stands"] = forms.BooleanField(
                label=gettext_lazy("This is right as it stands"), required=False
            )

    @property
    def _base(self) -> Mapping[str, str]:
        return self.ask.answers if self.ask.answered_at else self.known.answers

    @cached_property
    def written(self) -> dict[str, str]:
        """The submitted answers keyed by question, valid or not."""
        data = self.data
        return {each.key: str(data.get(self.add_prefix(each.key), "")).strip() for each in self.prompts}

    @property
    def seen(self) -> int:
        """The version of the ask that the user saw."""
        text = str(self.data.get(self.add_prefix("version"), ""))
        return number_in(text, INTEGER, 0)

    @property
    def changed(self) -> bool:
        """Whether the submitted answers differ from the draft, or without a draft from the known answers."""
        return self.written != {key: str(self.ask.draft.get(key, value)) for key, value in self.base.items()}

    @property
    def ready(self) -> bool:
        """Whether to send the answers: they differ from the known ones, or the user confirmed the known ones."""
        return self.written != self.base or bool(self.data.get(self.add_prefix("stands")))

    @property
    def given(self) -> AnswerInput:
        """The submitted answers as input to the service."""
        return AnswerInput(self.ask, self.seen, self.written)

    def overtaken(self, current: Ask) -> None:
        """Report that another user saved first. The user's values are kept, and saved if the form is sent again."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("version")] = str(current.version)  # type: ignore[index]
        said = [
            f"{text} {value}"
            for text, value in answers_in_words(self.prompts, current.answers or current.draft)
            if value
        ]
        words = {"name": current.answered_by or _("Someone else"), "said": "; ".join(said)}
        self.add_error(
            None,
            _(
                "%(name)s saved while you were writing: %(said)s. Yours stands below, and counts if you send it."
            )
            % words,
        )


def _field(prompt: Prompt, hint: str) -> forms.Field:
    """Make a form field that accepts every value: the service validates the answer when it is sent."""
    made = forms.CharField(label=prompt.text, help_text=f"{prompt.help} {hint}".strip(), required=False)
    if prompt.form in (Form.CHOICE, Form.YES_NO):
        made.widget = forms.Select(choices=[("", _("No answer")), *prompt.choices])
    elif prompt.form is Form.DAY:
        made.widget = day_input()
    elif prompt.form is Form.LONG:
        made.widget = forms.Textarea(attrs={"rows": False, "maxlength": LONGEST[Form.LONG]})
    return unmarked(made)


@requires(READ)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the user's part of a campaign, twenty objects per page; save the drafts, or send what is ready."""
    access = access_of(request)
    asks = asked_of(access, pk)
    page = Paginator(asks, PAGE).get_page(request.GET.get("sida"))
    found = _forms(access, list(page), request.POST if request.method == "POST" else None)
    if request.method == "POST":
        open_to = [form for form in found if form.ask.open and may_answer(access, form.ask)]
        if _carried_out(request, open_to):
            return redirect(f"{reverse('campaign-answer', args=[pk])}?sida={page.number}")
    return _answer_page(request, asks, found, page)


def _forms(access: Access, asks: Sequence[Ask], data: FormData) -> list[CampaignAnswerForm]:
    campaign = asks[0].campaign
    known = campaign.of_kind.known(access, timezone.localdate(), asks)
    prompts = campaign.prompts
    return [
        CampaignAnswerForm(data, ask=ask, known=known.get(ask.pk, KnownAnswers()), prompts=prompts)
        for ask in asks
    ]


def _carried_out(request: HttpRequest, found: Sequence[CampaignAnswerForm]) -> bool:
    sending = SEND in request.POST
    chosen = [form for form in found if (form.ready if sending else form.changed)]
    try:
        (answers.answer if sending else answers.save)(access_of(request), [form.given for form in chosen])
    except AnswersRefused as refusal:
        for form in chosen:
            form.full_clean()
            form.ask.refresh_from_db()
            if (current := refusal.overtaken.get(form.ask.pk)) is not None:
                form.overtaken(current)
            take_errors(form, {_place(k): v for k, v in refusal.errors.get(form.ask.pk, {}).items()})
        messages.error(request, str(refusal))
        return False
    _confirm_sent(request, len(chosen), sending=sending)
    return True


def _place(name: str) -> str:
    return "" if name == WHOLE else name


def _confirm_sent(request: HttpRequest, count: int, *, sending: bool) -> None:
    words = {"count": number(count)}
    if sending and not count:
        messages.warning(
            request, _("Nothing was sent: nothing new is written, and nothing is marked as right.")
        )
    elif sending:
        text = ngettext("%(count)s answer is sent.", "%(count)s answers are sent.", count)
        messages.success(request, text % words)
    else:
        messages.success(request, _("What you have written is saved. It is not sent yet."))


def _answer_page(
    request: HttpRequest, asks: Sequence[Ask], found: Sequence[CampaignAnswerForm], page: Page[Ask]
) -> HttpResponse:
    access, campaign = access_of(request), asks[0].campaign
    reached, here = coverage(asks), reverse("campaign-answer", args=[campaign.pk])
    items = [_item(access, form) for form in found]
    context = {
        "title": campaign.title,
        "campaign": campaign,
        "words": coverage_words(reached, signing=campaign.signing),
        "items": items,
        "forms": found,
        "writes": any(item["writes"] for item in items),
        "sign_url": reverse("campaign-sign", args=[campaign.pk]) if _signable(access, asks) else "",
        "hand_url": reverse("campaign-hand-over", args=[campaign.pk]) if _left(access, asks) else "",
        "shown": _("%(first)s–%(last)s of %(total)s")
        % {
            "first": number(page.start_index()),
            "last": number(page.end_index()),
            "total": number(len(asks)),
        },
        "newer": f"{here}?sida={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"{here}?sida={page.next_page_number()}" if page.has_next() else "",
        "crumbs": [Crumb(label=_("To do"), url=reverse("home")), Crumb(label=campaign.title)],
    }
    wrong = [form for form in found if form.is_bound and form.errors]
    return render(request, "campaigns/answer.html", context, status=422 if wrong else 200)


def _item(access: Access, form: CampaignAnswerForm) -> dict[str, object]:
    ask = form.ask
    words, kind = STATES[ask.state]
    side_by_side = len(form.prompts) <= SIDE_BY_SIDE
    small = [each.key for each in form.prompts if side_by_side and each.form not in LONGEST]
    return {
        "form": form,
        "ask": ask,
        "note": form.known.note,
        "url": form.known.url,
        "state": words,
        "kind": kind,
        "writes": ask.open and may_answer(access, ask),
        "small": [form[key] for key in small],
        "large": [form[each.key] for each in form.prompts if each.key not in small],
        "answered": answers_in_words(form.prompts, ask.answers),
    }


def _signable(access: Access, asks: Sequence[Ask]) -> list[Ask]:
    """List what the user can sign now: everything their units were asked, once all of it is answered."""
    mine = [ask for ask in asks if ask.campaign.status == "sent" and may_sign(access, ask)]
    whole = bool(mine) and all(ask.state in GIVEN for ask in mine)
    return mine if whole and any(ask.signed_at is None for ask in mine) else []


def _left(access: Access, asks: Sequence[Ask]) -> list[Ask]:
    """List the open, unanswered asks that the user may answer."""
    return [ask for ask in asks if ask.open and not ask.answered_at and may_answer(access, ask)]


class CampaignHandOverForm(forms.Form):
    """Which asks to hand over, and to whom: someone who may answer at least one of them."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("What is handed over"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: FormData, *, access: Access, asks: Sequence[Ask]) -> None:
        people = {person.pk for those in answerers(asks, timezone.localdate()).values() for person in those}
        super().__init__(data, initial={"chosen": [str(ask.pk) for ask in asks]})
        said = [(str(ask.pk), ", ".join(dict.fromkeys((ask.name, ask.unit.name)))) for ask in asks]
        self.fields["chosen"].choices = said  # type: ignore[attr-defined]
        self.fields["answerer"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=people),
            label=_("Who answers"),
            required=False,
            empty_label=_("Anybody who may answer in the unit"),
            help_text=_("Is told at once, and reminded in time."),
        )


@requires(READ)
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show and handle the form to hand over unanswered asks to a named person."""
    access = access_of(request)
    asks = _left(access, asked_of(access, pk))
    campaign, back = or_hidden(asks or None)[0].campaign, reverse("campaign-answer", args=[pk])
    form = CampaignHandOverForm(request.POST or None, access=access, asks=asks)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        chosen = [ask for ask in asks if str(ask.pk) in given["chosen"]]
        if attempt(form, partial(answers.hand_over, access, chosen, given["answerer"])).done:
            messages.success(request, _("It is handed over."))
            return redirect(back)
    title = _("Hand over to somebody")
    way = [Crumb(label=campaign.title, url=back), Crumb(label=title)]
    return form_page(request, form, title, way, submit=_("Hand over"), back=back)


@requires(READ)
@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the answers of the user's units; POST only."""
    access = access_of(request)
    mine = [ask for ask in asked_of(access, pk) if may_sign(access, ask)]
    with refusals_as_messages(request):
        answers.sign(access, mine)
        messages.success(request, _("The answers are signed."))
    return redirect("campaign-answer", pk=pk)
