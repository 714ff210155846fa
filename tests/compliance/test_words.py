"""Measures in words: in a statement of applicability, on the city's page and beside a measure; values in, words out."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.models import Unit
from akropolis.graph.compliance.models import (
    Control,
    Framework,
    Fulfilment,
    MeasureBearer,
    Objection,
    Requirement,
)
from akropolis.graph.compliance.models.tallies import in_numbers
from akropolis.graph.compliance.register.catalogue import _demanded
from akropolis.graph.compliance.register.measure_lists import _state
from akropolis.graph.compliance.reports import applicability as words
from akropolis.graph.compliance.reports.words import action_words, area_name, why_words
from akropolis.graph.compliance.rules.demands import Because, MeasureOutcome, Status, Sum, total
from akropolis.graph.compliance.selectors.applicability import (
    ApplicabilityStatement,
    AppliedMeasure,
    DemandedMeasure,
    MeasureSource,
)
from akropolis.graph.compliance.selectors.catalogue import REST, Areas
from akropolis.graph.compliance.selectors.requirements import Demanded, UnitMeasure, by_control
from akropolis.graph.compliance.selectors.standing import MeasureActions, MeasureLine, MeasureScope
from akropolis.graph.compliance.web.overview import _mark, _ungoverned
from akropolis.graph.compliance.web.places import _action, lapsed_words, objection_state
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.classification.rules.aspects import Aspect
from akropolis.shared.evidence.models import Evidence
from tests.factories.graphs import MOMENT

DAY, NEXT, LATER = date(2026, 11, 25), date(2026, 11, 26), date(2027, 5, 1)
K, T = Aspect.CONFIDENTIALITY, Aspect.AVAILABILITY
OWN, AT, FROM = MeasureSource.UNIT, MeasureSource.SERVICE, MeasureSource.INHERITED


def held(
    source: MeasureSource = AT, place: str = "", status: Status = Status.NOT_BEGUN, **given: Any
) -> DemandedMeasure:
    usual: dict[str, Any] = {"by": "Utbildningsnämnden", "why": Because()}
    return DemandedMeasure(source, place, status=status, **usual | given)


def applied(*places: DemandedMeasure, requirements: tuple[Requirement, ...] = ()) -> AppliedMeasure:
    return AppliedMeasure(Control(name="Loggning"), requirements, places)


# Whether it applies, and why


@pytest.mark.parametrize(
    ("states", "applies"),
    [
        ((), False),
        ((Status.NOT_APPLICABLE,), False),
        ((Status.NOT_APPLICABLE, Status.NOT_BEGUN), True),
        ((Status.LAPSED,), True),
    ],
)
def test_a_measure_applies_where_some_place_does_not_find_it_needless(
    states: tuple[Status, ...], applies: bool
) -> None:
    row = applied(*(held(status=status) for status in states))
    assert (row.applies, words.applies_words(row)) == (applies, "Ja" if applies else "Nej")


@pytest.mark.parametrize(
    ("status", "objected", "fulfilled"),
    [
        (Status.MET, False, True),
        (Status.MET, True, False),
        (Status.NOT_APPLICABLE, False, True),
        (Status.PARTLY, False, False),
        (Status.LAPSED, False, False),
    ],
)
def test_what_is_objected_to_is_not_fulfilled(status: Status, objected: bool, fulfilled: bool) -> None:
    assert held(status=status, objected=objected).fulfilled is fulfilled


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (None, "krävs inte vid de här nivåerna"),
        (Because(), "grundskydd"),
        (Because(((K, 3, 2), (T, 3, 3))), "krävs från K2 T3"),
    ],
)
def test_why_a_measure_is_demanded_is_said_in_few_words(why: Because | None, said: str) -> None:
    assert why_words(why) == said


def test_a_measure_applies_from_what_any_of_the_places_reaches_in_the_order_of_the_aspects() -> None:
    one, other = Because(((T, 3, 3),)), Because(((K, 2, 2),))
    assert words.because_words(applied(held(why=one), held(why=other), held())) == "krävs från K2 T3"
    assert words.because_words(applied(held())) == "grundskydd"


def test_why_it_does_not_apply_is_said_once_in_the_words_of_who_has_said_so() -> None:
    needless = [
        held(status=Status.NOT_APPLICABLE, reasons=text) for text in ("Finns inte", "", "Finns inte", "Nej")
    ]
    assert words.because_words(applied(*needless)) == "Finns inte; Nej"
    assert words.because_words(applied()) == "krävs inte vid de nivåer som enhetens tjänster har"


def test_the_requirements_stand_by_framework_and_their_numbers_do_not_break() -> None:
    law, norm = Framework(name="Lagen"), Framework(name="ISO")
    rows = [
        Requirement(framework=of, reference=text) for of, text in ((law, "1 §"), (law, "2 §"), (norm, "A.1"))
    ]
    assert words.answers_words(applied(requirements=tuple(rows))) == ["Lagen 1\u00a0§, 2\u00a0§", "ISO A.1"]
    for row in (rows[1], rows[2]):
        row.reference = words.UNKNOWN
    assert words.answers_words(applied(requirements=tuple(rows))) == ["Lagen 1\u00a0§", "ISO"]


# How it stands


def test_what_is_done_stands_in_an_order_with_its_places_and_the_first_day_on_which_it_lapses() -> None:
    row = applied(
        held(place="Ö", status=Status.NOT_BEGUN, until=DAY),
        held(place="B", status=Status.MET, until=LATER),
        held(place="A", status=Status.MET, until=NEXT),
        held(place="C", status=Status.MET),
        held(place="D", status=Status.LAPSED),
        held(place="F", status=Status.NOT_ASSESSED),
        held(OWN, "", Status.NOT_APPLICABLE),
        held(FROM, "E", Status.PARTLY),
    )
    assert words.status_lines(row, 3) == [
        "Uppfylld: A, B, C, gäller till 2026-11-26",
        "Har löpt ut: D",
        "Inte påbörjad: Ö",
        "Inte bedömd: F",
        "Inte tillämplig",
    ]
    assert words.status_lines(row, 2)[0] == "Uppfylld: A, B och 1 till, gäller till 2026-11-26"


def test_a_reason_is_said_once_with_its_places_and_shortened_in_the_document_alone() -> None:
    long = "x" * 201
    row = applied(
        held(place="B", reasons="Saknar logg"),
        held(place="A", reasons="Saknar logg"),
        held(OWN, "", reasons=long),
        held(place="C", reasons="x" * 200),
        held(FROM, "D", reasons="Andras"),
    )
    assert words.reasons_words(row, 3) == ["A, B: Saknar logg", f"{'x' * 200} …", f"C: {'x' * 200}"]
    assert words.reasons_words(row, words.EVERY)[1] == long
    assert words.reasons_words(row, 1) == ["A och 1 till: Saknar logg", "och 2 till"]
    needless = applied(held(status=Status.NOT_APPLICABLE, reasons="Finns inte"))
    assert words.reasons_words(needless, 3) == []


def test_what_is_inherited_stands_by_operator_with_how_much_of_it_is_done() -> None:
    row = applied(
        held(FROM, "B", Status.MET, by="Kulturnämnden", until=LATER),
        held(FROM, "A", Status.MET, by="Kulturnämnden", objected=True, until=DAY),
        held(FROM, "C", Status.PARTLY, by="Kulturnämnden", objected=True),
        held(FROM, "D", Status.NOT_APPLICABLE, by="Hamnen"),
        held(AT, "E", Status.MET),
    )
    assert words.inherited_words(row, 3) == [
        "Hamnen: 0 uppfyllda, 0 brister, 0 inte bedömda (D)",
        "Kulturnämnden: 1 uppfyllda, 2 brister, 0 inte bedömda (A, B, C), gäller till 2027-05-01; 2 invändningar",
    ]


def test_what_proves_it_is_named_once_with_whether_it_has_run_out() -> None:
    ends = (("Intyg", NEXT), ("Prov", DAY), ("Rapport", date(2026, 11, 24)), ("Foto", None))
    proofs = [
        Evidence(pk=UUID(int=n), number=f"B-{n}", name=name, valid_to=end)
        for n, (name, end) in enumerate(ends)
    ]
    row = applied(held(proofs=proofs[:2]), held(proofs=proofs[1:]))
    assert words.proof_words(row, 4, DAY) == [
        "B-0 Intyg, gäller till 2026-11-26",
        "B-1 Prov, gäller till 2026-11-25",
        "B-2 Rapport, löpte ut 2026-11-24",
        "B-3 Foto",
    ]
    assert words.proof_words(row, 3, DAY)[3:] == ["och 1 till"]


def statement(
    *rows: AppliedMeasure, units: int = 1, unanswered: tuple[str, ...] = ()
) -> ApplicabilityStatement:
    names = [Unit(name=name) for name in ("Nämnden", "Förvaltningen")[:units]]
    open_ones = [Requirement(reference=reference) for reference in unanswered]
    return ApplicabilityStatement(names[0], names, None, DAY, Areas({}, {}), [(REST, rows)], open_ones)


def test_a_statement_says_what_it_comes_to_and_what_it_speaks_of() -> None:
    rows = (
        applied(held(status=Status.MET), held(FROM, "A", Status.MET, by="Kulturnämnden")),
        applied(held(status=Status.MET), held(FROM, "A", Status.PARTLY, by="Hamnen")),
        applied(held(status=Status.NOT_APPLICABLE)),
    )
    assert words.lead_of(statement(*rows, units=2, unanswered=("1 §", "2 §"))) == [
        "Tillämpliga säkerhetsåtgärder: 2 av 3. 1 av dem är helt uppfyllda.",
        "Räknat i varje enhet och it-tjänst: 2 av 3 säkerhetsåtgärder som krävs är uppfyllda, 0 är brister, "
        "0 är inte bedömda, 1 är inte tillämplig.",
        "Det omfattar: Nämnden, Förvaltningen.",
        "En del ärvs från: Hamnen, Kulturnämnden.",
        "Ingen säkerhetsåtgärd svarar mot dessa krav: 1 §, 2 §.",
    ]
    alone = statement(applied(held()), applied(held(status=Status.NOT_ASSESSED)))
    assert words.lead_of(alone) == [
        "Tillämpliga säkerhetsåtgärder: 2 av 2. 0 av dem är helt uppfyllda.",
        "Räknat i varje enhet och it-tjänst: 0 av 2 säkerhetsåtgärder som krävs är uppfyllda, 1 är brist, "
        "1 är inte bedömd.",
    ]
    assert words.subtitle_of(alone) == "Alla säkerhetsåtgärder i förteckningen"


# On pages


def test_an_area_is_called_by_its_number_and_title() -> None:
    found = Areas({4: Requirement(name="Incidenter")}, {})
    assert [area_name(found, area) for area in (4, REST)] == ["4. Incidenter", "Övriga säkerhetsåtgärder"]


@pytest.mark.parametrize(
    ("status", "due", "said"),
    [
        (ActionStatus.PLANNED, LATER, "Planerad, klar senast 2027-05-01"),
        (ActionStatus.ONGOING, LATER, "Pågår, klar senast 2027-05-01"),
        (ActionStatus.PLANNED, None, "Planerad"),
        (ActionStatus.DONE, LATER, "Klar"),
    ],
)
def test_an_action_says_its_last_day_while_it_is_open(status: str, due: date | None, said: str) -> None:
    assert action_words(Action(status=status, due_on=due)) == said


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, ("Väntar på svar", "warning")),
        ({"answered_at": MOMENT}, ("Besvarad av den som driver tjänsten", "info")),
        ({"answered_at": MOMENT, "kept_at": MOMENT}, ("Står", "danger")),
        ({"answered_at": MOMENT, "kept_at": MOMENT, "withdrawn_at": MOMENT}, ("Tillbakatagen", "neutral")),
        ({"withdrawn_at": MOMENT}, ("Tillbakatagen", "neutral")),
    ],
)
def test_an_objection_says_how_far_it_has_come(given: dict[str, Any], state: tuple[str, str]) -> None:
    assert objection_state(Objection(**given)) == state


@pytest.mark.parametrize(
    ("held_to", "valid_to", "said"),
    [
        (None, DAY, ""),
        (DAY, DAY, "Skulle bedömas på nytt senast 2026-11-25"),
        (DAY, LATER, "Visat till och med 2026-11-25: alla belägg har löpt ut eller tagits tillbaka"),
        (DAY, None, "Visat till och med 2026-11-25: alla belägg har löpt ut eller tagits tillbaka"),
    ],
)
def test_what_has_lapsed_says_what_ended(held_to: date | None, valid_to: date | None, said: str) -> None:
    line = MeasureLine(Control(), Because(), Fulfilment(valid_to=valid_to), Status.LAPSED, held_to)
    assert lapsed_words(line) == said
    assert lapsed_words(MeasureLine(Control(), Because(), None, Status.LAPSED, held_to)) == ""


def lines() -> list[MeasureLine]:
    """Demanded and met, demanded and lapsed, something said of what is not demanded, and demanded without a word."""
    return [
        MeasureLine(Control(pk=UUID(int=1), code="a"), Because(), Fulfilment(), Status.MET),
        MeasureLine(Control(pk=UUID(int=2), code="b"), Because(), Fulfilment(), Status.LAPSED),
        MeasureLine(Control(pk=UUID(int=3), code="c"), None, Fulfilment(), Status.PARTLY),
        MeasureLine(Control(pk=UUID(int=4), code="d"), Because(), None, Status.NOT_ASSESSED),
    ]


def test_a_place_says_how_far_it_has_come_in_what_is_demanded() -> None:
    every, unit = lines(), Unit(name="Nämnden")
    place = MeasureScope(unit, unit, every, writes=True)
    assert place.sum.demanded == 3
    assert [(line.lacking, line.left) for line in every] == [
        (False, False),
        (False, True),
        (False, False),
        (False, True),
    ]
    assert in_numbers(place.sum) == (
        "1 av 3 säkerhetsåtgärder som krävs är uppfyllda, 0 är brister, 2 är inte bedömda."
    )
    begun = [MeasureLine(Control(), Because(), Fulfilment(), Status.NOT_BEGUN)]
    assert begun[0].lacking
    assert in_numbers(MeasureScope(unit, unit, begun, writes=True).sum) == (
        "0 av 1 säkerhetsåtgärd som krävs är uppfylld, 1 är brist, 0 är inte bedömda."
    )
    assert in_numbers(Sum(19_804, 3_501, 1_800, 503)) == (
        "3\u00a0501 av 19\u00a0804 säkerhetsåtgärder som krävs är uppfyllda, 1\u00a0800 är brister, "
        "14\u00a0000 är inte bedömda, 503 är inte tillämpliga."
    )
    assert place.where == {"unit": unit}


@pytest.mark.parametrize(
    ("may", "taken", "free"),
    [
        (True, (), [False, True, False, True]),
        (False, (), [False] * 4),
        (True, (UUID(int=2),), [False, False, False, True]),
    ],
)
def test_an_action_is_raised_for_what_is_missing_where_none_is_open(
    may: bool, taken: tuple[UUID, ...], free: list[bool]
) -> None:
    work = MeasureActions({}, taken, may)
    assert [work.free(line) for line in lines()] == free


def test_the_latest_action_is_shown_or_else_that_one_is_there() -> None:
    rows = [Action(pk=UUID(int=n), number=f"Å-{n}", status="done") for n in (8, 9)]
    work = MeasureActions({UUID(int=1): rows}, {UUID(int=1), UUID(int=2)}, may=True)
    assert [_action(line, work).text for line in lines()] == ["Å-8", "Pågår", "–", "–"]


# Counted


ONE = Sum(demanded=5, fulfilled=1, lacking=2, not_applicable=1)


def test_what_is_counted_is_added_up() -> None:
    assert total([]) == Sum()
    assert total([ONE, Sum(1, 1)]) == Sum(6, 2, 2, 1)
    assert (ONE.not_assessed, ONE.left, [ONE.of(each) for each in MeasureOutcome]) == (1, 3, [1, 2, 1, 1])
    rows = [UnitMeasure(UUID(int=unit), UUID(int=measure), ONE) for unit, measure in ((1, 7), (2, 7), (1, 8))]
    assert by_control(rows) == {UUID(int=7): total([ONE, ONE]), UUID(int=8): ONE}


@pytest.mark.parametrize(
    ("count", "weight", "text", "state", "hollow"),
    [
        (Sum(4, 4), 0, "0", "lacking", False),
        (Sum(100, 99, 1), 1, "1", "lacking", False),
        (Sum(4, 1, 2), 2, "2", "lacking", True),
        (Sum(4, 1, 3), 3, "3", "lacking", False),
        (Sum(4, 0, 4), 4, "4", "lacking", False),
        (Sum(4, 1), 0, "0", "lacking", True),
        (Sum(4), 0, "?", "not_assessed", True),
    ],
)
def test_the_more_is_lacking_the_fuller_the_mark_and_what_nobody_knows_is_hollow(
    count: Sum, weight: int, text: str, state: str, hollow: bool
) -> None:
    shown = str(_mark(count, "Loggning", {"area": 2}).text)
    assert (
        f'data-weight="{weight}"' in shown,
        f">{text}</a>" in shown,
        f"Loggning: {in_numbers(count)}" in shown,
        f"?area=2&amp;state={state}" in shown,
        "data-hollow" in shown,
    ) == (True, True, True, True, hollow)


def test_where_nothing_is_demanded_no_mark_stands() -> None:
    assert _mark(Sum(), "Loggning", {}).text == "–"


def test_one_goes_to_what_no_document_answers_and_back() -> None:
    chosen = Framework(code="lagen")
    assert _ungoverned(chosen, asked=False)[1].endswith("?regelverk=lagen&utan-styrdokument=1")
    assert _ungoverned(chosen, asked=True)[1].endswith("?regelverk=lagen")


@pytest.mark.parametrize(("level", "said"), [(None, "Grundskydd"), (2, "K2")])
def test_the_catalogue_says_from_which_level_a_measure_is_demanded_and_where(
    level: int | None, said: str
) -> None:
    cell: Any = _demanded(Control(confidentiality=level, bearer=MeasureBearer.SUPPLIER))
    assert (said in str(cell.text), cell.note) == (True, MeasureBearer.SUPPLIER.label)


def test_a_row_of_a_list_says_what_it_counts_as() -> None:
    unit, said = Unit(code="utb"), Fulfilment(reasons="Saknar logg", assessed_on=DAY)
    one = Demanded(unit, unit, Control(code="logg"), Status.PARTLY, said=said)
    other = Demanded(unit, unit, Control(code="logg"), Status.NOT_ASSESSED)
    assert [each.outcome for each in (one, other)] == [MeasureOutcome.LACKING, MeasureOutcome.NOT_ASSESSED]
    assert one.url == reverse("compliance-unit-control", args=["utb", "logg"])
    cells = [_state(None, each) for each in (one, other)]
    assert [(cell.text, cell.kind, cell.note) for cell in cells] == [
        ("Delvis uppfylld", "warning", "Saknar logg"),
        ("Inte bedömd", "neutral", ""),
    ]
