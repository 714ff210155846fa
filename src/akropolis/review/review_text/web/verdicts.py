"""Page for the three questions of clause 9.3.1, answered and saved together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.lib.figures import name as figure_name
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import unmarked
from akropolis.review.review.addresses import crumbs, in_edition, review_at, url_of, writable_at
from akropolis.review.review.models import Review
from akropolis.review.review.models.reviews import READ_DECIDED
from akropolis.review.review.selectors.reviews import words_for
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.review.review_inputs.rules.display import trend_words, whole_text, wording
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent
from akropolis.review.review_text.models import Chapter, JudgementChoice, Verdict
from akropolis.review.review_text.rules.relevance import propose_figures
from akropolis.review.review_text.selectors.content import verdicts_of
from akropolis.review.review_text.selectors.documents import latest_pack
from akropolis.review.review_text.selectors.pointing import figures_of, pointed_at, rows_of
from akropolis.review.review_text.services import chapters
from akropolis.review.review_text.web.acts import writable
from akropolis.shared.evidence.register.panels import evidence_of_rows

CHAPTER = "assessment"
HELP = {
    "suitable": gettext_lazy("Does the way we steer fit the city's goals, tasks and size?"),
    "adequate": gettext_lazy("Is what we have decided enough for the risks we have?"),
    "effective": gettext_lazy("Are the measures in place, do they work, and do they lower the risk?"),
}
LABELS = {
    "answer": {
        "suitable": gettext_lazy("Is it suitable?"),
        "adequate": gettext_lazy("Is it adequate?"),
        "effective": gettext_lazy("Is it effective?"),
    },
    "reasons": {
        "suitable": gettext_lazy("Why it is suitable or not"),
        "adequate": gettext_lazy("Why it is adequate or not"),
        "effective": gettext_lazy("Why it is effective or not"),
    },
}


class VerdictsForm(forms.Form):
    """Form for the three answers with their reasons and evidence. A field is named by question and kind:
    `suitable_answer`.

    For each question the form carries the version that was opened, and in `seen` a fingerprint of its
    content at that time. A question that the writer has not changed is not saved, and so never overwrites
    what somebody else has written.
    """

    def __init__(
        self,
        *args: Any,
        access: Access,
        rows: Mapping[str, Verdict],
        figures: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        self.access, self.figures = access, figures
        self.take(rows)
        initial = {name: value for row in rows.values() for name, value in self.stored(row).items()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for aspect in rows:
            self.fields |= _fields(aspect, figures)

    def take(self, rows: Mapping[str, Verdict]) -> None:
        """Store the questions' current rows on the form, and descriptions of the rows that each refers to."""
        self.rows = rows
        self.pointed = {a: pointed_at(self.access, rows_of(row.evidence)) for a, row in rows.items()}

    def stored(self, row: Verdict) -> dict[str, object]:
        """Return the initial values of a question's form fields, from its stored answer."""
        evidence = [key for key in row.evidence if key in self.figures]
        numbers = ", ".join(each.number for each in self.pointed[row.aspect] if each.url)
        values: dict[str, object] = {"answer": row.answer, "reasons": row.reasons}
        values |= {"evidence": evidence, "rows": numbers}
        values |= {"version": row.version, "seen": _print(row.answer, row.reasons, evidence, numbers)}
        return {f"{row.aspect}_{name}": value for name, value in values.items()}

    def touched(self) -> list[str]:
        """Return the questions that the writer has changed."""
        return [aspect for aspect in self.rows if self._print_of(aspect) != self[f"{aspect}_seen"].value()]

    def _print_of(self, aspect: str) -> str:
        answer, reasons, evidence, rows = (
            self[f"{aspect}_{name}"].value() for name in ("answer", "reasons", "evidence", "rows")
        )
        return _print(answer or "", reasons or "", evidence or (), rows or "")

    def judging(self, aspect: str) -> chapters.Judging:
        """Return the entered answer to one question in the form that the service takes."""
        names = ("answer", "reasons", "evidence", "version")
        given = {name: self.cleaned_data[f"{aspect}_{name}"] for name in names}
        return chapters.Judging(**given, rows=_numbers(self.cleaned_data[f"{aspect}_rows"]))

    def overtaken(self, aspects: Iterable[str]) -> dict[str, Verdict]:
        """Return, of these questions, the stored answers that somebody else has saved since the form was opened."""
        return {a: self.rows[a] for a in aspects if str(self.rows[a].version) != self[f"{a}_version"].value()}

    def take_stock(self, rows: Mapping[str, Verdict], touched: Iterable[str]) -> None:
        """Prepare the form for a retry: the writer's words where changed, the stored ones elsewhere."""
        self.take(rows)
        data = self.data.copy()  # type: ignore[attr-defined]
        for aspect, row in rows.items():
            stored = self.stored(row)
            names = [f"{aspect}_version"] if aspect in touched else list(stored)
            for name in names:
                value = stored[name]
                data.setlist(name, list(value) if isinstance(value, list) else [str(value)])
        self.data = data


def _fields(aspect: str, figures: Mapping[str, str]) -> dict[str, forms.Field]:
    wanted = "" if figures else _("Gather the figures first to be able to point at them.")
    fields: dict[str, forms.Field] = {
        "version": forms.IntegerField(widget=forms.HiddenInput),
        "seen": forms.CharField(widget=forms.HiddenInput, required=False),
        "answer": forms.ChoiceField(
            label=LABELS["answer"][aspect],
            choices=[("", _("Not answered yet")), *JudgementChoice.choices],
            help_text=HELP[aspect],
            required=False,
            widget=forms.RadioSelect,
        ),
        "reasons": prose_field(LABELS["reasons"][aspect], 8000, rows=5, required=False),
        "evidence": forms.MultipleChoiceField(
            label=_("Figures it builds on"),
            choices=list(figures.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=wanted
            or _(
                "Proposed from the figures, those that have changed most first. Each stands as a sentence in "
                "the document."
            ),
        ),
        "rows": forms.CharField(
            label=_("Rows it builds on"),
            max_length=1000,
            required=False,
            help_text=_(
                "Numbers of incidents, actions, evidence, reviews or other rows, with a comma between: "
                "INC-2026-0004, BEL-2026-0002. Kind, number and unit stand in the document."
            ),
        ),
    }
    for field in fields.values():
        unmarked(field)
    return {f"{aspect}_{name}": field for name, field in fields.items()}


def _numbers(text: str) -> list[str]:
    """Return the entered row numbers in upper case, split at commas, semicolons and spaces."""
    return text.upper().replace(",", " ").replace(";", " ").split()


def _print(answer: str, reasons: str, evidence: Iterable[str], rows: str) -> str:
    """Return a fingerprint of an answer, which does not depend on how the browser writes line breaks."""
    words = reasons.replace("\r\n", "\n").strip()
    return hashlib.sha256(json.dumps([answer, words, sorted(evidence), _numbers(rows)]).encode()).hexdigest()[
        :32
    ]


def _figures(pack: PackContent | None) -> dict[str, str]:
    """Return the figures that an answer can refer to: key → name, value and how it has moved."""
    return {figure.key: _figure_label(figure) for figure in pack.figures()} if pack else {}


def _figure_label(figure: FigureReading) -> str:
    words = wording(get_language())
    moved = trend_words(figure, words)
    said = f"{figure_name(figure.key, words.language)}: {whole_text(figure, words)}"
    return f"{said}, {moved}" if moved else said


def _offered(form: VerdictsForm, pack: PackContent | None, aspect: str, wanted: str | None) -> list[str]:
    """Return the keys of the figures to show for a question: the chosen, the proposed, and those that are `wanted`.

    An empty search wants all; None wants no more.
    """
    chosen = list(form[f"{aspect}_evidence"].value() or ())
    proposed = propose_figures(pack, aspect) if pack else []
    found = [
        key
        for key, label in form.figures.items()
        if wanted is not None and all(word in label.casefold() for word in wanted.casefold().split())
    ]
    return [key for key in dict.fromkeys([*chosen, *proposed, *found]) if key in form.figures]


def _wanted(request: HttpRequest, aspects: Iterable[str]) -> dict[str, str]:
    """Return what is searched for, by question; empty when the form is to be saved.

    The key Enter in a search field searches, and in any other field saves.
    """
    if request.method != "POST" or "save" in request.POST:
        return {}
    asked = request.POST.get("find", "")
    words = {aspect: request.POST.get(f"{aspect}_find", "").strip() for aspect in aspects}
    return {aspect: said for aspect, said in words.items() if said or aspect == asked}


@requires(READ_DECIDED)
def verdicts(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Read or write the three judgements. All are saved together, or none and every word is kept."""
    access, review = access_of(request), review_at(request, year, unit)
    if request.method == "POST":
        return _save(request, writable_at(request, year, unit))
    pack = latest_pack(access, review)
    form = VerdictsForm(access=access, rows=verdicts_of(access, review), figures=_figures(pack))
    return _page(request, review, form, pack, {}, status=200)


def _save(request: HttpRequest, review: Review) -> HttpResponse:
    access, there = access_of(request), url_of("review-verdicts", review)
    if reason := review.locked_reason():
        messages.error(request, reason)
        return redirect(there)
    pack, rows = latest_pack(access, review), verdicts_of(access, review)
    figures = _figures(pack)
    form = VerdictsForm(request.POST, access=access, rows=rows, figures=figures)
    if _wanted(request, rows):
        written = {name: form[name].value() for name in form.fields}
        again = VerdictsForm(access=access, rows=rows, figures=figures, initial=written)
        return _page(request, review, again, pack, {}, status=200)
    touched, status = form.touched(), 422
    if form.is_valid():
        given = [(form.rows[aspect], form.judging(aspect)) for aspect in touched]
        tried = attempt(form, lambda: chapters.judge_all(access, given))
        if tried.done:
            messages.success(request, _("The judgement is saved."))
            return redirect(there)
        status = tried.status
    rows = verdicts_of(access, review)
    form.take(rows)
    overtaken = form.overtaken(touched)
    form.take_stock(rows, touched)
    return _page(request, review, form, pack, overtaken, status=status)


def _page(
    request: HttpRequest,
    review: Review,
    form: VerdictsForm,
    pack: PackContent | None,
    overtaken: Mapping[str, Verdict],
    *,
    status: int,
) -> HttpResponse:
    access, wanted = access_of(request), _wanted(request, form.rows)
    proofs = evidence_of_rows(access, list(form.rows.values()))
    items = [
        _item(request, review, row, form, overtaken)
        | {"proof": proofs.get(row.pk), "wanted": wanted.get(row.aspect)}
        for row in form.rows.values()
    ]
    for aspect in form.rows:
        keys = _offered(form, pack, aspect, wanted.get(aspect))
        form.fields[f"{aspect}_evidence"].widget.choices = [(key, form.figures[key]) for key in keys]
    context = {
        "title": _("Overall judgement"),
        "review": review,
        "form": form,
        "total": len(form.figures),
        "items": items,
        "may_write": writable(access, review),
        "answered": sum(bool(row.answer) for row in form.rows.values()),
        "printed": Chapter.objects.visible(access).filter(review=review, key=CHAPTER, included=True).exists(),
        "layout_url": url_of("review-layout", review),
        "crumbs": crumbs(request, review, (_("Overall judgement"), "")),
        "back": url_of("review", review),
    }
    return render(request, "chapters/verdicts.html", context, status=status)


def _item(
    request: HttpRequest, review: Review, row: Verdict, form: VerdictsForm, overtaken: Mapping[str, Verdict]
) -> dict[str, object]:
    chosen, numbers = form[f"{row.aspect}_evidence"], form[f"{row.aspect}_rows"]
    unseen = [each.said for each in form.pointed[row.aspect] if not each.url]
    return {
        "row": row,
        "reasons": words_for(access_of(request), review, row.reasons),
        "help": HELP[row.aspect],
        "hidden": [form[f"{row.aspect}_version"], form[f"{row.aspect}_seen"]],
        "fields": [form[f"{row.aspect}_answer"], form[f"{row.aspect}_reasons"]],
        "figures": chosen,
        "numbers": numbers,
        "chosen": len(chosen.value() or []) + len(_numbers(numbers.value() or "")) + len(unseen),
        "unseen": unseen,
        "evidence": [
            *(_pointed_at(request, review, form.figures, key) for key in figures_of(row.evidence)),
            *((each.label or each.said, each.url) for each in form.pointed[row.aspect]),
        ],
        "conflict": overtaken.get(row.aspect),
    }


def _pointed_at(
    request: HttpRequest, review: Review, figures: Mapping[str, str], key: str
) -> tuple[str, str]:
    return figures.get(key, figure_name(key, get_language())), in_edition(
        request, url_of("review-figure", review, key)
    )


urls = [path("genomgangar/<int:year>/<slug:unit>/bedomning/", verdicts, name="review-verdicts")]
