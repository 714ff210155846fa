"""The register of completed training and the table of courses, declared."""

from typing import Unpack

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.training.models import Course, CourseCompletion
from akropolis.assurance.training.services.completions import VERBS
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable, narrow_by_key
from akropolis.base.kernel.kept.forms import KeptForm, KeptGiven
from akropolis.base.kernel.registers.declaration import (
    FieldSection,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Cell

RULES = (
    SelectionRule("valid", _("valid"), lambda p: Q(valid_to=None) | Q(valid_to__gte=p.cutoff)),
    SelectionRule("lapsed", _("no longer valid"), lambda p: Q(valid_to__lt=p.cutoff)),
    SelectionRule("persons", _("registered by person"), lambda _p: Q(person__isnull=False)),
    SelectionRule("counts", _("registered as counts"), lambda _p: Q(person__isnull=True)),
)


class CourseForm(KeptForm):
    """The form of a course: its roles are chosen among those that the city has."""

    def __init__(self, data: FormData, *, access: Access, **given: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **given)
        plain = self.fields["roles"]
        self.fields["roles"] = forms.MultipleChoiceField(
            label=plain.label,
            choices=[(role.code, str(role)) for role in Role.objects.visible(access)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=plain.help_text,
        )


COMPLETIONS = Register(
    key="completions",
    slug="genomford-utbildning",
    model=CourseCompletion,
    one=_("completed training"),
    many=_("Completed training"),
    new=_("Register training"),
    intro=_("Who has taken which course and until when it is valid, by person or as counts."),
    empty=_(
        "No training is registered here. Register the first, or read in a file from the learning system."
    ),
    sections=(
        FieldSection(_("Course"), ("course", "owner_unit", "done_on", "valid_to", "title")),
        FieldSection(_("Who"), ("person", "taken", "invited")),
        FieldSection(_("Evidence"), ("provider", "evidence_note", "source")),
    ),
    columns=("title", "number", "person", "taken", "invited", "owner_unit", "done_on", "valid_to"),
    filters=("owner_unit", "person", "done_on", "valid_to", "source"),
    sort=("-done_on", "sort_key", "number", "valid_to"),
    rules=RULES,
    narrowings=(narrow_by_key("course", _("course"), Course), narrow_by_standing(RULES)),
    period="done_on",
    sent=("source",),
    verbs=VERBS,
)
COURSES = KeptTable(
    key="courses",
    slug="kurser",
    model=Course,
    intro=_("Courses, who must have them and how often they are taken again: the city's own list."),
    add=_("New course"),
    fields=("name", "name_en", "description", "description_en", "audience", "roles", "valid_months"),
    columns=(
        KeptColumn(_("Course"), lambda row: Cell(text=row.title, note=row.said("description"))),
        "audience",
        "valid_months",
        SOURCE,
        VALID,
        MARK,
    ),
    content="courses.yaml",
    under=("completions-list", _("Completed training")),
    form=CourseForm,
)
