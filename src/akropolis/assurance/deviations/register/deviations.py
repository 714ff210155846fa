"""The register of deviations, declared, and the table of their grades."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.deviations.models import Deviation, DeviationGrade, DeviationState
from akropolis.assurance.deviations.selectors import deviations
from akropolis.assurance.deviations.services.deviations import VERBS
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.registers.declaration import (
    Beside,
    DueRule,
    FieldSection,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.parts import Cell

RULES = (
    SelectionRule("open", _("open, without an exception"), deviations.open_at_cutoff),
    SelectionRule("open_major", _("open major deviations"), deviations.open_major),
    SelectionRule("open_minor", _("open minor deviations"), deviations.open_minor),
    SelectionRule("major", _("major"), lambda _period: deviations.MAJOR),
    SelectionRule("minor", _("minor"), lambda _period: deviations.MINOR),
    SelectionRule("uncounted", _("need not be corrected"), lambda _period: deviations.NOT_DEVIATIONS),
    SelectionRule("late", _("late"), deviations.late),
    SelectionRule(
        "verified",
        _("effect verified in the period"),
        deviations.verified,
        (F("found_on"), F("verified_on")),
    ),
    SelectionRule("exception_ending", _("exception ends within 90 days"), deviations.exception_ending),
)
DEVIATIONS = Register(
    key="deviations",
    slug="avvikelser",
    model=Deviation,
    by_name=True,
    one=_("deviation"),
    many=_("Deviations"),
    new=_("New deviation"),
    intro=_(
        "What does not follow the rules or does not work, whoever found it, what it came of, and whether what"
        " was done about it helped."
    ),
    empty=_("No deviations here. Audits, exercises, incidents and controls raise them from their pages."),
    sections=(
        FieldSection(
            _("The deviation"),
            ("title", "what", "criterion", "grade", "found_by", "found_on", "owner_unit", "node", "control"),
        ),
        FieldSection(_("Who and when"), ("responsible", "due_on", "verifier", "state")),
        FieldSection(_("Cause and correction"), ("cause", "correction", "corrected_on")),
        FieldSection(_("The effect"), ("effect", "verified_on")),
    ),
    columns=("title", "number", "owner_unit", "grade", "responsible", "due_on"),
    beside=(Beside("standing", _("How it stands"), deviations.standing_words, sort="state"),),
    filters=(
        "owner_unit",
        "grade",
        "state",
        "found_by",
        "responsible",
        "node",
        "found_on",
        "due_on",
        "verified_on",
    ),
    sort=("due_on", "sort_key", "number", "found_on", "grade", "state"),
    internal=("source_kind", "source_id", "corrected_by", "verified_by"),
    rules=RULES,
    narrowings=(narrow_by_standing(RULES),),
    period="found_on",
    due=DueRule(
        "due_on", "responsible", deviations.OPEN & ~Q(state=DeviationState.CORRECTED), _("Put right")
    ),
    verbs=VERBS,
    over=lambda _day: Q(state=DeviationState.VERIFIED),
    steps={
        "analyse": _("State the cause"),
        "correct": _("State what was corrected"),
        "verify": _("Verify the effect"),
        "fail": _("It did not help"),
        "reopen": _("Open again"),
    },
)
GRADES = KeptTable(
    key="deviation-grades",
    slug="avvikelsegrader",
    model=DeviationGrade,
    intro=_(
        "What each grade of a finding means, and which of them must be put right. The words are practice."
    ),
    add=_("New meaning of a grade"),
    fields=("grade", "meaning", "meaning_en", "is_deviation", "is_major"),
    columns=(
        "grade",
        KeptColumn(_("What it means"), lambda row: Cell(text=row.said("meaning"))),
        "is_deviation",
        "is_major",
        SOURCE,
        MARK,
        VALID,
    ),
    content="grades.yaml",
    under=("deviations-list", _("Deviations")),
)
