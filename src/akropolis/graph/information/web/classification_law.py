"""Forms for the other grounds of a level besides harm: provisions, raises, and the user's own choice."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.graph.information.web.classification_forms import DraftPartForm
from akropolis.shared.classification.models import LegalBasis
from akropolis.shared.classification.rules.answers import RaiseKind
from akropolis.shared.classification.rules.aspects import ORDER, in_letters
from akropolis.shared.classification.rules.assessment import RAISES, TEXT, AspectOutcome
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors.sentences import RAISES as RAISE_WORDS

FEW_ROWS = 2
"""Minimum number of rows in the form for raises, empty ones included."""


class LawForm(DraftPartForm):
    """Form for which provisions apply, and for raises: why and to which level an aspect is raised."""

    legal = forms.MultipleChoiceField(
        label=gettext_lazy("Which provisions apply to the information?"),
        help_text=gettext_lazy("Each proposes levels. Leave all empty if none applies or you do not know."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: FormData,
        *,
        body: SchemeBody,
        provisions: Sequence[LegalBasis],
        stored: Plain,
        seen: str,
    ) -> None:
        super().__init__(data, initial={"seen": seen, "legal": stored.get("legal", [])})
        self.body = body
        self.fields["legal"].choices = _grouped(provisions, stored.get("legal", []))  # type: ignore[attr-defined]
        unmarked(self.fields["legal"])
        raises = list(stored.get("raises", []))
        sent = number_in(str(data.get("rows", "")), INTEGER, 0) if data else 0
        self.count = min(RAISES, max(len(raises) + 1, FEW_ROWS, sent))
        for number in range(self.count):
            self._add(number, raises[number] if number < len(raises) else {})

    def _add(self, number: int, row: Mapping[str, object]) -> None:
        kinds = [(kind.value, RAISE_WORDS[kind].capitalize()) for kind in RaiseKind]
        aspects = [(aspect.key.value, aspect.name) for aspect in self.body.active]
        level = row.get("level")
        levels = [(str(each.value), f"{each.value} {each.label}") for each in self.body.levels[1:]]
        shown = "" if level is None else str(level)
        for name, label, choices, initial in (
            ("kind", _("Why"), kinds, row.get("kind", "")),
            ("aspect", _("Aspect"), aspects, row.get("aspect", "")),
            ("level", _("To level"), levels, shown),
        ):
            self.fields[f"{name}-{number}"] = unmarked(
                forms.ChoiceField(label=label, choices=[("", "–"), *choices], initial=initial, required=False)
            )
        self.fields[f"reason-{number}"] = unmarked(
            forms.CharField(label=_("Reason"), max_length=TEXT, required=False, initial=row.get("reason", ""))
        )

    @property
    def rows(self) -> Iterator[list[object]]:
        """Yield the fields of each raise as a list."""
        for number in range(self.count):
            yield [self[f"{name}-{number}"] for name in ("kind", "aspect", "level", "reason")]

    def clean(self) -> dict[str, object]:
        """Check that a raise has a kind and an aspect; its level and reason may wait until the decision."""
        data = super().clean() or self.cleaned_data
        for number, row in self._written():
            for name, sentence in (
                ("kind", _("Choose why the level is raised.")),
                ("aspect", _("Choose which aspect it concerns.")),
            ):
                if not row[name]:
                    self.add_error(f"{name}-{number}", sentence)
        return data

    def _written(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number in range(self.count):
            row = {
                name: str(self.cleaned_data.get(f"{name}-{number}") or "").strip()
                for name in ("kind", "aspect", "level", "reason")
            }
            if any(row.values()):
                yield number, row

    def value(self) -> dict[str, object]:
        raises = [
            {**row, "level": int(row["level"]) if row["level"] else None} for _number, row in self._written()
        ]
        return {"legal": list(self.cleaned_data["legal"]), "raises": raises}


def _grouped(provisions: Iterable[LegalBasis], chosen: Iterable[str]) -> list[object]:
    """Return the provisions as choices grouped by law; chosen ones that are no longer in force come last."""
    groups: dict[str, list[tuple[str, object]]] = {}
    known = set()
    for row in provisions:
        known.add(row.code)
        groups.setdefault(_law(row.provision), []).append((row.code, _provision(row)))
    gone = [(code, code) for code in chosen if code not in known]
    ended = [(_("No longer in force"), gone)] if gone else []
    return [*groups.items(), *ended]


def _law(provision: str) -> str:
    """Return the law's name: the text before the first chapter, paragraph or article, without a bracketed number."""
    plain = re.sub(r"\s*\((?:\d{4}:\d+|EU)\)(?:\s*\d+/\d+)?", "", provision)
    return re.split(r"\s*(?:\d|;|\bart)", plain, maxsplit=1)[0].strip(" ,(") or provision


def _provision(row: LegalBasis) -> object:
    levels = in_letters({aspect: row.levels.get(aspect) for aspect in ORDER})
    proposes = _("proposes %(levels)s") % {"levels": levels} if levels else ""
    about = ". ".join(part.rstrip(".") for part in (row.said("note"), proposes) if part)
    sure = format_html(' <span class="ak-quiet ak-small">{}.</span>', row.get_mark_display().capitalize())
    name = format_html("<strong>{}</strong> ({})", row.title, row.provision)
    return format_html("{} <span>{}</span>{}", name, about, sure)


class ChosenLevelsForm(DraftPartForm):
    """Form to set another level than the proposed one, with a reason."""

    def __init__(
        self,
        data: FormData,
        *,
        body: SchemeBody,
        outcomes: Sequence[AspectOutcome],
        stored: Plain,
        seen: str,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.outcomes = outcomes
        for outcome in outcomes:
            row = stored.get(outcome.aspect, {})
            chosen = row.get("level")
            proposed = body.level(outcome.proposed)
            as_is = (
                _("As proposed: %(level)s") % {"level": f"{proposed.value} {proposed.label}"}
                if proposed
                else _("Nothing is proposed yet")
            )
            others = [(str(e.value), f"{e.value} {e.label}") for e in body.levels if e != proposed]
            self.fields[f"level-{outcome.aspect}"] = unmarked(
                forms.ChoiceField(
                    label=_("Level"),
                    choices=[("", as_is), *others],
                    initial="" if chosen in (None, outcome.proposed) else str(chosen),
                    required=False,
                )
            )
            self.fields[f"reason-{outcome.aspect}"] = unmarked(
                prose_field(
                    _("Why another level than the proposed one?"),
                    TEXT,
                    rows=2,
                    required=False,
                    initial=row.get("reason", ""),
                )
            )

    @property
    def rows(self) -> Iterator[tuple[AspectOutcome, object, object]]:
        """Yield the outcome, the level field and the reason field of each aspect."""
        for outcome in self.outcomes:
            yield outcome, self[f"level-{outcome.aspect}"], self[f"reason-{outcome.aspect}"]

    def value(self) -> dict[str, dict[str, object]]:
        found = {}
        for outcome in self.outcomes:
            level = self.cleaned_data[f"level-{outcome.aspect}"]
            reason = self.cleaned_data[f"reason-{outcome.aspect}"].replace("\r\n", "\n").strip()
            if level:
                found[outcome.aspect] = {"level": int(level), "reason": reason}
        return found
