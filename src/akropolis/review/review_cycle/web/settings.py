"""A review's settings: its name, period and days, the official's report around it, and the proposed decision."""

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.lib.figures import all_figures, name
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.review.review.addresses import crumbs, url_of, writable_at
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.review.review_inputs.rules.appendix import MOST, USUAL
from akropolis.review.review_text.rules.official_report import VERBS
from akropolis.review.review_text.services import openings
from akropolis.shared.yearly_reports.kinds import YearlyReportKind

EMPTY_ROWS = 3
FIELDS = (
    "title", "period_from", "period_to", "cutoff", "due_on", "wrapper", "handler", "recipient", "diary_number",
)  # fmt: skip


class SettingsForm(ModelFieldsForm, model=Review):
    """The settings, with a row for each proposed point and some empty ones. `version` is the one opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = FromModel()
    period_from = FromModel()
    period_to = FromModel()
    cutoff = FromModel()
    due_on = FromModel()
    wrapper = FromModel(
        gettext_lazy(
            "The report stands before the review: the proposed decision, a summary, the background, how the matter "
            "was prepared, and the appendices. All of it is drawn from the review, and nothing more has to be written."
        ),
        label=gettext_lazy("Print it as an official's report (tjänsteutlåtande)"),
    )
    handler = FromModel()
    recipient = FromModel(gettext_lazy("For example the city executive board."))
    diary_number = FromModel()

    def __init__(
        self,
        data: FormData = None,
        *,
        points: int,
        keys: Sequence[str],
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        self.keys = range(1, MOST + 1) if keys else range(0)
        for number in self.keys:
            self.fields[f"key_{number}"] = forms.ChoiceField(
                label=_("Key figure %(number)s") % {"number": number},
                choices=[("", "–"), *((key, name(key, get_language())) for key in keys)],
                required=False,
            )
        self.rows = points + EMPTY_ROWS
        for number in range(self.rows):
            self.fields[f"verb_{number}"] = forms.ChoiceField(
                label=_("Point %(number)s, verb") % {"number": number + 1},
                choices=[("", "–"), *((verb, verb) for verb in VERBS)],
                required=False,
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Point %(number)s, text") % {"number": number + 1}, max_length=500, required=False
            )

    def clean(self) -> dict[str, object]:
        """Require a verb for each decision point that has a text, since the verb begins the sentence."""
        data = super().clean() or self.cleaned_data
        for number in range(self.rows):
            if data.get(f"text_{number}") and not data.get(f"verb_{number}"):
                self.add_error(f"verb_{number}", _("Choose the verb that the point begins with."))
        return data

    def values(self) -> dict[str, object]:
        """Return the settings in the form that the service takes."""
        data = self.cleaned_data
        pairs = [(data[f"verb_{n}"], data[f"text_{n}"]) for n in range(self.rows)]
        points = [{"verb": verb, "text": text.strip()} for verb, text in pairs if verb]
        chosen = dict.fromkeys(data[f"key_{number}"] for number in self.keys)
        more = {"key_figures": [key for key in chosen if key]} if self.keys else {}
        return {field: data[field] for field in FIELDS} | {"points": points, **more}

    @property
    def key_figures(self) -> list[forms.BoundField]:
        """Return the fields that choose the key figures of the appendix; empty except in the city's review."""
        return [self[f"key_{number}"] for number in self.keys]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the verb field and the text field of each decision point row."""
        return [(self[f"verb_{n}"], self[f"text_{n}"]) for n in range(self.rows)]


def in_reports(kind: YearlyReportKind) -> list[str]:
    """Return the keys of the figures in a unit's report of the kind, without those shared by the whole city."""
    return [figure.key for figure in all_figures() if kind.letter_of(figure) and not figure.shared]


@requires("review:review:edit")
def settings(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show the settings; POST changes them."""
    access, review = access_of(request), writable_at(request, year, unit)
    if review.state == ReviewState.DECIDED and request.method != "POST":
        return redirect(url_of("review", review))
    points = _rows_sent(request) if request.method == "POST" else len(review.points)
    keys = in_reports(review.declared) if review.owner_unit.kind == UnitKind.CITY else []
    form = SettingsForm(request.POST or None, points=points, keys=keys, initial=_initial(review))
    status, conflict = 200, None
    if request.method == "POST":
        status, conflict = _save(access, review, form)
        if status == 200:
            messages.success(request, _("The settings are saved."))
            return redirect(url_of("review-settings", review))
    context = {
        "title": _("Settings"),
        "review": review,
        "form": form,
        "conflict": conflict,
        "crumbs": crumbs(request, review, (_("Settings"), "")),
        "back": url_of("review", review),
        "texts_url": f"{url_of('review-layout', review)}#kapitel" if review.wrapper else "",
    }
    return render(request, "rounds/settings.html", context, status=status)


def _rows_sent(request: HttpRequest) -> int:
    """Return the number of filled decision point rows posted, so that no row is lost when the form is shown again."""
    sent = sum(name.startswith("verb_") for name in request.POST)
    return min(max(sent - EMPTY_ROWS, 0), 50)


def _initial(review: Review) -> dict[str, object]:
    values = {field: getattr(review, field) for field in FIELDS} | {"version": review.version}
    values |= {f"key_{number}": key for number, key in enumerate(review.key_figures or USUAL, start=1)}
    for number, point in enumerate(review.points):
        values |= {f"verb_{number}": point["verb"], f"text_{number}": point["text"]}
    return values


def _save(access: Access, review: Review, form: SettingsForm) -> tuple[int, Review | None]:
    if not form.is_valid():
        return 422, None
    version = form.cleaned_data["version"]
    tried = attempt(form, lambda: openings.change_settings(access, review, form.values(), version=version))
    return tried.status, tried.conflict


urls = [path("genomgangar/<int:year>/<slug:unit>/installningar/", settings, name="review-settings")]
