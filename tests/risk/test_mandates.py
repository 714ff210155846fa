"""Who may accept a cell: exactly those whose role, in its kind of unit, has a mandate that goes so far."""

from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.risk_decisions.rules.mandates import (
    HeldRole,
    Mandate,
    MandateOutcome,
    best_mandate,
    find_mandate,
)

ROLES, KINDS = st.sampled_from("abc"), st.sampled_from(("city", "committee", "administration"))
LEVELS = st.integers(1, 4)
MANDATES = st.builds(Mandate, ROLES, st.one_of(st.just(""), KINDS), LEVELS, st.none() | LEVELS)
HELD = st.builds(HeldRole, ROLES, KINDS)


@given(st.lists(MANDATES), st.lists(HELD), LEVELS, LEVELS)
def test_a_cell_is_accepted_exactly_by_those_with_a_mandate_that_reaches_it(
    mandates: list[Mandate[str]], held: list[HeldRole[str]], level: int, consequence: int
) -> None:
    def reaches(h: HeldRole[str]) -> bool:
        return any(
            m.role == h.role
            and m.unit_kind in ("", h.unit_kind)
            and m.level >= level
            and (m.consequence is None or m.consequence >= consequence)
            for m in mandates
        )

    answer = find_mandate(mandates, held, level, consequence)
    assert answer.given == any(map(reaches, held))
    assert set(answer.may) == {h for h in held if reaches(h)}
    if answer.outcome is MandateOutcome.NO_MANDATES:
        assert mandates == []
    if answer.outcome is MandateOutcome.NO_ROLE:
        assert not any(m.holds_for(h.role, h.unit_kind) for m in mandates for h in held)


@given(st.lists(MANDATES), st.lists(HELD), LEVELS, LEVELS, MANDATES)
def test_one_more_mandate_never_takes_a_decision_from_anybody(
    mandates: list[Mandate[str]], held: list[HeldRole[str]], level: int, consequence: int, more: Mandate[str]
) -> None:
    before = find_mandate(mandates, held, level, consequence)
    after = find_mandate([*mandates, more], held, level, consequence)
    assert set(before.may) <= set(after.may)


@given(st.lists(MANDATES), ROLES, KINDS, LEVELS, LEVELS)
def test_the_best_mandate_covers_the_cell_if_any_of_the_role_does(
    mandates: list[Mandate[str]], role: str, kind: str, level: int, consequence: int
) -> None:
    best = best_mandate(mandates, role, kind, level, consequence)
    mine = [m for m in mandates if m.holds_for(role, kind)]
    assert (best is None) == (mine == [])
    assert bool(best and best.covers(level, consequence)) == any(m.covers(level, consequence) for m in mine)


def test_a_director_of_an_administration_accepts_up_to_high_and_a_managing_director_less() -> None:
    mandates = [
        Mandate("chef", "administration", 3),
        Mandate("chef", "company", 2),
        Mandate("namnd", "", 4, 2),
    ]
    high = find_mandate(mandates, [HeldRole("chef", "administration", "Förvaltningschef")], 3, 3)
    assert (high.outcome, high.held and high.held.name) == (MandateOutcome.GIVEN, "Förvaltningschef")
    assert find_mandate(mandates, [HeldRole("chef", "company")], 3, 3).outcome is MandateOutcome.BEYOND
    assert find_mandate(mandates, [HeldRole("chef", "city")], 1, 1).outcome is MandateOutcome.NO_ROLE
    assert find_mandate(mandates, [HeldRole("namnd", "committee")], 3, 3).outcome is MandateOutcome.BEYOND
    assert find_mandate([], [HeldRole("chef", "administration")], 1, 0).outcome is MandateOutcome.NO_MANDATES
