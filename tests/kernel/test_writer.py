"""The one writer: versions, refusals that change nothing, and history in the same breath."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.models import Counter
from akropolis.base.kernel.records.validation import validate
from akropolis.base.kernel.records.values import built, snapshot, stored_value
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.incidents.register import REGISTER as INCIDENTS
from akropolis.graph.assets.models import Service
from akropolis.graph.assets.models.services import ServiceStatus
from akropolis.graph.assets.register.services import SERVICES
from akropolis.shared.actions.models import Action
from tests.factories import registers
from tests.world import SYSTEM, World

WORLD = "filled"


def state() -> list[Any]:
    """All that a refusal could have changed."""
    return [
        list(Service.everything.order_by("pk").values_list("pk", "version", "name", "archived_at")),
        list(Action.everything.order_by("pk").values_list("pk", "version")),
        list(Head.objects.values_list("seq", "hash")),
        list(Counter.objects.order_by("series").values_list("series", "last")),
        Change.objects.count(),
    ]


def test_a_change_says_who_why_and_what(world: World) -> None:
    row = update(
        world.access("owner"), world.rows["services"], {"name": "Nytt namn"}, because="Bytte leverantör"
    )
    event = events_of([row.pk])[0]
    assert (event.actor, event.because, event.action, event.version) == (
        "Nadja Perić",
        "Bytte leverantör",
        "update",
        2,
    )
    assert event.diff == {"name": ["Havsörn", "Nytt namn"]}
    assert row.search_text.startswith(f"{row.number}\nnytt namn".casefold())


def test_the_same_values_are_no_change(world: World) -> None:
    row, before = world.rows["services"], state()
    update(world.access("owner"), row, {"name": str(row)})
    assert (state(), row.version) == (before, 1)


@pytest.mark.parametrize(("value", "text"), [("80", "80"), ("80.0", "80"), ("0.0", "0"), ("2.5", "2.5")])
def test_equal_numbers_are_equal_in_the_history(value: str, text: str) -> None:
    assert stored_value(Decimal(value)) == text


def test_the_second_to_save_is_told_and_nothing_is_lost(world: World) -> None:
    row = world.rows["services"]
    mine = Service.everything.get(pk=row.pk)
    update(world.access("owner"), row, {"name": "Först"}, version=1)
    before = state()
    with pytest.raises(Stale) as stale:
        update(world.access("owner"), mine, {"name": "Sist"}, version=1)
    assert (stale.value.current.name, state()) == ("Först", before)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"status": "flying"}, "status"),
        ({"in_use_from": "2026-03-02", "in_use_to": "2026-03-01"}, "__all__"),
        ({"in_use_from": "i går"}, "in_use_from"),
        ({"shared": "kanske"}, "shared"),
    ],
)
def test_bad_values_are_refused_at_their_field(world: World, values: dict[str, Any], field: str) -> None:
    before, access = state(), world.access("owner")
    fresh = {"name": "Ny", "owner_unit": world.units["utb"]}

    def among_new() -> None:
        with writing(access) as w:
            w.create_many(Service, [fresh, {**fresh, **values}])

    def among_changed() -> None:
        with writing(access) as w:
            w.update_many(w.create_many(Service, [fresh, fresh]), [{"description": "Annan"}, values])

    for write, place in (
        (lambda: update(access, world.rows["services"], values), ""),
        (lambda: create(access, Service, {**fresh, **values}), ""),
        (among_new, "1."),
        (among_changed, "1."),
    ):
        with pytest.raises(Invalid) as refusal:
            write()
        assert list(refusal.value.errors) == [f"{place}{field}"]
        assert state() == before


def test_what_points_at_nothing_is_refused_at_its_field(world: World) -> None:
    before = state()
    with pytest.raises(Invalid) as refusal:
        update(world.access("owner"), world.rows["incidents"], {"service_id": new_id()})
    assert (list(refusal.value.errors), state()) == (["service"], before)


def test_one_bad_row_among_many_undoes_all(world: World) -> None:
    before, unit = state(), world.units["utb"]
    rows = [{"name": "Bra", "owner_unit": unit}, {"name": "", "owner_unit": unit}]
    with pytest.raises(Invalid) as refusal, writing(world.access("owner")) as w:
        w.create_many(Service, rows)
    assert (list(refusal.value.errors), state()) == (["1.name"], before)


def test_a_row_that_was_judged_is_stored_as_one_that_is_judged_by_the_writer(world: World) -> None:
    def stored(row: Any) -> dict[str, Any]:
        there = Service.everything.get(pk=row.pk)
        (event,) = events_of([row.pk])
        left_out = ("id", "number", "search_text", "name", "sort_key")
        columns = {f.attname: getattr(there, f.attname) for f in Service._meta.concrete_fields}
        logged = {k: v for k, v in event.diff.items() if k not in left_out}
        return {k: v for k, v in columns.items() if k not in left_out} | {"logged": logged}

    values = {
        "owner_unit": world.units["utb"],
        "in_use_from": date(2026, 3, 1),
        "status": ServiceStatus.IN_USE,
    }
    with writing(world.access("owner"), because="Prov") as w:
        (built_here,) = w.create_many(Service, [{"name": "A", **values}])
        judged = built(Service, {"name": "B", **values})
        validate(judged, unique=False)
        (given,) = w.add_judged([judged])
    assert stored(given) == stored(built_here)
    assert (given._state.adding, given.version, given.label()) == (False, 1, f"{given.number} B")


def test_a_moment_that_no_page_could_show_is_refused_in_words(world: World) -> None:
    before, last = state(), datetime.max.replace(tzinfo=UTC)  # in Sweden it lies outside the calendar
    with pytest.raises(Invalid, match="under åren 1900 till 2199"):
        update(SYSTEM, world.rows["incidents"], {"closed_at": last})
    assert state() == before


def test_a_judged_row_is_gated_like_any_other(world: World) -> None:
    before, judged = state(), built(Service, {"name": "B", "owner_unit": world.units["kul"]})
    with pytest.raises(Hidden), writing(world.access("owner")) as w:
        w.add_judged([judged])
    assert state() == before


def test_a_built_row_is_what_the_model_makes() -> None:
    values = {"name": "A", "in_use_from": date(2026, 3, 1)}
    own = ("_state", "id")
    mine, djangos = (vars(made) for made in (built(Service, values), Service(**values)))
    assert {k: v for k, v in mine.items() if k not in own} == {
        k: v for k, v in djangos.items() if k not in own
    }


def test_one_foreign_row_among_many_undoes_all(world: World) -> None:
    before = state()
    rows = [{"name": name, "owner_unit": world.units[code]} for name, code in (("A", "utb"), ("B", "kul"))]
    with pytest.raises(Hidden), writing(world.access("owner")) as w:
        w.create_many(Service, rows)
    assert state() == before


def test_many_at_once_are_as_one_by_one(world: World) -> None:
    def kept(row: Any) -> dict[str, Any]:
        left_out = ("number", "name", "description")
        return {k: v for k, v in snapshot(row).items() if k not in left_out} | {
            "version": row.version,
            "sort_key": row.sort_key[0],
        }

    def logged(row: Any) -> Any:
        (event,) = events_of([row.pk])
        return (
            event.action,
            event.version,
            {k: v for k, v in event.diff.items() if k not in ("number", "name", "description")},
        )

    with writing(SYSTEM, because="Prov") as w:
        values = [registers.values(w, SERVICES, world.units["utb"], f"Rad {n}") for n in range(6)]
        single = [w.create(Service, each) for each in values[:3]]
        bulk = w.create_many(Service, values[3:])
    assert [kept(row) for row in bulk] == [kept(row) for row in single]
    assert [logged(row) for row in bulk] == [logged(row) for row in single]
    numbers = [int(row.number.rsplit("-", 1)[1]) for row in (*single, *bulk)]
    assert numbers == list(range(numbers[0], numbers[0] + 6))
    assert verify_installation().holds


def test_what_fails_later_takes_earlier_writes_along(world: World) -> None:
    before = state()
    with pytest.raises(Invalid), writing(world.access("owner")) as w:  # noqa: PT012 - the first one must be undone
        w.create(Service, {"name": "Halv", "owner_unit": world.units["utb"]})
        w.create(Service, {"name": "", "owner_unit": world.units["utb"]})
    assert state() == before


def test_a_row_cannot_be_given_away_without_a_right_there(world: World) -> None:
    before = state()
    with pytest.raises(Hidden):
        update(world.access("owner"), world.rows["services"], {"owner_unit": world.units["kul"]})
    assert state() == before


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59+00:00"])
def test_a_moment_that_no_other_time_zone_has_is_refused(world: World, moment: str) -> None:
    before = state()
    with pytest.raises(Invalid) as refusal:
        update(world.access("owner"), world.rows["incidents"], {"closed_at": datetime.fromisoformat(moment)})
    assert (list(refusal.value.errors), state()) == (["closed_at"], before)


def test_archived_and_back(world: World) -> None:
    row = world.rows["services"]
    with writing(world.access("owner"), because="Avvecklad") as w:
        w.archive(row)
    assert (row.archived_at is not None, row.version) == (True, 2)
    with writing(world.access("owner")) as w:
        w.restore(row)
    assert (row.archived_at, row.version) == (None, 3)
    assert [event.action for event in events_of([row.pk])] == ["restore", "archive", "create"]
    assert events_of([row.pk])[1].because == "Avvecklad"


def test_what_is_removed_stays_in_the_history(world: World) -> None:
    row = world.rows["services"]
    number, incident = row.number, world.rows["incidents"]
    with writing(SYSTEM) as w:
        w.update(incident, {"service": None})
        w.remove(row)
    assert not Service.everything.filter(pk=row.pk).exists()
    event = events_of([row.pk])[0]
    assert (event.action, event.diff["name"], event.diff["number"]) == (
        "remove",
        ["Havsörn", None],
        [number, None],
    )


def test_what_others_point_at_is_not_removed(world: World) -> None:
    row = world.rows["services"]
    update(SYSTEM, world.rows["incidents"], {"service": row})
    before = Change.objects.count()
    with pytest.raises(Refused) as refusal, writing(SYSTEM) as w:
        w.remove(row)
    assert (refusal.value.code, "Havsörn" in str(refusal.value)) == ("in_use", True)
    assert (Service.everything.filter(pk=row.pk).exists(), Change.objects.count()) == (True, before)


def test_a_row_that_is_gone_is_missing(world: World) -> None:
    row = Service(pk=world.people["owner"].pk)
    with pytest.raises(Hidden):
        update(SYSTEM, row, {"name": "Borta"})


def test_numbers_follow_each_other_within_their_year(world: World) -> None:
    with writing(SYSTEM) as w:
        made = [
            registers.row(
                w,
                INCIDENTS,
                world.units["utb"],
                occurred_at=registers.MOMENT.replace(year=year),
                service=None,
            )
            for year in (2024, 2025, 2024)
        ]
    assert [row.number for row in made] == ["INC-2024-0001", "INC-2025-0001", "INC-2024-0002"]


def test_a_number_is_never_given_twice(world: World) -> None:
    with writing(SYSTEM) as w:
        first = w.create(Service, {"name": "Ett", "owner_unit": world.units["utb"]})
        w.remove(first)
        second = w.create(Service, {"name": "Två", "owner_unit": world.units["utb"]})
    assert int(second.number.rsplit("-", 1)[1]) == int(first.number.rsplit("-", 1)[1]) + 1


def test_a_number_of_a_refused_write_is_given_again(world: World) -> None:
    with pytest.raises(Refused), writing(SYSTEM) as w:  # noqa: PT012 - the number is taken and given back
        refused = w.create(Service, {"name": "Ett", "owner_unit": world.units["utb"]}).number
        raise Refused("Nej")
    assert create(SYSTEM, Service, {"name": "Två", "owner_unit": world.units["utb"]}).number == refused


def test_a_form_that_is_sent_again_is_no_conflict_but_another_content_is(world: World) -> None:
    row, access = world.rows["services"], world.access("owner")
    seen = row.version
    update(access, row, {"name": "Ny", "description": "a"}, version=seen)
    before = state()
    again = update(
        access, Service.everything.get(pk=row.pk), {"name": "Ny", "description": "a"}, version=seen
    )
    assert (again.version, state()) == (seen + 1, before)
    with pytest.raises(Stale) as stale:
        update(access, Service.everything.get(pk=row.pk), {"name": "Annan"}, version=seen)
    assert (stale.value.current.name, state()) == ("Ny", before)
    with pytest.raises(Stale):
        update(SYSTEM, Service.everything.get(pk=row.pk), {"name": "Ny"}, version=seen)
    update(SYSTEM, Service.everything.get(pk=row.pk), {"description": "b"})
    with pytest.raises(Stale):
        update(access, Service.everything.get(pk=row.pk), {"name": "Ny"}, version=seen)


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x1b", "\x0b", "\uffff", "\ud800", "\u202e"], ids=ascii)
def test_no_way_in_takes_a_character_that_no_field_may_have(world: World, sign: str) -> None:
    row, before = world.rows["services"], state()
    for values in ({"name": f"a{sign}b"}, {"description": f"a\n{sign}"}):
        with pytest.raises(Invalid) as refusal:
            update(world.access("owner"), row, values)
        assert (list(refusal.value.errors), state()) == (list(values), before)


def test_a_form_says_where_such_a_character_is(world: World) -> None:
    row, client, before = world.rows["services"], world.client("owner"), state()
    page = f"/tjanster/{row.pk}/redigera/"
    shown = client.get(page).context["form"]
    given = {name: shown[name].value() or "" for name in shown.fields}
    answer = client.post(page, given | {"name": "a\x1bb"})
    assert (answer.status_code, list(answer.context["form"].errors), state()) == (422, ["name"], before)


def test_what_takes_no_room_is_left_out_and_line_breaks_and_tabs_stay(world: World) -> None:
    row: Any = world.rows["services"]
    update(world.access("owner"), row, {"name": "Skol\u200bval\ufeff", "description": "a\tb\nc"})
    assert (row.name, row.description) == ("Skolval", "a\tb\nc")


def test_what_was_stored_before_it_was_refused_does_not_stop_a_change(world: World) -> None:
    row, access = world.rows["services"], world.access("owner")
    old: dict[str, object] = {"name": "Gam\x1bmal", "in_use_from": date(1, 1, 1)}
    Service.everything.filter(pk=row.pk).update(**old)
    for change in ({"description": "ny"}, {"description": "nyare", **old}):
        update(access, Service.everything.get(pk=row.pk), change)
    with writing(access) as w:
        held = Service.everything.get(pk=row.pk)
        w.update_many([held], [{"description": "nyast"}])
        w.archive(held)
        w.restore(held)
    before = state()
    refused: list[dict[str, object]] = [{"name": "Gam\x1bmalt"}, {"in_use_from": date(2, 1, 1)}]
    for change in refused:
        with pytest.raises(Invalid):
            update(access, Service.everything.get(pk=row.pk), change)
    assert (state(), Service.everything.get(pk=row.pk).description) == (before, "nyast")


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_outside_the_years_that_there_are_is_refused(world: World, day: date) -> None:
    row: Any = world.rows["services"]
    before = state()
    with pytest.raises(Invalid) as refusal:
        update(world.access("owner"), row, {"in_use_from": day})
    assert (list(refusal.value.errors), state()) == (["in_use_from"], before)
    for taken in (date(1900, 1, 1), date(2199, 12, 31)):
        update(world.access("owner"), row, {"in_use_from": taken})
    assert row.in_use_from == date(2199, 12, 31)
