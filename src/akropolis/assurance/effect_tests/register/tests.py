"""The register of effect tests and the table of their kinds, declared."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind
from akropolis.assurance.effect_tests.selectors.effects import is_latest
from akropolis.assurance.effect_tests.services.tests import VERBS
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable, narrow_by_key
from akropolis.base.kernel.registers.declaration import (
    FieldSection,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.parts import Cell
from akropolis.graph.compliance.models import Control

RULES = (
    SelectionRule("latest", _("the latest of its measure and place"), lambda _p: is_latest()),
    SelectionRule(
        "due", _("not repeated within the interval"), lambda p: is_latest() & Q(next_on__lt=p.cutoff)
    ),
    SelectionRule(
        "phishing", _("the latest phishing tests"), lambda _p: is_latest() & Q(kind__code="phishing")
    ),
)


EFFECT_TESTS = Register(
    key="effect-tests",
    slug="effektprov",
    model=EffectTest,
    by_name=True,
    one=_("effect test"),
    many=_("Effect tests"),
    new=_("New effect test"),
    intro=_(
        "Whether measures work: what was tested, how many of how many held, and when it is tested again."
    ),
    empty=_("Nothing has been tested here. Register the first test, or import a file of tests."),
    sections=(
        FieldSection(_("What"), ("control", "kind", "owner_unit", "node", "title")),
        FieldSection(_("How"), ("method", "population", "sample", "tested", "held", "tested_on", "tester")),
        FieldSection(_("Result"), ("outcome", "reasons", "next_on", "source")),
    ),
    columns=("title", "number", "control", "owner_unit", "tested_on", "outcome", "next_on"),
    filters=("owner_unit", "node", "outcome", "tested_on", "next_on", "source"),
    sort=("-tested_on", "sort_key", "number", "next_on"),
    rules=RULES,
    narrowings=(
        narrow_by_key("kind", _("kind of test"), EffectTestKind),
        narrow_by_key("control", _("security measure"), Control),
        narrow_by_standing(RULES),
    ),
    period="tested_on",
    sent=("source",),
    verbs=VERBS,
)
KINDS = KeptTable(
    key="effect-test-kinds",
    slug="slag-av-effektprov",
    model=EffectTestKind,
    intro=_(
        "How the effect of measures is tested, what is good, and how often. Thresholds and intervals are proposals,"
        " and the city's to change."
    ),
    add=_("New kind of effect test"),
    fields=(
        *("name", "name_en", "how", "how_en", "good", "good_en"),
        *("good_share", "interval_months", "counts_only"),
    ),
    columns=(
        KeptColumn(_("Kind"), lambda row: Cell(text=row.title, note=row.said("how"))),
        KeptColumn(_("What is good"), lambda row: Cell(text=row.said("good"))),
        "interval_months",
        SOURCE,
        VALID,
        MARK,
    ),
    content="effect_test_kinds.yaml",
    under=("effect-tests-list", _("Effect tests")),
)
