"""A year of measurements: counted on their day, trend and target in words, corrected, out as CSV, unseen next door."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.shared.actions.models import Action
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, IndicatorTarget
from akropolis.shared.indicators.register.tables import INDICATORS
from akropolis.shared.indicators.reports.indicator_words import trend_words, value_words
from akropolis.shared.indicators.rules.periods import last_period
from akropolis.shared.indicators.selectors.measurements import statuses
from akropolis.shared.indicators.services.measuring import measure, measure_ended, record_measurement
from tests.world import SYSTEM, World

START = {"valid_from": date(2019, 1, 1), "source": "Prov"}
OVERVIEW = reverse("indicators")
SAID = "Två prov; ett föll"


def indicator(**given: Any) -> Indicator:
    """An indicator that is measured by hand, unless something else is given."""
    usual = {
        "name": "Återläsning",
        "question": "Går det?",
        "polarity": "up",
        "kind": "share",
        "used_in": ["LG"],
    }
    return create(SYSTEM, Indicator, {**usual, **START, **given})


def counted(**given: Any) -> Indicator:
    """The share of actions done in time, each quarter."""
    figures = {"figure": "actions.on_time", "of_figure": "actions.due", "frequency": "quarter"}
    return indicator(name="Klara i tid", **{**figures, **given})


def measured(
    world: World, of: Indicator, year: int, part: int, unit: str = "utb", whole: int = 20
) -> IndicatorMeasurement:
    """A measurement by hand of a year."""
    values = {"first_on": date(year, 1, 1), "numerator": part, "denominator": whole}
    return record_measurement(SYSTEM, of, world.units[unit], values)


def test_a_year_of_measurements_gives_a_trend_a_missed_target_and_a_file(world: World) -> None:
    year = timezone.localdate().year
    of = indicator()
    create(SYSTEM, IndicatorTarget, {"indicator": of, "year": year - 1, "target": 90, "warning": 80, **START})
    client = world.client("owner")
    address = reverse("indicator-measure", args=[of.pk, "utb"])
    for back, part in ((2, 10), (1, 12)):
        sent = {
            "first_on": f"{year - back}-01-01",
            "numerator": part,
            "denominator": 20,
            "comment": "Två prov; ett föll",
        }
        answer = client.post(address, sent)
        assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(OVERVIEW).text
    for words in ("60\N{NO-BREAK SPACE}% (12 av 20)", "Målet är inte nått", "förbättras", str(year - 1)):
        assert words in page
    own = client.get(f"{reverse('indicator', args=[of.pk])}?unit=utb").text
    assert all(words in own for words in ("<svg", "12 av 20", "10 av 20"))
    lines = client.get(f"{reverse('indicators-csv')}?unit=utb").content.decode("utf-8-sig").splitlines()
    assert lines == [
        "indikator;period;enhet;värde;täljare;nämnare;mål;kommentar",
        f'Återläsning;{year - 1};Utbildningsnämnden;60,0;12;20;90,0;"Två prov; ett föll"',
        f'Återläsning;{year - 2};Utbildningsnämnden;50,0;10;20;;"Två prov; ett föll"',
    ]


def test_what_is_counted_is_measured_once_when_the_period_has_ended(world: World) -> None:
    of = counted()
    period = last_period("quarter", timezone.localdate())
    for done in (period.first, period.last, None):
        values = {"title": "Gör", "owner_unit": world.units["utbf"], "due_on": period.last}
        done_too = {"status": "done", "done_on": done} if done else {}
        create(SYSTEM, Action, {**values, **done_too})
    after = period.last + timedelta(days=1)
    assert measure(SYSTEM, after) > 0
    assert measure(SYSTEM, after) == 0
    rows = {
        row.unit.code: row
        for row in IndicatorMeasurement.everything.filter(indicator=of).select_related("unit")
    }
    assert set(rows) == {"stad", "utb", "kul", "hamn"}
    assert (rows["utb"].numerator, rows["utb"].denominator, rows["utb"].value) == (2, 3, Decimal("66.7"))
    assert (rows["stad"].numerator, rows["kul"].denominator, rows["kul"].value) == (2, 0, None)
    assert value_words(rows["utb"]) == "2 av 3"
    page = world.client("owner").get(f"{reverse('indicator', args=[of.pk])}?unit=utb").text
    assert reverse("actions-list") in page
    assert "Inget att mäta" in world.client("neighbour").get(OVERVIEW).text


def test_a_period_that_was_missed_is_not_made_up_from_todays_registers(world: World) -> None:
    counted()
    period = last_period("quarter", timezone.localdate())
    assert measure(SYSTEM, period.last + timedelta(days=15)) == 0
    assert measure_ended(datetime.combine(period.last, datetime.min.time(), timezone.get_current_timezone()))


def test_a_correction_is_a_new_row_and_the_earlier_stays(world: World) -> None:
    year = timezone.localdate().year - 1
    wrong = measured(world, indicator(), year, 10)
    address = reverse("measurement-correct", args=[wrong.pk])
    client = world.client("owner")
    sent = {"numerator": 15, "denominator": 20}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "reason": "Fem saknades"}).status_code == 302
    assert client.post(address, {**sent, "numerator": 16, "reason": "Igen"}).status_code == 422
    right = IndicatorMeasurement.everything.get(corrects=wrong)
    assert (right.value, right.first_on, right.reason) == (Decimal(75), wrong.first_on, "Fem saknades")
    page = client.get(f"{reverse('indicator', args=[wrong.indicator_id])}?unit=utb").text
    assert all(words in page for words in ("Fem saknades", "räknas inte"))
    (row,) = [each for each in statuses(SYSTEM, world.units["utb"], timezone.localdate()) if each.now]
    assert row.now == right
    with pytest.raises(DatabaseError), transaction.atomic():
        IndicatorMeasurement.everything.filter(pk=wrong.pk).update(numerator=1)


def test_the_neighbour_sees_neither_page_nor_file(world: World) -> None:
    of = indicator()
    row = measured(world, of, timezone.localdate().year - 1, 13)
    for who, sees in (
        ("owner", True),
        ("chef", True),
        ("ciso", True),
        ("auditor", True),
        ("neighbour", False),
    ):
        client = world.client(who)
        pages = (OVERVIEW, reverse("indicator", args=[of.pk]), reverse("indicators-csv"))
        found = [client.get(f"{page}?unit=utb") for page in pages]
        assert [each.status_code for each in found] == [200 if sees else 404] * 3, who
        assert ("13;20" in found[2].content.decode()) is sees
    neighbour = world.client("neighbour")
    assert neighbour.get(reverse("measurement-correct", args=[row.pk])).status_code == 404
    assert neighbour.get(reverse("indicator-measure", args=[of.pk, "utb"])).status_code == 404
    assert "13;20" not in neighbour.get(reverse("indicators-csv")).content.decode()
    assert "13;20" in world.client("ciso").get(reverse("indicators-csv")).content.decode()
    assert world.client("auditor").get(reverse("indicator-measure", args=[of.pk, "utb"])).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"of_figure": "actions.due"}, "of_figure"),
        ({"figure": "actions.on_time"}, "of_figure"),
        ({"figure": "nothing.here", "of_figure": "actions.due"}, "figure"),
        ({"figure": "actions.overdue", "kind": "minutes"}, "figure"),
        ({"figure": "actions.overdue", "kind": "level"}, "figure"),
        ({"figure": "actions.overdue", "of_figure": "actions.open", "kind": "count"}, "of_figure"),
    ],
)
def test_an_indicator_is_counted_only_as_its_figures_can(
    world: World, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        indicator(**given)
    assert field in refused.value.errors


@pytest.mark.parametrize(
    ("polarity", "target", "warning"), [("up", 80, 90), ("down", 5, 3), ("context", 5, None)]
)
def test_a_target_against_the_polarity_is_refused(
    world: World, polarity: str, target: int, warning: int | None
) -> None:
    of = indicator(polarity=polarity)
    with pytest.raises(Invalid):
        create(
            SYSTEM,
            IndicatorTarget,
            {"indicator": of, "year": 2026, "target": target, "warning": warning, **START},
        )


def test_what_cannot_be_true_is_said_at_its_place(world: World) -> None:
    today, of = timezone.localdate(), indicator(frequency="month")
    for values, field in (
        ({"first_on": today.replace(day=1), "numerator": 1, "denominator": 2}, "first_on"),
        ({"first_on": date(2025, 1, 2), "numerator": 1, "denominator": 2}, "first_on"),
        ({"first_on": date(2025, 1, 1), "numerator": 3, "denominator": 2}, "numerator"),
        ({"first_on": date(2025, 1, 1)}, "numerator"),
    ):
        with pytest.raises(Invalid) as refused:
            record_measurement(SYSTEM, of, world.units["utb"], values)
        assert field in refused.value.errors
    unknown = {"first_on": date(2025, 1, 1), "comment": "Ingen har frågat."}
    assert value_words(record_measurement(SYSTEM, of, world.units["utb"], unknown)) == "Underlag saknas"
    with pytest.raises(Invalid):
        record_measurement(SYSTEM, of, world.units["utb"], unknown)
    with pytest.raises(Refused):
        record_measurement(SYSTEM, counted(), world.units["utb"], unknown)


def test_a_gap_and_another_method_give_no_trend(world: World) -> None:
    year, of = timezone.localdate().year, indicator()
    measured(world, of, year - 3, 10)
    measured(world, of, year - 1, 12)

    def words() -> str:
        rows = statuses(SYSTEM, world.units["utb"], timezone.localdate())
        return next(trend_words(row) for row in rows if row.indicator.pk == of.pk)

    assert words() == "kan inte bedömas"
    measured(world, of, year - 2, 19)
    assert words() == "försämras"
    update(SYSTEM, of, {"method_version": 2})
    newer = IndicatorMeasurement.everything.get(indicator=of, first_on=date(year - 1, 1, 1))
    assert newer.method_version == 1


def test_the_indicators_that_ship_load_and_are_counted_by_figures_that_exist(world: World) -> None:
    INDICATORS.load(SYSTEM)
    tables.get("indicator-targets").load(SYSTEM)
    rows = list(Indicator.everything.exclude(code=""))
    assert len({row.source.rsplit(" ", 1)[1] for row in rows}) == 36
    for row in rows:
        row.full_clean()
        assert bool(row.counted) == bool(row.figure)


def test_a_reader_of_a_unit_without_a_review_is_told_where_it_is_counted(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "below", "Bo Under", "chef", "utbf")
    of = indicator()
    measured(world, of, timezone.localdate().year - 1, 13)
    for page in (OVERVIEW, reverse("indicator", args=[of.pk])):
        answer = world.client("below").get(page)
        assert "Utbildningsförvaltningen räknas in i Utbildningsnämnden." in answer.text
        assert "13 av 20" not in answer.text
    assert world.client("below").get(reverse("indicators-csv")).content.decode().count("\n") == 1
    above = world.client("owner").get(f"{OVERVIEW}?unit=utbf").text
    assert "räknas in i Utbildningsnämnden" in above
    with pytest.raises(Refused):
        record_measurement(SYSTEM, of, world.units["utbf"], {"first_on": date(2025, 1, 1), "numerator": 1})
    assert world.client("outsider").get(OVERVIEW).status_code == 404


@pytest.mark.parametrize(
    ("kind", "cases", "expected"),
    [("days", 5, "förbättras"), ("days", 4, "kan inte bedömas"), ("count", None, "förbättras")],
)
def test_a_median_says_how_many_cases_it_rests_on_and_a_number_needs_none(
    world: World, kind: str, cases: int | None, expected: str
) -> None:
    of = indicator(kind=kind, polarity="down")
    address = reverse("indicator-measure", args=[of.pk, "utb"])
    client, year = world.client("owner"), timezone.localdate().year
    fields = client.get(address).context["form"].fields
    assert ("denominator" in fields) is (cases is not None)
    for back, value in ((2, 30), (1, "20" if kind == "count" else "20,0")):
        sent = {"first_on": f"{year - back}-01-01", "value": value, "denominator": cases or ""}
        assert client.post(address, sent).status_code == 302
    (row,) = [each for each in statuses(SYSTEM, world.units["utb"], timezone.localdate()) if each.now]
    assert row.now
    assert (trend_words(row), row.now.denominator) == (expected, cases)
    line = client.get(f"{reverse('indicators-csv')}?unit=utb").content.decode().splitlines()[1]
    assert line.split(";")[3] == ("20" if kind == "count" else "20,0")


def test_each_number_of_a_share_leads_to_its_own_rows(world: World) -> None:
    of = counted()
    day = last_period("quarter", timezone.localdate()).last
    for done in (True, False):
        status = {"status": "done", "done_on": day} if done else {}
        create(SYSTEM, Action, {"title": "Gör", "owner_unit": world.units["utb"], "due_on": day, **status})
    measure(SYSTEM, day + timedelta(days=1))
    client = world.client("owner")
    page = client.get(f"{reverse('indicator', args=[of.pk])}?unit=utb").text
    links = re.findall(rf'href="({reverse("actions-list")}\?[^"]*)">(\d+)<', page)
    assert [number for _url, number in links] == ["1", "2"]
    assert [client.get(unescape(url)).context["total"] for url, _number in links] == [1, 2]


def test_a_period_that_is_measured_is_not_offered_again(world: World) -> None:
    of, year = indicator(), timezone.localdate().year - 1
    measured(world, of, year, 13)
    address, client = reverse("indicator-measure", args=[of.pk, "utb"]), world.client("owner")
    offered = [value for value, _words in client.get(address).context["form"].fields["first_on"].choices]
    assert (offered[0], len(offered)) == (f"{year - 1}-01-01", 7)
    again = client.post(address, {"first_on": f"{year}-01-01", "numerator": 1, "denominator": 2})
    assert (again.status_code, "En som är mätt rättas i stället." in again.text) == (422, True)
