"""A unit answers by area, registers are held beside, and nobody learns what another unit has answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.maturity.models import MaturityAnswer, MaturityAssessment, MaturityStatement
from akropolis.assurance.maturity.register.levels import MaturityLevels, state_of
from akropolis.assurance.maturity.rules.levels import MaturityLevel, Shown
from akropolis.assurance.maturity.selectors.levels import AreaMaturity, latest_assessments, maturity_of
from akropolis.assurance.maturity.services.answers import AnswerGiven, save_answers
from akropolis.assurance.maturity.web.asking import candidates, check_done, known_answers
from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.figures import find
from akropolis.shared.actions.models import Action
from akropolis.shared.campaigns.models import Ask, Campaign
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
NOW = timezone.localdate()


@pytest.fixture
def statements(world: World) -> dict[str, MaturityStatement]:
    """The statements that come with the system, by key."""
    for key in ("indicator-table", "maturity-areas", "maturity-statements", "national-figures"):
        tables.get(key).load(SYSTEM)
    return {row.code: row for row in MaturityStatement.everything.select_related("area")}


@pytest.fixture
def own(world: World, statements: dict[str, MaturityStatement]) -> MaturityAssessment:
    """The assessment of `utb` for the year, with no answers."""
    return create(SYSTEM, MaturityAssessment, {"owner_unit": world.units["utb"], "year": NOW.year})


def area_of(world: World, who: str, unit: str, area: str) -> AreaMaturity:
    """The unit's row of the area, as the person sees it."""
    access = world.access(who, NOW)
    rows = maturity_of(access, NOW, latest_assessments(access, NOW))
    return next(row for row in rows if (row.unit.code, row.area.code) == (unit, area))


def say(world: World, row: MaturityAssessment, found: dict[str, MaturityStatement], **answers: str) -> None:
    """Answer statements as the owner, by the key's part after the area, with the word as reason."""
    given = {found[key.replace("_", "-")]: AnswerGiven(value, WORD) for key, value in answers.items()}
    save_answers(world.access("owner", NOW), row, given)


def test_levels_follow_from_the_answers_and_unanswered_stays_open(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    assert area_of(world, "owner", "utb", "incidents").level is None
    say(world, own, statements, incidents_1_report="yes", incidents_2_handled="yes", risks_1_written="no")
    levels = [area_of(world, "owner", "utb", area).level for area in ("incidents", "risks", "measures")]
    assert levels == [MaturityLevel(2, open=True), MaturityLevel(0, open=False), MaturityLevel(0, open=True)]
    say(world, own, statements, incidents_3_in_time="partly")
    assert area_of(world, "owner", "utb", "incidents").level == MaturityLevel(2, open=False)


def test_a_yes_that_the_registers_refuse_is_shown_and_never_overwritten(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    with writing(SYSTEM) as w:
        late = {"owner_unit": world.units["utb"], "due_on": NOW - timedelta(days=9)}
        rows = [w.create(Action, {"title": f"{WORD} {n}", **late}) for n in range(3)]
    say(
        world,
        own,
        statements,
        improvement_1_actions="yes",
        improvement_2_half="yes",
        improvement_3_most="partly",
    )
    area = area_of(world, "owner", "utb", "improvement")
    by_code = {each.statement.code: each for each in area.statements}
    half = by_code["improvement-2-half"]
    assert half.shown is not None
    assert (half.shown.holds, half.contradicted, state_of(area)) == (False, True, "contradicted")
    assert half.shown.whole is not None
    assert half.shown.whole >= len(rows)
    assert (area.level, area.supported, area.contradictions) == (MaturityLevel(2, open=False), 1, 1)
    assert by_code["improvement-3-most"].contradicted is False
    listed = world.client("owner").get(reverse("maturity-levels") + "?state=contradicted")
    found = [(row.unit.code, row.area.code) for row in listed.context["list"].ordered]
    assert found == [("utb", "improvement")]
    page = world.client("owner").get(reverse("maturity-detail", args=[own.pk])).text
    assert ("Registren säger emot" in page, "Registren visar" in page) == (True, True)


def test_registers_that_one_may_not_read_show_nothing(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    whole = world.access("ciso", NOW)
    access = type(whole)(whole.actor, {k: v for k, v in whole.grants.items() if not k.startswith("actions:")})
    for reader, expected in ((whole, Shown), (access, type(None))):
        rows = maturity_of(reader, NOW, {world.units["utb"]: own})
        shown = {s.statement.code: s.shown for row in rows for s in row.statements}
        assert isinstance(shown["improvement-1-actions"], expected)
        assert isinstance(shown["information-1-listed"], Shown)


def test_a_neighbour_sees_nothing_of_another_units_answers(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    say(world, own, statements, incidents_1_report="no")
    for who, expected in (
        ("owner", True),
        ("ciso", True),
        ("auditor", True),
        ("neighbour", False),
        ("admin", False),
    ):
        access = world.access(who, NOW)
        assert MaturityAnswer.objects.visible(access).filter(assessment=own).exists() is expected, who
        assert any(unit.code == "utb" for unit in latest_assessments(access, NOW)) is expected, who
    for who in ("neighbour", "admin", "colleague", "outsider"):
        client = world.client(who)
        for address in (
            reverse("maturity-detail", args=[own.pk]),
            reverse("maturity-answers", args=[own.pk]),
        ):
            assert client.get(address).status_code == 404, (who, address)
        assert WORD not in client.get(f"{reverse('maturity-levels')}?unit=utb").text
    assert world.client("auditor").get(reverse("maturity-answers", args=[own.pk])).status_code == 404


def test_the_citys_level_is_for_those_who_may_read_every_unit(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    say(world, own, statements, incidents_1_report="yes")
    shown = {
        who: world.client(who).get(reverse("maturity-levels")).context["city"]
        for who in ("ciso", "neighbour")
    }
    assert shown["neighbour"] is None
    incidents = next(row for row in shown["ciso"].rows if row.cells[0] == "Incidenter")
    assert incidents.cells[1:] == ["Inte nått nivå 1", "1 av 4 enheter"]


def test_the_page_stores_what_is_answered_and_keeps_what_another_saved(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    client, address = world.client("owner"), reverse("maturity-answers", args=[own.pk])
    page = client.get(address)
    name = statements["incidents-1-report"].pk
    sent = {field.html_name: field.value() or "" for field in page.context["form"]}
    sent |= {f"answer-{name}": "partly", f"reason-{name}": f"{WORD}: i två av tre delar"}
    assert client.post(address, sent).status_code == 302
    stored = MaturityAnswer.everything.get(assessment=own)
    assert (stored.statement_id, stored.answer, stored.reason) == (
        name,
        "partly",
        f"{WORD}: i två av tre delar",
    )
    own.refresh_from_db()
    assert own.assessed_on == NOW
    other = statements["risks-1-written"].pk
    late = client.post(address, sent | {f"answer-{other}": "yes"})
    assert (late.status_code, MaturityAnswer.everything.filter(assessment=own).count()) == (409, 1)
    wrong = client.post(address, sent | {"version": own.version, f"answer-{name}": "kanske"})
    assert (wrong.status_code, MaturityAnswer.everything.get(assessment=own).answer) == (422, "partly")
    empty = sent | {"version": own.version, f"answer-{name}": "", f"reason-{name}": ""}
    assert client.post(address, empty).status_code == 302
    assert not MaturityAnswer.everything.filter(assessment=own).exists()


def test_two_at_once_an_archived_one_and_a_stranger_change_nothing(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    given = {statements["risks-1-written"]: AnswerGiven("yes", "")}
    save_answers(world.access("ciso", NOW), own, given, version=own.version)
    no = {statements["risks-1-written"]: AnswerGiven("no", "")}
    with pytest.raises(Stale):
        save_answers(world.access("owner", NOW), own, no, version=1)
    with pytest.raises(Hidden):
        save_answers(world.access("neighbour", NOW), own, no)
    with writing(SYSTEM) as w:
        w.archive(MaturityAssessment.everything.get(pk=own.pk))
    with pytest.raises(Refused):
        save_answers(world.access("owner", NOW), own, no)
    assert [row.answer for row in MaturityAnswer.everything.filter(assessment=own)] == ["yes"]


def test_an_old_assessment_no_longer_counts(world: World, own: MaturityAssessment) -> None:
    unit = world.units["utb"]
    access = world.access("owner", NOW)
    for year, counts in ((NOW.year - 2, False), (NOW.year - 1, True)):
        update(SYSTEM, own, {"year": year, "assessed_on": NOW.replace(year=year, day=1)})
        assert (latest_assessments(access, NOW)[unit] is not None) is counts


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"figure": "risks.total"}, "at_least"),
        ({"whole": "risks.total", "at_least": 3}, "at_least"),
        ({"figure": "risks.total", "whole": "risks.total", "at_least": 101}, "at_least"),
        ({"figure": "risks.unknown", "at_least": 3}, "figure"),
        ({"level": 5}, "level"),
        ({"level": 0}, "level"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_at_its_place(
    world: World, statements: dict[str, MaturityStatement], change: dict[str, Any], field: str
) -> None:
    row = statements["incidents-1-report"]
    with pytest.raises(Invalid) as refused:
        update(SYSTEM, row, change)
    assert list(refused.value.errors) == [field]
    row.refresh_from_db()
    assert (row.figure, row.level) == ("", 1)


def test_every_figure_of_the_content_exists_and_every_area_has_four_levels(
    statements: dict[str, MaturityStatement],
) -> None:
    named = [key for row in statements.values() for key in (row.figure, row.whole) if key]
    assert [key for key in named if find(key) is None] == []
    levels: dict[str, set[int]] = {}
    for row in statements.values():
        levels.setdefault(row.area.code, set()).add(row.level)
    assert list(levels.values()) == [{1, 2, 3, 4}] * 8
    assert {(row.mark, row.source.split(";")[0]) for row in statements.values()} == {
        ("O", "Egen formulering")
    }


def test_a_campaign_is_answered_when_every_statement_is_and_holds_no_answers(
    world: World, own: MaturityAssessment, statements: dict[str, MaturityStatement]
) -> None:
    access, unit = world.access("owner", NOW), world.units["utb"]
    asking = {
        "title": "Mognad",
        "kind": "maturity",
        "text": "x",
        "last_on": NOW,
        "owner_unit": world.units["stad"],
    }
    campaign = create(SYSTEM, Campaign, asking)
    of = {"campaign": campaign, "kind": "unit", "object_id": unit.pk, "unit": unit, "name": unit.name}
    ask = create(SYSTEM, Ask, of)
    assert known_answers(access, NOW, [ask])[ask.pk].url == reverse("maturity-answers", args=[own.pk])
    assert [each.wanted for each in candidates(access, NOW)] == [True]
    given = {each: AnswerGiven("yes", "") for each in statements.values()}
    last = statements["incidents-4-causes"]
    save_answers(access, own, {each: answer for each, answer in given.items() if each != last})
    with pytest.raises(Invalid) as refused:
        check_done(access, ask, {"done": "done"})
    assert list(refused.value.errors) == ["done"]
    save_answers(access, own, {last: AnswerGiven("", "Utreds av förvaltningen.")})
    check_done(access, ask, {"done": "done"})
    assert [each.wanted for each in candidates(access, NOW)] == [False]
    assert list(candidates(world.access("admin", NOW), NOW)) == []


def test_rows_of_the_list_are_counted_once_for_many_units(world: World, statements: dict[str, Any]) -> None:
    listed = MaturityLevels(world.access("ciso", NOW), {}, NOW)
    assert len(listed.ordered) == 4 * 8
    assert {state_of(row) for row in listed.ordered} == {"not_assessed"}
