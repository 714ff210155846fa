"""The three questions of clause 9.3.1, answered on one page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.kernel.access.errors import Invalid, Refused, Stale
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.review.models import Judgement, Review, Verdict
from akropolis.review.rules.display import text
from akropolis.review.selectors.documents import latest_pack, words_for
from akropolis.review.services import chapters
from akropolis.review.web.finding import crumbs, review_at, url_of, writable_at
from akropolis.review.web.pack import name_of, name_of_key

ORDER = ("suitable", "adequate", "effective")
HELP = {
    "suitable": gettext_lazy("Does the way we steer fit the city's goals, tasks and size?"),
    "adequate": gettext_lazy("Is what we have decided enough for the risks we have?"),
    "effective": gettext_lazy("Are the measures in place, do they work, and do they lower the risk?"),
}


class VerdictForm(forms.Form):
    """One answer with its reasons and what it points at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("", gettext_lazy("Not answered yet")), *Judgement.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Figures it builds on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, figures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bound in self.fields.values():
            bound.unmarked = True  # type: ignore[attr-defined]
        field = self.fields["evidence"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = figures
        if not figures:
            field.help_text = _("Gather the figures first to be able to point at them.")


def _figures(access: Access, review: Review) -> dict[str, str]:
    """What can be pointed at: key → name and value."""
    pack = latest_pack(access, review)
    return {f.key: f"{name_of(f)}: {text(f)}" for f in pack.figures()} if pack else {}


@requires("review:review:read")
def verdicts(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Read or write the three judgements. Each is saved by itself, so that two writers can share the page."""
    access, review = access_of(request), review_at(request, year, unit)
    rows = {row.aspect: row for row in Verdict.objects.visible(access).filter(review=review)}
    ordered = [rows[aspect] for aspect in ORDER if aspect in rows]
    for row in ordered:
        row.reasons = words_for(access, review, row.reasons)
    wanted = request.POST.get("aspect", "")
    figures = _figures(access, review)
    forms_by_aspect = {
        row.aspect: VerdictForm(
            request.POST if wanted == row.aspect else None,
            figures=list(figures.items()),
            initial=_initial(row),
            prefix=row.aspect,
        )
        for row in ordered
    }
    status, conflict = 200, None
    if request.method == "POST":
        writable_at(request, year, unit)
        if wanted not in rows or (reason := review.locked_reason()):
            messages.error(request, reason if wanted in rows else _("Choose which question you answer."))
            return redirect(url_of("review-verdicts", review))
        done, status, conflict = _save(access, rows[wanted], forms_by_aspect[wanted])
        if done:
            messages.success(request, _("The judgement is saved."))
            return redirect(f"{url_of('review-verdicts', review)}#{wanted}")
    return render(
        request,
        "review/verdicts.html",
        _context(
            access,
            review,
            [_item(review, row, forms_by_aspect[row.aspect], figures, conflict) for row in ordered],
        ),
        status=status,
    )


def _initial(row: Verdict) -> dict[str, Any]:
    return {"answer": row.answer, "reasons": row.reasons, "evidence": row.evidence, "version": row.version}


def _save(access: Access, row: Verdict, form: VerdictForm) -> tuple[bool, int, Any]:
    if not form.is_valid():
        return False, 422, None
    data = form.cleaned_data
    try:
        chapters.judge(
            access,
            row,
            answer=data["answer"],
            reasons=data["reasons"],
            evidence=data["evidence"],
            version=data["version"],
        )
    except Stale as stale:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data[f"{row.aspect}-version"] = str(stale.current.version)  # type: ignore[index]
        return False, 409, stale.current
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors, 422, None


def _item(
    review: Review, row: Verdict, form: VerdictForm, figures: dict[str, str], conflict: Any
) -> dict[str, Any]:
    chosen = form["evidence"].value() or []
    return {
        "row": row,
        "form": form,
        "help": HELP[row.aspect],
        "chosen": len(chosen),
        "evidence": [
            (figures.get(key, name_of_key(key)), url_of("review-figure", review, key)) for key in row.evidence
        ],
        "conflict": conflict if conflict is not None and conflict.pk == row.pk else None,
    }


def _context(access: Access, review: Review, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": _("Overall judgement"),
        "review": review,
        "items": items,
        "may_write": access.may("review:review:edit", review.owner_unit) and not review.locked_reason(),
        "answered": sum(bool(item["row"].answer) for item in items),
        "form": next((item["form"] for item in items if item["form"].is_bound), None),
        "crumbs": crumbs(review, (_("Overall judgement"), "")),
    }


urls = [path("genomgangar/<int:year>/<slug:unit>/bedomning/", verdicts, name="review-verdicts")]
