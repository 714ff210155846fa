"""The register of risks, declared."""

from collections.abc import Callable
from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import (
    Beside,
    FieldSection,
    Narrowing,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.parts import Crumb
from akropolis.base.ui.words import Phrase
from akropolis.graph.risk.models import Risk, RiskThreat
from akropolis.graph.risk.register.narrowings import NARROWINGS
from akropolis.graph.risk.reports.risk_words import READS, level_kinds, level_words, standing_words
from akropolis.graph.risk.rules.matrix import MatrixBody
from akropolis.graph.risk.selectors import risks
from akropolis.graph.risk.selectors.matrices import body_of, consequence_labels, matrix_in_use
from akropolis.graph.risk.selectors.scenarios import BY_SCENARIO
from akropolis.graph.risk.services.causes import risk_url
from akropolis.shared.threats.selectors.naming import by_threat

RULES = (
    SelectionRule("open", _("not ended"), risks.open_risks),
    SelectionRule("not_judged", _("not judged"), risks.not_judged),
    SelectionRule("over_acceptance", _("neither accepted nor treated"), risks.over_acceptance),
    SelectionRule("no_owner", _("without an owner"), risks.without_owner),
    SelectionRule("late_treatment", _("not treated in time"), risks.treated_too_late),
    SelectionRule("late_actions", _("with late actions"), risks.with_late_actions),
    SelectionRule("awaiting", _("decision awaited"), risks.awaiting_decision),
    SelectionRule("accepted", _("accepted"), risks.accepted),
    SelectionRule("running_out", _("acceptance runs out within 60 days"), risks.running_out),
    SelectionRule("stale", _("acceptance to be tried again"), risks.stale),
)
"""Selections of risks. The list offers each of them as it is today, figures as it was on their cut-off."""


type StepWords = Callable[[Access, MatrixBody], list[tuple[int, str]]]


def _scale(name: str, label: Phrase, words: StepWords, *, offered: bool = False) -> Narrowing:
    """Return a filter by a value of the matrix: its words are those of the matrix in use."""

    def values(access: Access) -> list[tuple[str, str]]:
        matrix = matrix_in_use(access, timezone.localdate())
        return [(str(value), word) for value, word in words(access, body_of(matrix))] if matrix else []

    def find(access: Access, value: str) -> tuple[str, Q] | None:
        if not value.isdecimal() or len(value) > 3:
            return None
        return dict(values(access)).get(value, value), Q(**{name: int(value)})

    return Narrowing(
        name, label, find, hint="a value of the risk matrix", choices=values if offered else None
    )


RISKS = Register(
    key="risks",
    slug="risker",
    model=Risk,
    by_name=True,
    one=_("risk"),
    many=_("Risks"),
    new=_("New risk"),
    new_page="risk-new",
    intro=_(
        "What can happen to what the unit stands on, how bad it would be, and what has been decided about it."
    ),
    empty=_("No risks here. Take one from the library of scenarios, or write one of your own."),
    sections=(
        FieldSection(_("The risk"), ("title", "node", "description", "weakness", "owner_unit", "owner")),
        FieldSection(_("Treatment"), ("treatment", "treatment_plan")),
        FieldSection(_("Used in"), ("internal_control", "rsa", "cer", "secrecy", "ended_on")),
    ),
    columns=("title", "number", "node", "owner_unit", "owner"),
    beside=(
        Beside("level", _("Level"), level_words, READS, kinds=level_kinds, sort="level"),
        Beside("standing", _("How far it has come"), standing_words, READS, shown=str),
    ),
    filters=(
        "owner_unit",
        "treatment",
        "owner",
        "node",
        "internal_control",
        "rsa",
        "accepted_until",
        "treat_by",
    ),
    sort=("-level", "sort_key", "number", "accepted_until"),
    rules=RULES,
    narrowings=(
        _scale("level", _("level"), lambda _a, body: [(e.value, e.label) for e in body.levels], offered=True),
        replace(narrow_by_standing(RULES), label=_("how far it has come")),
        _scale(
            "likelihood", _("likelihood"), lambda _a, body: [(e.value, e.label) for e in body.likelihoods]
        ),
        _scale("consequence", _("consequence"), lambda access, _b: [*consequence_labels(access).items()]),
        by_threat(RiskThreat),
        BY_SCENARIO,
        *NARROWINGS,
    ),
    period="judged_on",
    over=lambda day: Q(ended_on__lte=day),
    internal=(
        *("scenario", "scenario_version", "matrix", "inherent_level", "likelihood", "consequence", "level"),
        *("target_level", "judged_on", "accepted_until", "waits_in", "treat_by"),
    ),
)


def way_to(risk: Risk) -> list[Crumb]:
    """Return the breadcrumbs to the risk."""
    return [
        Crumb(label=str(_("Risks")), url=reverse("risks-list")),
        Crumb(label=risk.title, url=risk_url(risk)),
    ]
