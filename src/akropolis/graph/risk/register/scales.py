"""Form fields of a risk's likelihood and consequences, by the matrix in use and the classification scheme."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.ui.forms import unmarked
from akropolis.graph.risk.models import RiskJudgement, RiskMatrix
from akropolis.graph.risk.rules.matrix import MatrixBody
from akropolis.graph.risk.selectors.matrices import body_of, consequence_labels, matrix_in_use
from akropolis.graph.risk.services.judging import JudgementInput
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors.schemes import body_of as scheme_body
from akropolis.shared.classification.selectors.schemes import edition_in_force


@dataclass(frozen=True, slots=True)
class RiskScales:
    """What a risk is judged by: the matrix in use, and the scheme that says what the consequences mean."""

    matrix: RiskMatrix
    scheme: Scheme
    body: MatrixBody
    harms: SchemeBody
    labels: Mapping[int, str]

    def steps(self, *, short: bool = False) -> list[tuple[str, object]]:
        """Return the steps of likelihood as choices, with their intervals."""
        form = "{} – {}" if short else "<strong>{}</strong> <span>{}</span>"
        return [
            (str(each.value), format_html(form, each.label, each.interval)) for each in self.body.likelihoods
        ]

    def levels(self, category: str, *, short: bool = False) -> list[tuple[str, object]]:
        """Return the consequences of one kind of harm as choices, with what each means."""
        found: list[tuple[str, object]] = []
        for value in self.body.consequences:
            label, text = self.labels.get(value, str(value)), self.harms.criterion(category, value)
            word = label if short else format_html("<strong>{}</strong> <span>{}</span>", label, text)
            found.append((str(value), word))
        return found


def scales_in_use(access: Access) -> RiskScales | None:
    """Return the matrix and scheme that judgements are made by today; None if the city uses none."""
    matrix, scheme = matrix_in_use(access, timezone.localdate()), edition_in_force(access)
    if matrix is None or scheme is None:
        return None
    return RiskScales(matrix, scheme, body_of(matrix), scheme_body(scheme), consequence_labels(access))


def add_fields(
    form: forms.Form, kind: str, scales: RiskScales, latest: RiskJudgement | None, proposed: Mapping[str, int]
) -> None:
    """Add the fields of one of the risk's levels: with full texts for the current level, as short lists for others.

    They start with the latest judgement as far as its values are still there, else with what is proposed.
    """
    full, same = kind == "current", latest is not None and latest.matrix_id == scales.matrix.pk
    widget = forms.RadioSelect if full else forms.Select
    empty: list[tuple[str, object]] = [] if full else [("", _("Not judged yet"))]
    gone = {"invalid_choice": _("This step is not there any more. Choose one of those shown.")}
    form.fields[f"{kind}-likelihood"] = unmarked(
        forms.ChoiceField(
            label=_("How likely is it?") if full else _("Likelihood"),
            choices=[*empty, *scales.steps(short=not full)],
            widget=widget,
            required=full,
            initial=latest.likelihood if latest and same else None,
            error_messages=gone,
        )
    )
    start = {**proposed, **(latest.consequences if latest else {})}
    for category in scales.harms.categories:
        form.fields[f"{kind}-{category.key}"] = unmarked(
            forms.ChoiceField(
                label=category.name,
                choices=[*empty, *scales.levels(category.key, short=not full)],
                widget=widget,
                required=False,
                initial=start.get(category.key),
                error_messages=gone,
            )
        )


def read_input(form: forms.Form, kind: str, scales: RiskScales, reasons: str = "") -> JudgementInput | None:
    """Return what is judged in the valid form; None without a likelihood."""
    given, harms = form.cleaned_data, {}
    for category in scales.harms.categories:
        if given.get(f"{kind}-{category.key}"):
            harms[category.key] = int(given[f"{kind}-{category.key}"])
    likelihood = given.get(f"{kind}-likelihood")
    if not likelihood:
        return None
    return JudgementInput(kind=kind, likelihood=int(likelihood), consequences=harms, reasons=reasons)


def changed(
    given: JudgementInput | None, before: RiskJudgement | None, scales: RiskScales
) -> JudgementInput | None:
    """Return what is judged, if it differs from the judgement before; None if not."""
    if given is None or before is None:
        return given
    same = (before.matrix_id, before.likelihood, before.consequences)
    return None if same == (scales.matrix.pk, given.likelihood, given.consequences) else given


def check_harms(form: forms.Form, kind: str, scales: RiskScales) -> None:
    """Add an error to the level's first kind of harm if a likelihood is chosen, and no consequence."""
    names = [f"{kind}-{category.key}" for category in scales.harms.categories]
    given, wrong = form.cleaned_data, set(names) & set(form.errors)
    if given.get(f"{kind}-likelihood") and not wrong and not any(given.get(name) for name in names):
        form.add_error(names[0], _("Choose a consequence for at least one kind of harm."))


def level_so_far(form: forms.Form, kind: str, scales: RiskScales) -> tuple[int, int] | None:
    """Return the cell that is chosen in the form, also while it is not complete; None if none is."""

    def chosen(name: str) -> int | None:
        value = form[name].value()
        return int(value) if str(value).isdecimal() else None

    likelihood = chosen(f"{kind}-likelihood")
    harms = [chosen(f"{kind}-{category.key}") for category in scales.harms.categories]
    consequence = max((value for value in harms if value is not None), default=None)
    if likelihood is None or consequence is None or (likelihood, consequence) not in scales.body.cells:
        return None
    return likelihood, consequence
