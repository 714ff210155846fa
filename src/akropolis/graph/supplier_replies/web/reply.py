"""The page on which a supplier answers, without an account. Opening it changes nothing: mail scanners open links.

A link that is guessed, recalled, replaced, past its day or already sent in gets the same answer.
"""

from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.open_forms import is_rate_limited, status_of
from akropolis.base.kernel.access.slowing import Slowed
from akropolis.base.kernel.access.web import public
from akropolis.base.kernel.files.types import ENDINGS
from akropolis.base.kernel.files.uploads import uploaded
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.words import Phrase
from akropolis.graph.supplier_replies.models import InquiryQuestion, Met, SupplierInquiry
from akropolis.graph.supplier_replies.services import replies
from akropolis.graph.supplier_replies.services.replies import FILES, LONGEST, WHO, WrittenReply

type Files = MultiValueDict[str, UploadedFile[bytes]] | None
SENDING = "send"
_NOTHING = gettext_lazy("Nothing was saved. Correct this first:")
WRITTEN = Slowed(of_one=60, of_all=1000, within=timedelta(minutes=15))
"""Rate limits of drafts and replies: a supplier saves often, and many suppliers are asked at once."""
MISSED = Slowed(of_one=20, of_all=20_000, within=timedelta(minutes=15))
"""Rate limits of links that answer nothing; in all so many that nobody shuts the page for everybody."""


class ReplyForm(forms.Form):
    """The questions with the draft so far. Accepts every value: the service judges what is sent in."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    summary_title: Phrase = _NOTHING

    def __init__(
        self,
        data: FormData,
        *,
        inquiry: SupplierInquiry,
        questions: list[InquiryQuestion],
        files: Files,
    ) -> None:
        self.questions = questions
        initial: dict[str, object] = {"version": inquiry.version, WHO: inquiry.draft.get(WHO, "")}
        for key, kept in inquiry.draft.items():
            if isinstance(kept, list) and key != FILES:
                initial |= {f"met_{key}": kept[0], f"text_{key}": kept[1]}
        super().__init__(data, files, initial=initial)
        for question in questions:
            name = {"question": question.number or question.heading}
            choices = forms.CharField(label=_("Is %(question)s met?") % name, required=False)
            choices.widget = forms.RadioSelect(choices=Met.choices)
            how = forms.CharField(
                label=_("How %(question)s is met, or what is lacking") % name, required=False
            )
            how.widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST})
            self.fields |= {f"met_{question.pk}": unmarked(choices), f"text_{question.pk}": unmarked(how)}
        self.fields[WHO] = forms.CharField(
            label=_("Who answers: name and role"), max_length=200, required=False
        )
        self.fields["file"] = forms.FileField(
            label=_("Enclose a file"),
            help_text=_("One at a time: choose it and save. PDF, picture, text or document, at most 25 MB."),
            required=False,
            widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        )

    @property
    def rows(self) -> list[tuple[InquiryQuestion, forms.BoundField, forms.BoundField]]:
        """Each question with its two fields."""
        return [(each, self[f"met_{each.pk}"], self[f"text_{each.pk}"]) for each in self.questions]

    def written(self, request: HttpRequest, version: int, *, sending: bool = False) -> WrittenReply:
        """Return what is written. Raises Refused for a file that was too large."""
        data, file = self.data, None
        if not sending and (request.FILES.get("file") or getattr(request, "dropped_upload", False)):
            upload = uploaded(request, "file")
            file = (str(upload.name), upload.read())
        answers = {
            str(each.pk): (str(data.get(f"met_{each.pk}", "")), str(data.get(f"text_{each.pk}", "")))
            for each in self.questions
        }
        return WrittenReply(answers, str(data.get(WHO, "")), version, file)


@public(because="the link is the right, and cannot be guessed; every other link gets the same answer")
@never_cache
@sensitive_post_parameters()
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the questions to whoever has the link; POST keeps what is written, or sends it in."""
    try:
        answer = _answer(request, reference)
    except Hidden:
        answer = _dead(request)
    answer["Referrer-Policy"] = "strict-origin"  # the address is the right, and a proxy may log the Referer
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answer(request: HttpRequest, reference: str) -> HttpResponse:
    address, now = request.META.get("REMOTE_ADDR", ""), timezone.now()
    if MISSED.again(address, now):
        raise Hidden
    inquiry = replies.find_by_link(reference)
    if inquiry is None:
        MISSED.count(address, now)
        raise Hidden
    with override(inquiry.language):
        form = ReplyForm(
            request.POST if request.method == "POST" else None,
            files=request.FILES or None,
            inquiry=inquiry,
            questions=replies.list_questions(inquiry),
        )
        if form.is_bound and form.is_valid() and not is_rate_limited(request, form, WRITTEN):
            done = _carried_out(request, reference, form)
            if done is not None:
                return done
            inquiry = replies.find_by_link(reference) or inquiry
        context = {
            "title": inquiry.title,
            "inquiry": inquiry,
            "form": form,
            "files": inquiry.draft.get(FILES, ()),
        }
        return render(request, "supplier_replies/reply.html", context, status=_status(form))


def _status(form: ReplyForm) -> int:
    return 409 if getattr(form, "overtaken", False) else status_of(form)


def _carried_out(request: HttpRequest, link: str, form: ReplyForm) -> HttpResponse | None:
    """Keep the draft and, if asked to, send it in. Return the next page, or None to show the form again."""
    seen = number_in(str(form.data.get("version", "")), INTEGER, 0)
    kept = attempt(form, lambda: replies.save_draft(link, form.written(request, seen)))
    if kept.made is None:
        if kept.conflict is not None:
            form.overtaken = True  # type: ignore[attr-defined]
            form.add_error(None, _("It was saved from elsewhere while you were writing. Yours stands below."))
        return None
    if SENDING not in request.POST:
        messages.success(request, _("What you have written is kept. It is not sent in yet."))
        return redirect(request.path)
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(kept.made.version)
    form.data = data
    send = partial(replies.send_in, link, form.written(request, kept.made.version, sending=True))
    sent = attempt(form, send)
    if sent.made is None:
        form.summary_title = _("It is kept, and not sent in. Correct this first:")
        return None
    context = {"title": _("Thank you. Your answers are sent in."), "inquiry": sent.made}
    return render(request, "supplier_replies/reply_sent.html", context)


def _dead(request: HttpRequest) -> HttpResponse:
    context = {"title": _("This link leads nowhere")}
    return render(request, "supplier_replies/reply_dead.html", context, status=404)
