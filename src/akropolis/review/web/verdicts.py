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
from akropolis.review.selectors.documents import latest_pack
from akropolis.review.services import chapters
from akropolis.review.web.finding import crumbs, review_at, url_of, writable_at
from akropolis.review.web.pack import name_of

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
        choices=[("", gettext_lazy("Not answered")), *Judgement.choices],
        required=False,
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
        field = self.fields["evidence"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = figures
        if not figures:
            field.help_text = _("Gather the figures first to be able to point at them.")


def _figures(access: Access, review: Review) -> list[tuple[str, str]]:
    pack = latest_pack(access, review)
    return [(f.key, f"{name_of(f)}: {text(f)}") for f in pack.figures()] if pack else []


@requires("review:review:read")
def verdicts(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Read or write the three judgements. Each is saved by itself, so that two writers can share the page."""
    access, review = access_of(request), review_at(request, year, unit)
    rows = {row.aspect: row for row in Verdict.objects.visible(access).filter(review=review)}
    ordered = [rows[aspect] for aspect in ORDER if aspect in rows]
    wanted = request.POST.get("aspect", "")
    figures = _figures(access, review)
    forms_by_aspect = {
        row.aspect: VerdictForm(
            request.POST if wanted == row.aspect else None,
            figures=figures,
            initial=_initial(row),
            prefix=row.aspect,
        )
        for row in ordered
    }
    status, conflict = 200, None
    if request.method == "POST":
        writable_at(request, year, unit)
        if wanted not in rows:
            return redirect(url_of("review-verdicts", review))
        done, status, conflict = _save(access, rows[wanted], forms_by_aspect[wanted])
        if done:
            messages.success(request, _("The judgement is saved."))
            return redirect(f"{url_of('review-verdicts', review)}#{wanted}")
    return render(
        request,
        "review/verdicts.html",
        _context(access, review, ordered, forms_by_aspect, conflict),
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
        form.data = {**form.data.dict(), f"{row.aspect}-version": str(stale.current.version)}  # type: ignore[attr-defined]
        return False, 409, stale.current
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors, 422, None


def _context(
    access: Access, review: Review, rows: list[Verdict], by_aspect: dict[str, VerdictForm], conflict: Any
) -> dict[str, Any]:
    may_write = access.may("review:review:edit", review.owner_unit) and not review.locked_reason()
    items = [
        {
            "row": row,
            "form": by_aspect[row.aspect],
            "help": HELP[row.aspect],
            "conflict": conflict if conflict is not None and conflict.pk == row.pk else None,
        }
        for row in rows
    ]
    return {
        "title": _("Overall judgement"),
        "review": review,
        "items": items,
        "may_write": may_write,
        "answered": sum(bool(row.answer) for row in rows),
        "crumbs": crumbs(review, (_("Overall judgement"), "")),
        "back": url_of("review", review),
    }


urls = [path("genomgangar/<int:year>/<slug:unit>/bedomning/", verdicts, name="review-verdicts")]
