"""What every figure does, whichever it is: the number is that of the rows behind its link, for whoever asks."""

from datetime import date, timedelta
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import models
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.assurance.training.models import Course, CourseCompletion
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.figures import address_of, by_unit, rows_by_figure, rows_of
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import (
    DeclaredFigure,
    FigureTally,
    FigureWords,
    all_figures,
    get,
    name,
    sum_tallies,
)
from akropolis.base.lib.periods import Period
from akropolis.graph.compliance.models import EntityProfile, MeasureBearer, Registration, RegistrationFact
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.graph.crypto.web.crypto_rules import CRYPTO_RULES
from akropolis.review.review.rules.kind import INPUTS
from akropolis.review.review_inputs.rules import tally
from akropolis.shared.threats.models import Threat
from akropolis.shared.threats.selectors.naming import NAMING, PARAMETER
from akropolis.shell.home.selectors.figures import count_figures
from tests.compliance.measures import measure
from tests.factories import campaigns, documents, registers
from tests.factories.lists import three
from tests.world import SYSTEM, WORD, World

WORLD = "filled"
FIGURES = all_figures()
COUNTED = tuple(figure for figure in FIGURES if figure.register and figure.register not in lists.entries)
LISTED = tuple(figure for figure in FIGURES if figure.register in lists.entries)
PERIODS = (Period(date(2000, 1, 1), date(2100, 1, 1), date(2100, 1, 1)), Period(*[date(2020, 1, 1)] * 3))
TODAY = date(2026, 7, 1)
PEOPLE = ("owner", "colleague", "neighbour", "ciso")
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=[figure.key for figure in FIGURES])
each_listed = pytest.mark.parametrize("figure", LISTED, ids=[figure.key for figure in LISTED])
each_counted = pytest.mark.parametrize("figure", COUNTED, ids=[figure.key for figure in COUNTED])


def words_of(figure: DeclaredFigure) -> list[FigureWords]:
    said = [figure.label, figure.meaning]
    if figure.lacking:
        said += [figure.lacking.one, figure.lacking.some]
    if figure.shown:
        said.append(figure.shown.title)
        said += [words for item in figure.shown.details for words in item[1:] if any(words)]
    return said


def values_of(figure: DeclaredFigure) -> dict[str, set[str]]:
    """What the figure's filters let through."""
    return {name: set(values.split(",")) for name, values in (figure.filters or {}).items()}


def fitting(register: Register, figure: DeclaredFigure) -> dict[str, Any]:
    """What a row holds that fits the figure's filters, and the day of one that is dated by no field of its form."""
    asked = (figure.filters or {}).items()
    derived = {figure.dated: registers.DAY} if figure.dated in register.internal else {}
    said = {name: value.split(",")[0] for name, value in asked if name in register.filters}
    return derived | {
        name: value == "yes" if isinstance(register.model_field(name), models.BooleanField) else value
        for name, value in said.items()
    }


def test_each_key_is_declared_once() -> None:
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)


@each_figure
def test_all_of_it_is_said_in_both_languages(figure: DeclaredFigure) -> None:
    said = words_of(figure)
    assert [words for words in said if not (words.sv and words.en) or words.sv == words.en] == []
    assert figure.meaning.sv.endswith(".")
    assert figure.meaning.en.endswith(".")


@each_figure
def test_it_has_its_place_and_what_it_is_a_part_of(figure: DeclaredFigure) -> None:
    assert figure.letter in ("", None, *INPUTS)
    whole = get(figure.of) if figure.of else figure
    assert (whole.register, bool(whole.total)) == (figure.register, bool(figure.total))


@pytest.mark.parametrize("figure", [each for each in FIGURES if each.of], ids=lambda figure: figure.key)
def test_a_part_asks_for_what_the_whole_asks_for(figure: DeclaredFigure) -> None:
    whole = get(figure.of)
    part, asked = values_of(figure), values_of(whole)
    assert [name for name in asked if name not in part or not part[name] <= asked[name]] == []
    assert whole.rule or figure.dated == whole.dated


@each_counted
def test_its_register_knows_each_of_its_conditions(world: World, figure: DeclaredFigure) -> None:
    register = registry.get(figure.register)
    assert figure.key.startswith(f"{register.key}.")
    listing = Listing(register, world.access("ciso"), figure.query(PERIODS[0]))
    assert (listing.total >= 0, listing.problems) == (True, [])
    asked = {name.removesuffix("_from").removesuffix("_to") for name in listing.query}
    assert asked - {"rule"} <= {*register.filters, *(each.key for each in register.narrowings)}


@each_counted
def test_its_value_is_the_number_of_rows_behind_its_link_for_whoever_asks(
    world: World, figure: DeclaredFigure
) -> None:
    register = registry.get(figure.register)
    with writing(SYSTEM) as w:
        for code in ("utb", "kul", "kulf"):
            row = registers.row(w, register, world.units[code], WORD, **fitting(register, figure))
            if threat := (figure.filters or {}).get(PARAMETER):
                link = NAMING.get(register.key)
                w.create(link, {link.read_with: row, "threat": Threat.everything.get(code=threat)})
    for who, period in product(PEOPLE, PERIODS):
        access = world.access(who)
        for code in ("stad", "utb", "kul"):
            path = world.units[code].path
            rows = sum_tallies(
                [
                    FigureTally(),
                    *(row[figure.key] for row in by_unit(access, [figure], period, path, TODAY).values()),
                ]
            ).rows
            shown = tally.rows_of(figure, period, rows, code)
            listing = Listing(register, access, dict(parse_qsl(shown.query)))
            assert (listing.rows.count(), listing.problems) == (rows, [])
            assert rows_of(access, figure, period, path).count() == rows
            kept = rows_by_figure(access, [figure], period, path)
            assert {row.pk for row in kept} == set(
                rows_of(access, figure, period, path).values_list("pk", flat=True)
            )
            if (who, code) == ("ciso", "kul") and period is PERIODS[0] and not figure.rule:
                assert rows == 2


def test_a_row_is_kept_once_with_all_the_figures_that_count_it(world: World) -> None:
    by_register: dict[str, list[DeclaredFigure]] = {}
    for figure in COUNTED:
        by_register.setdefault(figure.register, []).append(figure)
    for figures in by_register.values():
        rows = rows_by_figure(SYSTEM, figures, PERIODS[0], "")
        assert len({row.pk for row in rows}) == len(rows)
        counted = by_unit(SYSTEM, figures, PERIODS[0], "", TODAY).values()
        for figure in figures:
            said = sum(figure.key in row.keys for row in rows)
            assert (figure.key, said) == (figure.key, sum(row[figure.key].rows for row in counted))


@pytest.mark.parametrize("figure", [*COUNTED, *LISTED], ids=lambda figure: figure.key)
def test_of_what_one_may_not_read_nothing_is_counted(world: World, figure: DeclaredFigure) -> None:
    assert by_unit(world.access("outsider"), [figure], PERIODS[0], "/", TODAY) == {}


@pytest.mark.parametrize("register", sorted({figure.register for figure in COUNTED}))
def test_a_page_says_the_number_that_its_list_shows(world: World, register: str) -> None:
    keys = [figure.key for figure in COUNTED if figure.register == register]
    for who in ("owner", "ciso"):
        client = world.client(who)
        for shown in count_figures(world.access(who), PERIODS[0], *keys):
            answer = client.get(shown.url)
            assert (answer.status_code, answer.context["listing"].total) == (200, shown.count), shown.url


def test_a_figure_that_is_no_longer_declared_is_called_by_its_key() -> None:
    assert (name("incidents.gone"), name("incidents.total", "en")) == ("incidents.gone", "Incidents")


# Of lists that are worked out


@pytest.fixture(scope="module")
def scene(stage: World, django_db_blocker: Any) -> None:
    """In utb three of each, and in kul two."""
    with django_db_blocker.unblock():
        CRYPTO_RULES.load(SYSTEM)
        tables.get("clock-rules").load(SYSTEM)
        with writing(SYSTEM) as w:
            for code, word, count in (("utb", WORD, 3), ("kul", "Kultur", 2)):
                for number in range(count):
                    three(w, stage.units[code], f"{word} {number}", timedelta(days=3 - number))
            planned = CryptoAsset.everything.filter(name=f"Nyckel {WORD} 0").first()
            assert planned is not None
            w.update(planned, {"migration": "planned"})
            w.update(stage.units["hamn"], {"reviews": False})
            own = [measure(w, name, MeasureBearer.UNIT) for name in ("Ett", "Två")]
            measure(w, "Tjänstens")
            _train(w, stage.units["utb"])
            for code in ("utb", "kul"):
                campaigns.followed_up(w, stage.units[code], WORD)
        for code, count in (("utb", 3), ("kul", 2)):
            documents.three_units(stage.units[code], count)
            _register(w, stage.units["hamn"])
        assess(SYSTEM, [AssessmentInput(own[0], stage.units["utb"], "met")])


def _train(w: Writer, unit: Unit) -> None:
    """One of the three who must have a course of the management has taken it."""
    person = User.everything.filter(username__startswith=f"skolas-{unit.code}-").earliest("username")
    course = Course.everything.get(roles=[person.username])
    values = {"course": course, "person": person, "owner_unit": unit, "done_on": timezone.localdate()}
    w.create(CourseCompletion, values)


def _register(w: Writer, unit: Unit) -> None:
    """A company that was registered a year ago, and has not told of a change since."""
    day = timezone.localdate()
    decided = {"entity_class": "important", "provision": "1 kap. 4 §", "reason": WORD, "decided_on": day}
    profile = EntityProfile.everything.filter(unit=unit).first() or w.create(EntityProfile, {"unit": unit})
    w.update(profile, decided | {"decided_by": WORD})
    w.create(Registration, {"profile": profile, "sent_on": day - timedelta(days=365)})
    fact = {"profile": profile, "field": "phone", "value": WORD, "true_from": day - timedelta(days=60)}
    w.create(RegistrationFact, fact)


EXPECTED = {
    "patterns.services": (5, 2),
    "patterns.followed": (3, 2),
    "gaps.known": (3, 2),
    "gaps.known_open": (3, 2),
    "gaps.used": (0, 0),
    "gaps.unknown": (3, 2),
    "gaps.accepted": (3, 2),
    "gaps.ending": (2, 1),
    "questions.unanswered": (3, 2),
    "concentration.single": (3, 2),
    "supplier-criticality.critical": (0, 0),
    "supplier-criticality.unverified": (0, 0),
    "supplier-criticality.lapsed": (3, 2),
    "supplier-criticality.unknown": (7, 2),
    "crypto-plan.unsafe": (3, 2),
    "crypto-plan.begun": (1, 0),
    "crypto-plan.unexamined": (1, 0),
    "local-instructions.units": (3, 2),
    "local-instructions.valid": (1, 1),
    "local-instructions.late": (1, 0),
    "local-instructions.none": (1, 1),
    "unit-measures.demanded": (9, 6),
    "unit-measures.fulfilled": (1, 0),
    "unit-measures.lacking": (0, 0),
    "unit-measures.not_assessed": (8, 6),
    "unit-measures.missing": (8, 6),
    "effects.present": (1, 0),
    "effects.tested": (0, 0),
    "effects.works": (0, 0),
    "effects.partly": (0, 0),
    "effects.fails": (0, 0),
    "effects.untested": (1, 0),
    "training.management_all": (3, 2),
    "training.management_valid": (1, 0),
    "maturity.contradictions": (0, 0),
    "follow-up-answers.asked": (1, 1),
    "follow-up-answers.answered": (0, 0),
    "follow-up-answers.signed": (0, 0),
    "service-measures.services": (5, 2),
    "service-measures.demanded": (5, 2),
    "service-measures.fulfilled": (0, 0),
    "service-measures.lacking": (0, 0),
    "service-measures.not_assessed": (5, 2),
    "service-measures.missing": (5, 2),
    "processor-agreements.suppliers": (3, 2),
    "processor-agreements.without": (3, 2),
    "impact_assessments.needed": (3, 2),
    "impact_assessments.decided": (0, 0),
    "impact_assessments.without_test": (0, 0),
    "impact_assessments.consulted": (0, 0),
    "legal-entities.all": (0, 0),
    "legal-entities.unclassed": (0, 0),
    "legal-entities.registered": (0, 0),
    "legal-entities.late": (0, 0),
    "service_objects.controllers": (3, 2),
    "service_objects.attested_controllers": (0, 0),
    "service_objects.objects": (4, 2),
    "service_objects.attested_objects": (0, 0),
    "service_objects.without_routine": (4, 2),
}
"""Of each figure how many there are in utb and in kul."""
ELSEWHERE = {
    "unit-measures.demanded": 6,
    "unit-measures.not_assessed": 6,
    "unit-measures.missing": 6,
    "service_objects.controllers": 1,
    "legal-entities.all": 2,
    "legal-entities.unclassed": 1,
    "legal-entities.registered": 1,
    "legal-entities.late": 1,
}
"""And in the city's own unit and the company."""


def half_a_year() -> Period:
    """To today, so that what is accepted for less than 200 days ends within the next period."""
    today = timezone.localdate()
    return Period(today - timedelta(days=210), today, today)


def counted(world: World, who: str, figure: DeclaredFigure, code: str) -> int:
    """The figure as a pack has it."""
    path, today = world.units[code].path, timezone.localdate()
    tallies = by_unit(world.access(who), [figure], half_a_year(), path, today).values()
    return sum_tallies([FigureTally(), *(row[figure.key] for row in tallies)]).value


@each_listed
def test_a_figure_of_a_list_counts_what_its_list_shows_as_page_file_and_api(
    world: World, scene: None, figure: DeclaredFigure
) -> None:
    clients = {who: world.client(who) for who in ("ciso", "owner", "neighbour")}
    for (who, client), code in product(clients.items(), ("stad", "utb", "kul")):
        value = counted(world, who, figure, code)
        link = tally.rows_of(figure, half_a_year(), value, code)
        found = client.get(address_of(figure.register, link.query)).context["list"]
        assert (len(found.ordered), found.problems) == (value, [])
        lines = found.lines(found.told(found.ordered))
        told = [column.of(line) for line in lines for column in found.columns if column.key]
        assert told or not any(column.key for column in found.columns) or not value
        if found.api and value:
            data = load_workbook(BytesIO(client.get(found.file_url).content)).active
            assert data is not None
            assert data.max_row == 1 + value
    assert (counted(world, "ciso", figure, "utb"), counted(world, "ciso", figure, "kul")) == EXPECTED[
        figure.key
    ]


@each_listed
def test_a_neighbour_is_not_counted_in_and_the_parts_are_the_whole(
    world: World, scene: None, figure: DeclaredFigure
) -> None:
    own, others = EXPECTED[figure.key]
    assert counted(world, "owner", figure, "stad") == counted(world, "owner", figure, "utb") == own
    assert counted(world, "neighbour", figure, "stad") == counted(world, "neighbour", figure, "kul") == others
    assert counted(world, "neighbour", figure, "utb") == counted(world, "owner", figure, "kul") == 0
    assert counted(world, "ciso", figure, "stad") == own + others + ELSEWHERE.get(figure.key, 0)


@each_listed
def test_a_list_knows_each_of_its_conditions(world: World, figure: DeclaredFigure) -> None:
    query = figure.query(half_a_year())
    listed = lists.get(figure.register)
    assert {*query, figure.within} <= {*listed.names(), "rule"}
    assert listed.within == figure.within
    assert (figure.dated, figure.lacking, figure.shown) == ("", None, None)
    whole = get(figure.of) if figure.of else figure
    assert (whole.register, whole.within) == (figure.register, figure.within)


def test_läget_says_the_numbers_of_the_lists(world: World, scene: None) -> None:
    for key, (own, _others) in EXPECTED.items():
        (shown,) = count_figures(world.access("owner"), half_a_year(), key)
        assert shown.count == own, key
        assert len(world.client("owner").get(shown.url).context["list"].ordered) == own, key
