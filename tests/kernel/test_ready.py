"""Queries that are said once: they answer as those said each time, to the same reader alone, and as the rows stand."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from akropolis.assets.models import Service
from akropolis.kernel.access.gate import EVERYWHERE, NAMELESS, Access, Actor, Granted, Scope
from akropolis.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.kernel.access.ready import Word, kept, ready
from akropolis.kernel.history.models import Change
from akropolis.kernel.records.writer import writing
from akropolis.kernel.registers.declaration import registry
from akropolis.kernel.registers.listing import Listing
from tests.world import START, SYSTEM, TODAY, World

WORLD = "filled"
READ = f"{Service.permission}:read"
said: list[tuple[Any, ...]] = []


@pytest.fixture(autouse=True)
def _none_before() -> None:
    said.clear()


def _services(access: Access, *given: object) -> QuerySet[Service, str]:
    said.append(given)
    return Service.objects.visible(access).order_by("number").values_list("number", flat=True)


services = ready(_services)


def says(ask: Callable[..., object], *given: object) -> bool:
    """Whether it was said for this; each asking is said once more by the suite itself (`tests/conftest.py`)."""
    before = len(said)
    ask(*given)
    return len(said) - before > 1


def test_it_is_said_once_for_the_same_rights_and_language_and_never_given_to_others(world: World) -> None:
    owner, neighbour = world.access("owner"), world.access("neighbour")
    twin = Access(Actor(uuid4(), "Tvilling"), owner.grants)
    assert services(owner) != services(neighbour)
    said.clear()
    assert not says(services, owner)
    assert not says(services, twin)
    assert services(twin) == services(owner) == list(_services(owner))
    assert services(Access(owner.actor, {})) == []
    with translation.override("en"):
        assert says(services, owner)


def read_in(*scopes: Scope) -> Access:
    return Access(Actor(uuid4(), "Någon"), Granted({READ: frozenset(scopes)}))


@pytest.mark.parametrize("below", [False, True])
def test_the_same_rights_in_units_that_lie_alike_are_said_together_and_find_their_own(
    world: World, below: bool
) -> None:
    top = Unit.everything.get(parent=None)
    offices = list(Unit.everything.filter(parent=top).order_by("-path"))
    alone = [read_in(Scope(unit.path, below)) for unit in offices]
    within = [read_in(Scope(unit.path, below), Scope(top.path, below=False)) for unit in offices]
    for alike in (alone, within):
        first, *others = alike
        services(first)
        assert not any(says(services, access) for access in others)
        found = [services(access) for access in alike]
        assert found == [list(_services(access)) for access in alike]
        assert len({*map(tuple, found)}) > 1


def test_a_path_with_a_sign_of_the_database_s_own_begins_no_other(world: World) -> None:
    top = Unit.everything.get(parent=None)
    there = read_in(Scope(f"{top.path[:-2]}_/", below=True))
    assert (services(there), services(read_in(Scope(top.path, below=True)))) == (
        [],
        list(_services(SYSTEM)),
    )


@ready
def in_words(access: Access) -> QuerySet[Service]:
    paths = ", ".join(scope.path for scope in access.scopes(READ))
    return Service.objects.unscoped(because="a path where none is known").filter(name=f"Den i {paths}")


def test_a_unit_without_a_name_is_never_asked_for(world: World) -> None:
    with pytest.raises(KeyError):
        in_words(read_in(Scope(Unit.everything.get(parent=None).path, below=True)))


def test_a_pattern_keeps_how_units_lie_and_no_name() -> None:
    here = Granted({
        "a:read": frozenset({Scope("/s/", True), Scope("/s/b-c/", False), Scope("/s/b/d/", True)}),
        "b:read": frozenset({EVERYWHERE}),
    })  # fmt: skip
    alike = Granted({
        "a:read": frozenset({Scope("/t/", True), Scope("/t/x/", False), Scope("/t/y/z/", True)}),
        "b:read": frozenset({EVERYWHERE}),
    })  # fmt: skip
    other = Granted({
        "a:read": frozenset({Scope("/t/", True), Scope("/t/x/", False), Scope("/t/x/z/", True)}),
        "b:read": frozenset({EVERYWHERE}),
    })  # fmt: skip
    assert here.pattern == alike.pattern != other.pattern
    assert here.pattern["b:read"] == {EVERYWHERE}
    assert here.pattern.paths == tuple(sorted(here.pattern.paths))
    assert [path.count("/") for path in here.pattern.paths] == [2, 3, 3, 4]
    assert not any(code in path for path in here.pattern.paths for code in "sbcd")


class _Mine(Tracked):
    """Stands for a model that is read by whom it is about."""

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Her own."""
        return Q(user_id=access.actor.id)


@ready
def own(access: Access) -> QuerySet[Appointment, UUID | None]:
    rows = Appointment.objects.unscoped(because="a gate by whom it is about")
    return rows.filter(_Mine.gate(access)).order_by("pk").values_list("user_id", flat=True)


def test_a_query_that_names_who_asks_answers_each_of_her_own(world: World) -> None:
    people = [row.user for row in Appointment.everything.select_related("user").order_by("pk")]
    rights = world.access("owner").grants
    asking = [Access(Actor(person.pk, person.name), rights) for person in people]
    for _again in range(3):
        found = [set(own(access)) for access in asking]
        assert found == [{person.pk} for person in people]
    assert own(Access(Actor(None, "Ingen"), rights)) == []


@ready
def known(access: Access) -> QuerySet[User, UUID]:
    rows = User.everything.order_by("pk").values_list("pk", flat=True)
    return rows if access.actor.id else rows.filter(pk__in=[])


def test_who_is_nobody_is_never_taken_for_somebody_with_the_same_rights(world: World) -> None:
    rights = world.access("owner").grants
    every = list(User.everything.order_by("pk").values_list("pk", flat=True))
    asking = [Actor(uuid4(), "Ett"), Actor(uuid4(), "Två"), Actor(None, "Ingen"), Actor(uuid4(), "Tre")]
    assert [known(Access(actor, rights)) for actor in asking] == [every, every, [], every]


@ready
def began(day: date, user: UUID) -> QuerySet[Appointment]:
    return Appointment.objects.unscoped(because="a day and an id").filter(valid_from__lte=day, user_id=user)


def test_ids_and_days_are_filled_in(world: World) -> None:
    person = Appointment.everything.order_by("pk").select_related("user")[0].user
    assert {row.user_id for row in began(TODAY, person.pk)} == {person.pk}
    assert began(START - timedelta(days=1), person.pk) == []
    assert began(TODAY, uuid4()) == []


@ready
def written(moment: Any, least: int, action: Word) -> QuerySet[Change, int]:
    rows = Change.objects.filter(at__lte=moment, seq__gte=least, payload__contains=action)
    return rows.order_by("seq").values_list("seq", flat=True)


def test_what_hangs_on_the_day_is_said_anew_on_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    @ready
    def begun(access: Access) -> QuerySet[Appointment]:
        return Appointment.objects.visible(access).filter(valid_from=timezone.localdate())

    who, now = world.people["colleague"], timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    with writing(SYSTEM) as w:
        row = w.create(
            Appointment,
            {
                "user": who,
                "role": Role.everything.first(),
                "unit": world.units["utb"],
                "valid_from": tomorrow,
            },
        )
    assert begun(SYSTEM) == []
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    assert begun(SYSTEM) == [row]


def test_moments_numbers_and_words_are_filled_in(world: World) -> None:
    every = list(Change.objects.order_by("seq").values_list("seq", flat=True))
    now = timezone.now()
    assert written(now, every[0], Word("action")) == every
    assert written(now, every[-1], Word("action")) == every[-1:]
    assert written(now - timedelta(days=90000), every[0], Word("action")) == []
    assert [written(now, every[0], Word(sign)) for sign in ("%", "_", "\\", "'; --")] == [
        [seq for seq, text in Change.objects.order_by("seq").values_list("seq", "payload") if sign in text]
        for sign in ("%", "_", "\\", "'; --")
    ]


@ready
def among(keys: list[UUID]) -> QuerySet[User, UUID]:
    return User.everything.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)


@ready
def appointed(people: list[UUID]) -> QuerySet[Appointment, UUID]:
    rows = Appointment.objects.unscoped(because="a list of what is pointed at")
    return rows.filter(user__in=people).order_by("user_id").values_list("user_id", flat=True).distinct()


@pytest.mark.parametrize("many", [0, 1, 2, 3, 5])
def test_lists_of_any_length_are_filled_in(world: World, many: int) -> None:
    keys = list(User.everything.order_by("pk").values_list("pk", flat=True)[:many])
    assert among([*reversed(keys)]) == keys
    assert among([*keys, uuid4()]) == keys
    held = set(Appointment.everything.values_list("user_id", flat=True))
    assert appointed(keys) == [key for key in keys if key in held]


def _named(words: tuple[str, ...]) -> QuerySet[User, str]:
    found = Q()
    for word in words:
        found &= Q(name__contains=word)
    return User.everything.filter(found).order_by("pk").values_list("name", flat=True)


named = ready(_named)


@pytest.mark.parametrize("words", [(), ("a",), ("a", "e"), ("a", "i", "%"), ("_",)])
def test_each_of_several_words_is_filled_in(world: World, words: tuple[str, ...]) -> None:
    assert named(tuple(map(Word, words))) == list(_named(words))


def test_what_is_written_is_found_at_once_and_each_time_in_new_rows(world: World) -> None:
    @ready
    def whole(access: Access) -> QuerySet[Unit]:
        return Unit.objects.visible(access).select_related("parent").order_by("path")

    first = whole(SYSTEM)
    with writing(SYSTEM) as w:
        w.update(first[0], {"name": "Ett annat namn"})
    again = whole(SYSTEM)
    assert again[0].name == "Ett annat namn"
    assert again[0] is not first[0]
    assert [row.parent for row in again] == [row.parent for row in Unit.everything.order_by("path")]


def test_what_may_not_be_given_is_refused(world: World) -> None:
    with pytest.raises(TypeError):
        services(SYSTEM, {"a": "dict"})


def test_no_connection_is_kept_with_a_query(world: World) -> None:
    found = kept(_services, (SYSTEM,))
    assert found.text is not None
    assert not hasattr(found.text.compiler, "connection")
    assert found.rows((SYSTEM,)) == list(_services(SYSTEM))


@ready
def fitting(access: Access, condition: Q) -> QuerySet[Service, str]:
    said.append((condition,))
    return (
        Service.objects.visible(access).filter(condition).order_by("number").values_list("number", flat=True)
    )


def test_ids_and_paths_in_a_condition_are_filled_in_and_the_rest_of_it_is_the_query_s(world: World) -> None:
    units = list(Unit.everything.order_by("path"))

    def within(unit: Unit, state: str) -> Q:
        return ~Q(status=state) & (Q(owner_unit__path__startswith=unit.path) | Q(owner_unit_id=unit.pk))

    states = list(Service.everything.order_by().values_list("status", flat=True).distinct())
    for state in states:
        fitting(SYSTEM, within(units[0], state))
        assert not any(says(fitting, SYSTEM, within(unit, state)) for unit in units)
        for unit in units:
            rows = Service.everything.filter(within(unit, state)).order_by("number")
            assert fitting(SYSTEM, within(unit, state)) == list(rows.values_list("number", flat=True))
    assert says(fitting, SYSTEM, within(units[0], "another"))
    assert says(fitting, SYSTEM, ~within(units[0], states[0]))
    assert fitting(SYSTEM, Q(status__in=states)) == list(_services(SYSTEM))


@pytest.mark.parametrize("name", [NAMELESS, f"/{NAMELESS}0000/"])
def test_what_a_reader_writes_is_never_taken_for_a_unit_without_a_name(world: World, name: str) -> None:
    listing = Listing(registry.get("actions"), world.access("owner"), {"responsible": name})
    assert listing.counts([{}, {"responsible": name}]) == [0, 0]
    assert world.client("owner").get("/atgarder/", {"responsible": name}).status_code == 200
