"""The forms for editing, publishing and discarding schemes."""

from collections.abc import Iterator
from typing import Unpack

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.words import Phrase
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.aspects import Aspect
from akropolis.shared.classification.rules.edits import (
    with_aspects,
    with_categories,
    with_criteria,
    with_levels,
)
from akropolis.shared.classification.rules.scheme import (
    LABEL,
    MOST,
    TEXT,
    BilingualText,
    Category,
    SchemeBody,
)

EMPTY_ROWS = 2
"""Number of empty rows shown for adding kinds of harm."""


def label_field(label: str) -> forms.CharField:
    """Make a field for a short text."""
    field = forms.CharField(label=label, max_length=LABEL, required=False)
    return unmarked(field)


def text_field(label: Phrase) -> forms.CharField:
    """Make a field for a sentence or two."""
    widget = forms.Textarea(attrs={"rows": 2})
    field = forms.CharField(label=label, max_length=TEXT, required=False, widget=widget)
    return unmarked(field)


type Group = tuple[str, list[forms.BoundField]]
"""A heading and the fields under it."""


class SchemePartForm(VersionedForm):
    """A part of a scheme. `applied` returns the whole scheme with the submitted changes."""

    def __init__(self, body: SchemeBody, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.body = body
        self._groups: list[tuple[str, list[str]]] = []
        self.build()

    def build(self) -> None:
        """Add the fields of this part by calling `group`."""
        raise NotImplementedError

    def applied(self) -> SchemeBody:
        """Return the whole scheme with the submitted changes."""
        raise NotImplementedError

    def group(self, title: str, **fields: tuple[forms.Field, object]) -> None:
        """Add fields under a heading. Each keyword argument is a field and its initial value."""
        for name, (field, value) in fields.items():
            self.fields[name] = field
            self.initial.setdefault(name, value)
        self._groups.append((title, list(fields)))

    def groups(self) -> Iterator[Group]:
        """Yield each heading with its bound fields."""
        for title, names in self._groups:
            yield title, [self[name] for name in names]

    def words(self, name: str) -> BilingualText:
        """Return the submitted text of the field `name` and of its English twin, `name` with the suffix `_en`."""
        return BilingualText(
            self.cleaned_data.get(name, "").strip(), self.cleaned_data.get(f"{name}_en", "").strip()
        )


class AspectsForm(SchemePartForm):
    """Form for the aspects: which are asked about, their names and questions."""

    def build(self) -> None:
        for aspect in self.body.aspects:
            key = aspect.key.value
            active = forms.BooleanField(label=_("Is asked about"), required=False)
            self.group(
                f"{aspect.name} ({aspect.letter})",
                **{
                    f"{key}_active": (active, aspect.active),
                    f"{key}_name": (label_field(_("Name")), aspect.names.sv),
                    f"{key}_name_en": (label_field(_("Name in English")), aspect.names.en),
                    f"{key}_question": (text_field(_("Question")), aspect.questions.sv),
                    f"{key}_question_en": (text_field(_("Question in English")), aspect.questions.en),
                },
            )

    def applied(self) -> SchemeBody:
        written: dict[Aspect, tuple[bool, BilingualText, BilingualText]] = {}
        for aspect in self.body.aspects:
            key = aspect.key.value
            active = bool(self.cleaned_data.get(f"{key}_active"))
            written[aspect.key] = active, self.words(f"{key}_name"), self.words(f"{key}_question")
        return with_aspects(self.body, written)


class LevelNamesForm(SchemePartForm):
    """The names of the levels; an empty row at the end allows one more."""

    def build(self) -> None:
        self.count = min(len(self.body.levels) + 1, MOST)
        for value in range(self.count):
            level = self.body.level(value)
            words = level.labels if level else BilingualText()
            title = _("Level %(level)s") % {"level": value} if level else _("One more level")
            self.group(
                title,
                **{
                    f"level{value}": (label_field(_("Name")), words.sv),
                    f"level{value}_en": (label_field(_("Name in English")), words.en),
                },
            )
        top = forms.BooleanField(
            label=_("The highest level lies outside the catalogue"),
            required=False,
            help_text=_(
                "Whoever comes to it stops: nothing is kept here, and the head of protective security takes over."
            ),
        )
        self.group(_("The top"), beyond=(top, self.body.beyond is not None))

    def applied(self) -> SchemeBody:
        labels = [self.words(f"level{value}") for value in range(self.count)]
        return with_levels(self.body, labels, beyond=bool(self.cleaned_data.get("beyond")))


class HarmsForm(SchemePartForm):
    """Form for the names of the kinds of harm; empty rows at the end allow more."""

    def build(self) -> None:
        self.keys = [*(category.key for category in self.body.categories), *[""] * EMPTY_ROWS]
        for place, key in enumerate(self.keys):
            category = self.body.category(key) if key else None
            words = category.names if category else BilingualText()
            self.group(
                category.name if category and category.name else _("One more kind of harm"),
                **{
                    f"harm{place}": (label_field(_("Name")), words.sv),
                    f"harm{place}_en": (label_field(_("Name in English")), words.en),
                },
            )

    def applied(self) -> SchemeBody:
        written = [(key, self.words(f"harm{place}")) for place, key in enumerate(self.keys)]
        return with_categories(self.body, written)


class CriteriaForm(SchemePartForm):
    """Form for what each level means for one kind of harm."""

    def __init__(
        self, body: SchemeBody, category: Category, data: FormData = None, **kwargs: Unpack[FormGiven]
    ) -> None:
        self.category = category
        super().__init__(body, data, **kwargs)

    def build(self) -> None:
        for level in self.body.ordinary:
            words = self.body.criteria.get((self.category.key, level.value), BilingualText())
            self.group(
                f"{level.value} {level.label}",
                **{
                    f"text{level.value}": (text_field(_("What it means")), words.sv),
                    f"text{level.value}_en": (text_field(_("What it means, in English")), words.en),
                },
            )

    def applied(self) -> SchemeBody:
        written = {level.value: self.words(f"text{level.value}") for level in self.body.ordinary}
        return with_criteria(self.body, self.category.key, written)


class NameForm(VersionedForm, model=Scheme):
    """Form for an edition's name, source and first day."""

    name = FromModel()
    name_en = FromModel()
    source = FromModel(gettext_lazy("The decision or the method that it rests on."))
    valid_from = FromModel()


class PublishForm(VersionedForm):
    """Form that confirms publishing."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read through the edition and know that it cannot be changed afterwards")
    )


class DiscardForm(VersionedForm):
    """Form that confirms discarding a draft."""
