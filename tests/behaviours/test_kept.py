"""What every kept table does, whichever it is: who may, the list, adding, changing, ending, loading, languages."""

from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.cache import results
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.kept.declaration import KeptTable, registry
from akropolis.base.kernel.kept.forms import KeptForm
from akropolis.base.kernel.kept.models import FactMark, KeptRow
from akropolis.base.kernel.records.writer import update
from akropolis.base.kernel.registers.web.sending import WORD as WORD_OF_FORM
from akropolis.graph.compliance.models import ControlMapping, Framework
from akropolis.shared.classification.models import LegalBasis
from tests.behaviours import walk
from tests.length import LONG
from tests.world import SYSTEM, World

WORLD = "kept"
DAY = timedelta(days=1)
TABLES = list(registry)
each_table = pytest.mark.parametrize("table", TABLES, ids=[table.key for table in TABLES])
pytestmark = pytest.mark.usefixtures("world")


def keeper(world: World, table: KeptTable[Any]) -> str:
    """Somebody who keeps the table."""
    return next(who for who in world.people if world.access(who).may(table.edit, None))


def readers(world: World, table: KeptTable[Any]) -> list[str]:
    """Those who read it and do not keep it."""
    found = [who for who in world.people if world.access(who).anywhere(table.read)]
    return [who for who in found if not world.access(who).may(table.edit, None)]


def tried(world: World, table: KeptTable[Any]) -> list[str]:
    """Those of them who try its forms: one, another for another table; in the long run all."""
    found = readers(world, table)
    return found if LONG else [found[TABLES.index(table) % len(found)]]


def stored(table: KeptTable[Any]) -> list[Any]:
    """The whole table as it is stored."""
    return list(table.model.everything.order_by("pk").values())


def first(table: KeptTable[Any]) -> KeptRow:
    """A row in force."""
    row: KeptRow = table.model.in_force(SYSTEM, timezone.localdate())[0]
    return row


def addresses(table: KeptTable[Any]) -> list[str]:
    """The forms: for a new row, for a stored one, and for its last day."""
    row = first(table)
    return [reverse(table.name("add")), table.url("edit", row), table.url("end", row)]


def written(client: Client, table: KeptTable[Any], row: KeptRow) -> dict[str, Any]:
    """What a browser would send if nothing in the row's form was touched."""
    url = table.url("edit", row)
    (form,) = [f for f in walk.forms_on(client.get(url), url) if "valid_from" in f.names]
    return dict(form.untouched())


def pages(client: Client, url: str) -> list[Any]:
    """What the page shows and all after it."""
    found = [client.get(url).context]
    while following := found[-1]["list"].older:
        found.append(client.get(following).context)
    return found


@each_table
def test_who_keeps_the_table_writes_who_reads_it_reads_and_others_find_nothing(
    world: World, table: KeptTable[Any]
) -> None:
    before, pages = stored(table), addresses(table)
    data = written(world.client(keeper(world, table)), table, first(table))
    assert [world.client(keeper(world, table)).get(url).status_code for url in pages] == [200] * 3
    for who in (*tried(world, table), "outsider"):
        client = world.client(who)
        assert client.get(reverse(table.key)).status_code == (404 if who == "outsider" else 200)
        assert [client.get(url).status_code for url in pages] == [404] * 3
        assert [client.post(url, data).status_code for url in pages] == [404] * 3
    assert stored(table) == before


@each_table
def test_the_list_leads_keepers_to_the_forms_and_tells_them_how_sure_each_row_is(
    world: World, table: KeptTable[Any]
) -> None:
    rows = table.model.in_force(SYSTEM, timezone.localdate())
    client, url = world.client(keeper(world, table)), reverse(table.key)
    kept = client.get(url)
    links = [table.url("edit", row) for row in table.model.rows(SYSTEM) if table.together or row in rows]
    assert [row.cells[0].url for page in pages(client, url) for row in page["table"].rows] == links
    assert rows[0].get_mark_display().casefold() in kept.text.casefold()
    read = world.client(readers(world, table)[0]).get(reverse(table.key))
    assert {row.cells[0].url for row in read.context["table"].rows} == {""}
    assert reverse(table.name("add")) not in read.text


@pytest.mark.parametrize("table", [t for t in TABLES if t.filters], ids=lambda table: table.key)
def test_each_filter_leaves_the_rows_that_fit_and_goes_along_to_the_next_page(
    world: World, table: KeptTable[Any]
) -> None:
    client, url = world.client(readers(world, table)[0]), reverse(table.key)
    whole = client.get(url).context["list"]
    for path, given in zip(table.filters, whole.filters, strict=True):
        for value, _words in whole.options_of(given)[:2]:
            found = pages(client, f"{url}?{given.name}={value}")
            fits = [
                row.pk
                for row in whole.ordered
                if value in (str(at := attrgetter(path)(row)), getattr(at, "code", ""))
            ]
            assert [row.pk for page in found for row in page["list"].part] == fits != []


def test_what_no_filter_knows_is_said_and_ended_rows_stay_apart(world: World) -> None:
    table = registry.get("requirements")
    client, url = world.client(keeper(world, table)), reverse(table.key)
    assert "Filtret Regelverk har ett värde som inte finns." in client.get(f"{url}?framework=finns-inte").text
    row = first(table)
    update(SYSTEM, row, {"valid_to": row.valid_from})
    ended = client.get(f"{url}?avslutade=1&framework=csl").context["list"]
    assert [each.pk for each in ended.part] == [row.pk]
    assert "avslutade=1" in ended.url()
    assert row.pk not in [each.pk for each in client.get(url).context["list"].ordered]


@pytest.mark.parametrize("sent", ["abc", "7", "-1", "2.0", "²", "9" * 40])
def test_a_filter_by_a_number_narrows_and_answers_a_bad_value_as_other_filters_do(
    world: World, sent: str
) -> None:
    table = registry.get("maturity-statements")
    client, url = world.client(readers(world, table)[0]), reverse(table.key)
    found = client.get(url, {"level": "2"}).context["list"]
    assert {row.level for row in found.ordered} == {2}
    answer = client.get(url, {"level": sent})
    assert answer.status_code == 200
    assert "Filtret Nivå har ett värde som inte finns." in answer.text
    assert len(answer.context["list"].ordered) == len(found.every)


@pytest.fixture(scope="module")
def settings_pages() -> dict[str, str]:
    """The page of settings as each one sees it, for all tables."""
    return {}


@each_table
def test_the_settings_lead_to_the_table_and_the_table_back(
    world: World, table: KeptTable[Any], settings_pages: dict[str, str]
) -> None:
    people, door = (keeper(world, table), *readers(world, table)), f'href="{reverse(table.key)}"'
    for who in {*people, "outsider"} - settings_pages.keys():
        settings_pages[who] = world.client(who).get(reverse("settings")).text
    assert {who for who in (*people, "outsider") if door in settings_pages[who]} == {*people}
    for who in (people[0], *tried(world, table)):
        assert world.client(who).get(reverse(table.key)).context["crumbs"][0].url == reverse("settings")


@each_table
def test_a_row_is_added_once_however_often_its_form_is_sent(world: World, table: KeptTable[Any]) -> None:
    client, count = world.client(keeper(world, table)), len(stored(table))
    data = written(client, table, first(table))
    data |= {"valid_from": (timezone.localdate() + DAY).isoformat(), WORD_OF_FORM: "x" * 64}
    answers = [client.post(reverse(table.name("add")), data).status_code for _ in range(2)]
    assert (answers, len(stored(table))) == ([302] * 2, count + 1)
    made: Any = table.model.everything.latest("created_at")
    assert made.code not in [row["code"] for row in table.written()]
    assert [str(event.action) for event in events_of([made.pk])] == ["create"]


@each_table
def test_a_change_is_kept_and_somebody_elses_is_not_gone_over(world: World, table: KeptTable[Any]) -> None:
    client, row = world.client(keeper(world, table)), first(table)
    data, url = written(client, table, row), table.url("edit", row)
    assert client.post(url, data | {"source": "Beslut 1"}).status_code == 302
    stale = client.post(url, data | {"source": "Beslut 2"})
    row.refresh_from_db()
    assert (stale.status_code, row.source, row.version) == (409, "Beslut 1", 2)
    assert "Beslut 2" in stale.text
    assert "Någon annan sparade" in stale.text
    (again,) = [f for f in walk.forms_on(stale, url) if "valid_from" in f.names]
    assert client.post(url, again.untouched()).status_code == 302
    row.refresh_from_db()
    assert (row.source, row.version) == ("Beslut 2", 3)


@each_table
def test_a_row_ends_and_is_found_among_those_that_are_not_in_force(
    world: World, table: KeptTable[Any]
) -> None:
    client, row = world.client(keeper(world, table)), first(table)
    url, yesterday = table.url("end", row), timezone.localdate() - DAY
    before = client.post(url, {"valid_to": (row.valid_from - DAY).isoformat(), "version": row.version})
    assert (before.status_code, "Den sista dagen ligger före den första." in before.text) == (422, True)
    assert client.post(url, {"valid_to": yesterday.isoformat(), "version": row.version}).status_code == 302
    assert row.pk not in {each.pk for each in table.model.in_force(SYSTEM, timezone.localdate())}
    assert row.pk in {each.pk for each in table.model.in_force(SYSTEM, yesterday)}
    pages = [client.get(reverse(table.key) + query) for query in ("", "?avslutade=1")]
    shown = [table.url("edit", row) in [r.cells[0].url for r in page.context["table"].rows] for page in pages]
    assert shown == [table.together, True]


@pytest.mark.parametrize(
    "table", [t for t in TABLES if t.model.about], ids=[t.key for t in TABLES if t.model.about]
)
@pytest.mark.parametrize(
    ("start", "last", "taken"), [(0, "", 422), (1, "", 302), (-9, 0, 422), (-9, -1, 302)]
)
def test_two_rows_about_the_same_never_hold_on_one_day(
    world: World, table: KeptTable[Any], start: int, last: int | str, taken: int
) -> None:
    client, row, before = world.client(keeper(world, table)), first(table), stored(table)
    data = written(client, table, row) | {"valid_from": (row.valid_from + start * DAY).isoformat()}
    data["valid_to"] = (row.valid_from + last * DAY).isoformat() if isinstance(last, int) else ""
    answer = client.post(reverse(table.name("add")), data)
    assert (answer.status_code, len(stored(table))) == (taken, len(before) + (taken == 302))
    assert (f"gäller redan från {row.valid_from}" in answer.text) is (taken == 422)


@each_table
def test_a_later_row_about_the_same_takes_over_on_its_day(table: KeptTable[Any]) -> None:
    if not table.model.about:
        return
    row = first(table)
    later = table.model(**{f.name: getattr(row, f.name) for f in table.model._meta.concrete_fields[1:]})
    later.code, later.valid_from = "", timezone.localdate() + DAY
    later.save()
    results.clear_cache()  # written past the history
    held = [table.model.in_force(SYSTEM, later.valid_from + days * DAY) for days in (-1, 0)]
    assert [[row in rows, later in rows] for rows in held] == [[True, False], [False, True]]


@each_table
def test_loading_tells_what_it_changes_and_leaves_what_a_person_has_changed(
    world: World, table: KeptTable[Any]
) -> None:
    assert table.load(SYSTEM) == []
    rows = table.model.in_force(SYSTEM, timezone.localdate())
    update(world.access(keeper(world, table)), rows[0], {"source": "Stadens beslut"})
    update(SYSTEM, rows[1], {"source": "En äldre version"})
    told = {str(each): each.left for each in table.load(SYSTEM)}
    names = [row.title for row in rows[:2]]
    assert told == {
        f"{names[0]} har ändrats här och skrivs inte över.": True,
        f"{names[1]} har ändrats: source.": False,
    }
    for row in rows[:2]:
        row.refresh_from_db()
    assert (rows[0].source, rows[1].source != "En äldre version") == ("Stadens beslut", True)


@each_table
def test_the_content_is_whole_marked_and_in_both_languages(table: KeptTable[Any]) -> None:
    twins = [name for name in table.fields if f"{name}_en" in table.fields]
    for row in table.written():
        assert row["source"]
        assert row["mark"] in FactMark.values
        assert row["mark"] != FactMark.KNOWN or "Egen bedömning" not in row["source"]
        assert [bool(row[f"{name}_en"]) for name in twins] == [bool(row[name]) for name in twins]
    held = first(table)
    for language, ending in (("sv", ""), ("en", "_en")):
        with override(language):
            assert [held.said(name) for name in twins] == [
                str(getattr(held, name + ending)) for name in twins
            ]


@each_table
@pytest.mark.parametrize("wrong", ["[{code: a, hittepå: 1}]", "[{code: a}, {code: a}]"])
def test_content_that_is_written_wrong_is_refused(table: KeptTable[Any], tmp_path: Path, wrong: str) -> None:
    (tmp_path / "rows.yaml").write_text(wrong, "utf-8")
    with pytest.raises(ValueError, match=r"rows\.yaml"):
        replace(table, content=str(tmp_path / "rows.yaml")).written()


def test_a_reference_is_a_code_in_the_content_and_a_choice_in_the_form(world: World, tmp_path: Path) -> None:
    with isolate_apps("akropolis.base.kernel.kept"):

        class Clock(KeptRow):
            """A row that points at another table's."""

            permission = "classification:legal_basis"
            about = ("lagrum",)
            hours = models.PositiveSmallIntegerField("timmar")
            lagrum = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")

            class Meta(KeptRow.Meta):
                app_label = "kept"

    (tmp_path / "clocks.yaml").write_text("[{code: first, hours: 24, lagrum: osl-26, mark: P}]", "utf-8")
    table = replace(TABLES[0], model=Clock, fields=("hours", "lagrum"), content=str(tmp_path / "clocks.yaml"))
    (row,) = table.written()
    lagrum = LegalBasis.everything.get(code="osl-26")
    assert table.tied([row]) == [row | {"lagrum": lagrum}]
    data = {"hours": "24", "lagrum": str(lagrum.pk), "mark": "P", "valid_from": "2026-01-01"}
    for who, fits in ((keeper(world, TABLES[0]), True), ("outsider", False)):
        form = KeptForm(data, model=Clock, names=table.fields, access=world.access(who), row=None)
        assert form.is_valid() is fits
    with pytest.raises(ValidationError):
        LegalBasis(name="x", levels={"beauty": 1}).clean()


def test_what_a_row_points_at_is_told_as_it_stands(world: World) -> None:
    """Also two steps away, though the table's rows are kept: no write to the table itself has come between."""
    [first, *_rest] = ControlMapping.rows(SYSTEM)
    framework = Framework.everything.get(pk=first.requirement.framework.pk)
    update(SYSTEM, framework, {"name": "Ett annat namn"})
    told = next(row for row in ControlMapping.rows(SYSTEM) if row.pk == first.pk)
    assert told.requirement.framework.name == "Ett annat namn"
