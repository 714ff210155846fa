"""What a scope covers, and what an access allows, asks and refuses: without the database where that can be."""

from dataclasses import replace
from itertools import product

import pytest

from akropolis.base.kernel.access.errors import Hidden, Refused, Unproved
from akropolis.base.kernel.access.gate import EVERYWHERE, Access, Actor, Granted, Scope, system
from akropolis.base.kernel.access.models import Unit
from tests.world import World

CITY, UTB, UTBF, UTB2 = "/stad/", "/stad/utb/", "/stad/utb/utbf/", "/stad/utb2/"
READ, DECIDE, SMALL = "assets:service:read", "review:review:decide", "review:review:edit"
PERSON = Actor(None, "Nadja Perić")


def access(scope: Scope, *permissions: str, actor: Actor = PERSON) -> Access:
    return Access(actor, {permission: frozenset({scope}) for permission in permissions})


def test_a_scope_covers_its_unit_and_with_below_those_under_it() -> None:
    paths = (CITY, UTB, UTBF, UTB2)
    covered = {
        scope: [path for path in paths if scope.covers(path)]
        for scope in (
            Scope(CITY, below=True),
            Scope(CITY, below=False),
            Scope(UTB, below=True),
            Scope(UTB, below=False),
            EVERYWHERE,
        )
    }
    assert [*covered.values()] == [[*paths], [CITY], [UTB, UTBF], [UTB], [*paths]]
    assert [scope.whole for scope in covered] == [True, False, False, False, True]
    asked = [
        Scope(CITY, below=False),
        Scope(CITY, below=False),
        Scope(UTB, below=True),
        Scope(UTB, below=False),
    ]
    assert [scope.asked for scope in covered][:4] == asked


def test_a_scope_includes_another_when_it_covers_all_that_the_other_does() -> None:
    scopes = [Scope(path, below) for path, below in product((CITY, UTB, UTBF, UTB2), (True, False))]
    for mine, other in product([*scopes, EVERYWHERE], repeat=2):
        inner = [path for path in (CITY, UTB, UTBF, UTB2, "/stad/utb/ny/") if other.covers(path)]
        reaches = all(map(mine.covers, inner)) and (mine.below or not other.below)
        assert mine.includes(other) is (reaches if other != EVERYWHERE else mine == EVERYWHERE), (mine, other)


def test_the_database_finds_the_units_that_a_scope_covers(world: World) -> None:
    units = world.units.values()
    for scope in (*(Scope(unit.path, below) for unit in units for below in (True, False)), EVERYWHERE):
        found = set(Unit.everything.filter(scope.q("")).values_list("code", flat=True))
        assert found == {unit.code for unit in units if scope.covers(unit.path)}, scope
        within = set(Unit.everything.filter(scope.q("parent")).values_list("code", flat=True))
        assert within == {u.code for u in units if u.parent and scope.covers(u.parent.path)} | (
            {"stad"} if scope == EVERYWHERE else set()
        )


def test_a_right_holds_in_its_units_and_for_all_below_only_where_it_reaches_below(world: World) -> None:
    stad, utb, utbf, kul = (world.units[code] for code in ("stad", "utb", "utbf", "kul"))
    cases = [
        (Scope(UTB, below=True), [utb, utbf], [utb, utbf]),
        (Scope(UTB, below=False), [utb], []),
        (Scope(CITY, below=True), [stad, utb, utbf, kul, None], [stad, utb, utbf, kul, None]),
        (Scope(CITY, below=False), [stad], []),
    ]
    for scope, alone, with_below in cases:
        mine, units = access(scope, READ), (stad, utb, utbf, kul, None)
        assert [unit for unit in units if mine.may(READ, unit)] == alone
        assert [unit for unit in units if mine.may(READ, unit, below=True)] == with_below
        assert not any(mine.may(SMALL, unit) for unit in units)
        asked = [unit for unit in units if unit and mine.is_asked(READ, unit)]
        assert asked == [unit for unit in alone if unit and scope.asked.covers(unit.path)]
        in_database = Unit.everything.filter(mine.asked(READ, "parent")).values_list("code", flat=True)
        assert set(in_database) == {u.code for u in world.units.values() if u.parent in asked}
        assert (mine.anywhere(READ), mine.anywhere(SMALL)) == (True, False)
    assert all(system("x").may(READ, unit, below=True) for unit in (stad, None))
    assert not Access(PERSON).may(READ, None)


def test_a_refusal_says_nothing_but_to_a_program_that_tried_to_decide(world: World) -> None:
    robot = replace(PERSON, program=True)
    for actor, permission, code in (
        (PERSON, DECIDE, Hidden().code),
        (PERSON, READ, Hidden().code),
        (robot, READ, Hidden().code),
        (robot, DECIDE, "people_only"),
    ):
        nothing = Access(actor)
        with pytest.raises(Refused) as refusal:
            nothing.must(permission, world.units["utb"])
        with pytest.raises(Refused) as anywhere:
            nothing.must_somewhere(permission)
        assert (refusal.value.code, anywhere.value.code) == (code, code)
    held = access(Scope(UTB, below=False), READ)
    held.must(READ, world.units["utb"])
    held.must_somewhere(READ)
    with pytest.raises(Hidden):
        held.must(READ, world.units["utbf"])


def test_who_must_prove_herself_anew_may_do_all_but_decide() -> None:
    stale, proved = Access(PERSON, unproved=True), Access(PERSON)
    for permission in ("", READ, SMALL, DECIDE):
        proved.answer(permission)
    for permission in (READ, SMALL):
        stale.answer(permission)
    for permission in ("", DECIDE):
        with pytest.raises(Unproved):
            stale.answer(permission)


def test_one_holds_what_another_may_only_when_she_may_all_of_it_everywhere() -> None:
    wide, narrow, far = Scope(UTB, below=True), Scope(UTBF, below=False), Scope(UTB2, below=False)
    assert access(wide, READ, SMALL).holds(access(narrow, READ))
    assert access(wide, READ).holds(access(wide, READ))
    assert access(far, READ).holds(Access(PERSON))
    assert not access(narrow, READ).holds(access(wide, READ))
    assert not access(wide, READ).holds(access(narrow, READ, SMALL))
    both = Access(PERSON, {READ: frozenset({narrow, far})})
    assert not access(wide, READ).holds(both)
    assert Access(PERSON, {READ: frozenset({wide, far})}).holds(both)
    assert system("x").holds(both)
    assert not both.holds(access(EVERYWHERE, READ))


def test_grants_have_a_mark_that_depends_on_their_scopes_alone() -> None:
    def granted(utb: str, utbf: str, *, below: bool = True) -> Granted:
        mine = frozenset({Scope(utb, below), Scope(utbf, below=False)})
        return Granted({SMALL: frozenset({Scope(CITY, below=False)}), READ: mine})

    one, again, other = granted(UTB, UTBF), granted(UTB, UTBF), granted("/stad/kul/", "/stad/kul/kulf/")
    assert (one.mark, one.mark == other.mark, one.mark == granted(UTB, UTBF, below=False).mark) == (
        again.mark, False, False
    )  # fmt: skip
    turned = Granted(dict(reversed(one.items())))
    assert turned.mark == one.mark
    assert (Access(PERSON, one).granted is one, Access(PERSON, dict(one)).mark) == (True, one.mark)
