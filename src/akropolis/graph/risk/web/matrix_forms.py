"""The form of a risk matrix: its steps, its levels, and the grid of cells."""

from collections.abc import Iterator
from typing import Unpack

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.forms import KeptForm, KeptGiven
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.graph.risk.models import RiskMatrix
from akropolis.graph.risk.rules.matrix import (
    KINDS,
    LABEL,
    MOST,
    TEXT,
    LikelihoodStep,
    MatrixBody,
    RiskLevel,
    matrix_problems,
    write_matrix,
)
from akropolis.graph.risk.selectors.matrices import body_of, consequence_labels, matrix_in_use
from akropolis.shared.classification.rules.problems import SchemeProblem
from akropolis.shared.classification.rules.scheme import BilingualText

EMPTY = MatrixBody((), (), (), {})
COLOURS = {
    "success": gettext_lazy("green"),
    "neutral": gettext_lazy("grey"),
    "warning": gettext_lazy("yellow"),
    "danger": gettext_lazy("red"),
}
PROBLEMS = {
    "count": gettext_lazy("Give between %(fewest)s and %(most)s of them."),
    "unwritten": gettext_lazy("Write both a name and a text in Swedish."),
    "reversed": gettext_lazy("Write a higher number than in the step before."),
    "not_a_frequency": gettext_lazy("Write a number of times a year, from 0."),
    "overlap": gettext_lazy("Only the last step may be without an upper end."),
    "days": gettext_lazy("Write between 1 and %(most)s days, or nothing."),
    "longer_than_below": gettext_lazy("A higher level cannot wait longer than the one below it."),
    "milder_colour": gettext_lazy("A higher level cannot have a milder colour than the one below it."),
    "no_level": gettext_lazy("Choose a level. Or leave the whole column empty to leave it out."),
    "unknown_level": gettext_lazy("The level is not among those above."),
    "falls_by_consequence": gettext_lazy("Lower than the cell to the left, though the consequence is worse."),
    "falls_by_likelihood": gettext_lazy("Lower than for a step that is less likely."),
}
"""The sentence of each problem that the form can have (`rules.matrix.matrix_problems`)."""
PLACES = {"unwritten": "label", "days": "days", "longer_than_below": "days", "milder_colour": "kind"}


class MatrixForm(KeptForm):
    """The form of an edition. `copied` is the edition that a new one begins as; without one, the matrix in use.

    Of an edition that risks have been judged by, only name, source and days can be changed.
    """

    def __init__(
        self, data: FormData, *, access: Access, copied: RiskMatrix | None = None, **kwargs: Unpack[KeptGiven]
    ) -> None:
        super().__init__(data, access=access, **kwargs)
        row, today = kwargs["row"], timezone.localdate()
        for name in ("in_use", "body"):
            del self.fields[name]
            self.initial.pop(name, None)
        self.fields["series"] = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
        begun = row or copied or matrix_in_use(access, today)
        self.body = body_of(begun) if isinstance(begun, RiskMatrix) else EMPTY
        self.locked = isinstance(row, RiskMatrix) and row.has_judgements
        self.new = row is None
        if copied is not None:
            for name in ("series", "name", "name_en", "source", "mark"):
                self.initial[name] = getattr(copied, name)
        self.harms = consequence_labels(access)
        self.steps = [step.value for step in self.body.likelihoods]
        self.levels = [level.value for level in self.body.levels]
        if not self.locked:
            self._add_steps()
            self._add_levels()
            self._add_cells()

    def _add(self, name: str, field: forms.Field, value: object) -> None:
        self.fields[name] = unmarked(field)
        self.initial[name] = value

    def _add_texts(self, name: str, label: str, english: str, words: BilingualText, most: int) -> None:
        for suffix, said, value in (("", label, words.sv), ("_en", english, words.en)):
            self._add(f"{name}{suffix}", forms.CharField(label=said, max_length=most, required=False), value)

    def _add_steps(self) -> None:
        if len(self.steps) < MOST:
            self.steps.append(max(self.steps, default=0) + 1)
        for value in self.steps:
            step = self.body.step(value) or LikelihoodStep(value, BilingualText(), BilingualText(), 0, None)
            name = f"step{value}"
            self._add_texts(f"{name}_label", _("Name"), _("Name in English"), step.labels, LABEL)
            self._add_texts(f"{name}_text", _("How often, in words"), _("In English"), step.intervals, TEXT)
            times = forms.FloatField(label=_("At most, times a year"), required=False, localize=True)
            self._add(f"{name}_high", times, step.high)

    def _add_levels(self) -> None:
        if len(self.levels) < MOST:
            self.levels.append(max(self.levels, default=0) + 1)
        for value in self.levels:
            level = self.body.level(value) or RiskLevel(
                value, BilingualText(), BilingualText(), None, KINDS[-1]
            )
            name = f"level{value}"
            self._add_texts(f"{name}_label", _("Name"), _("Name in English"), level.labels, LABEL)
            self._add_texts(f"{name}_text", _("Reported to"), _("In English"), level.reports, TEXT)
            days = forms.IntegerField(label=_("Treated within, days"), required=False)
            self._add(f"{name}_days", days, level.treat_within)
            colour = forms.ChoiceField(label=_("Colour"), choices=list(COLOURS.items()))
            self._add(f"{name}_kind", colour, level.kind)

    def _add_cells(self) -> None:
        names = {level.value: level.label for level in self.body.levels}
        choices = [("", "–"), *((value, f"{value} {names.get(value, '')}".strip()) for value in self.levels)]
        for step, harm in ((step, harm) for step in self.steps for harm in self.harms):
            label = _("%(step)s, %(harm)s") % {"step": self._step_name(step), "harm": self.harms[harm]}
            cell = forms.TypedChoiceField(
                label=label, choices=choices, required=False, coerce=int, empty_value=None
            )
            self._add(f"cell{step}_{harm}", cell, self.body.cells.get((step, harm)))

    def _step_name(self, value: int) -> str:
        step = self.body.step(value)
        return f"{value} {step.label}" if step else _("%(value)s (new step)") % {"value": value}

    def parts(self) -> Iterator[tuple[str, list[tuple[str, list[list[forms.BoundField]]]]]]:
        """Yield the steps and the levels: the heading, and of each its title and its fields in two lines."""
        if self.locked:
            return
        english = ("label_en", "text_en")
        steps = ("label", "text", "high"), english
        yield (
            _("Likelihood"),
            [
                (self._step_name(v), [[self[f"step{v}_{name}"] for name in line] for line in steps])
                for v in self.steps
            ],
        )
        levels = ("label", "text", "days", "kind"), english
        named = {v: level.label if (level := self.body.level(v)) else _("(new level)") for v in self.levels}
        yield (
            _("Risk levels"),
            [
                (f"{v} {named[v]}", [[self[f"level{v}_{name}"] for name in line] for line in levels])
                for v in self.levels
            ],
        )

    def grid(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield each step, the most likely first, with its cells."""
        for value in () if self.locked else reversed(self.steps):
            yield self._step_name(value), [self[f"cell{value}_{harm}"] for harm in self.harms]

    def clean(self) -> dict[str, object]:
        """Combine the fields to a matrix; each problem is shown at its field."""
        written: dict[str, object] = super().clean() or self.cleaned_data
        if not self.locked and not self.errors:
            self.body = self._written()
            for problem in matrix_problems(self.body, list(self.harms)):
                self.add_error(self._field_of(problem), PROBLEMS[problem.code] % problem.params)
        return written

    def _words(self, name: str) -> BilingualText:
        return BilingualText(self.cleaned_data[name].strip(), self.cleaned_data[f"{name}_en"].strip())

    def _written(self) -> MatrixBody:
        data, steps, low = self.cleaned_data, list[LikelihoodStep](), 0.0
        for value in (v for v in self.steps if data[f"step{v}_label"] or data[f"step{v}_text"]):
            name, high = f"step{value}", data[f"step{value}_high"]
            words = self._words(f"{name}_label"), self._words(f"{name}_text")
            steps.append(LikelihoodStep(value, *words, low, high))
            low = low if high is None else high
        levels = [
            RiskLevel(
                value,
                self._words(f"level{value}_label"),
                self._words(f"level{value}_text"),
                data[f"level{value}_days"],
                data[f"level{value}_kind"],
            )
            for value in self.levels
            if data[f"level{value}_label"] or data[f"level{value}_text"]
        ]
        cells = {(s.value, harm): data[f"cell{s.value}_{harm}"] for s in steps for harm in self.harms}
        cells = {place: level for place, level in cells.items() if level is not None}
        used = tuple(harm for harm in self.harms if any(place[1] == harm for place in cells))
        return MatrixBody(tuple(steps), used, tuple(levels), cells)

    def _field_of(self, problem: SchemeProblem) -> str | None:
        part, _dot, key = problem.place.partition(".")
        if part == "cells":
            return "cell" + key.replace("-", "_")
        if part == "likelihoods" and key:
            number = problem.params.get("step", key)
            return f"step{number}_{PLACES.get(problem.code, 'high')}"
        return f"level{key}_{PLACES[problem.code]}" if key else None

    def values(self) -> dict[str, object]:
        """Return the values of the edition. A new one of a series that is in use takes over its use."""
        names = (name for name in self.names if name in self.cleaned_data)
        values: dict[str, object] = {name: self.cleaned_data[name] for name in names}
        if self.new:
            values["in_use"] = RiskMatrix.everything.filter(series=values["series"], in_use=True).exists()
        return values if self.locked else values | {"body": write_matrix(self.body)}
