"""Which class a legal entity has, by the table of the act's paragraphs and by what must hold of any entity."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.compliance.rules.entities import (
    COVERS,
    RAISES,
    Circumstance,
    Described,
    EntityClassProposal,
    EntitySize,
    Kind,
    Limits,
    both,
    either,
    proposed,
    reaches,
)

LIMITS = Limits(medium=EntitySize(50, 10_000, 10_000), large=EntitySize(250, 50_000, 43_000))
SMALL, MEDIUM, LARGE = EntitySize(49, 10_000, 10_000), EntitySize(50, 0, 0), EntitySize(250, 0, 0)
ONE, TWO, NONE = frozenset({1}), frozenset({2}), frozenset[int]()
C = Circumstance
REST = "1 kap. 9 § sista stycket"


def company(size: EntitySize, annexes: frozenset[int] = NONE, *holds: Circumstance) -> Described:
    return Described(False, size, annexes, frozenset(holds))


@pytest.mark.parametrize(
    ("entity", "kind", "provision"),
    [
        (Described(True, LARGE), Kind.ESSENTIAL, "1 kap. 9 § 2 a"),
        (Described(True, MEDIUM), Kind.IMPORTANT, REST),
        (Described(True, SMALL), Kind.IMPORTANT, REST),
        (Described(True), None, None),
        (company(LARGE, ONE), Kind.ESSENTIAL, "1 kap. 9 § 2 b"),
        (company(MEDIUM, ONE), Kind.IMPORTANT, REST),
        (company(SMALL, ONE), Kind.OUTSIDE, "1 kap. 3–7 §§"),
        (company(LARGE, TWO), Kind.IMPORTANT, REST),
        (company(LARGE), Kind.OUTSIDE, "1 kap. 3–7 §§"),
        (company(EntitySize(), ONE), None, None),
        (company(EntitySize()), Kind.OUTSIDE, "1 kap. 3–7 §§"),
        (company(EntitySize(50), ONE), None, None),
        (company(EntitySize(50), TWO), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.NETWORK), Kind.IMPORTANT, REST),
        (company(MEDIUM, NONE, C.NETWORK), Kind.ESSENTIAL, "1 kap. 9 § 3"),
        (company(SMALL, NONE, C.DIGITAL), Kind.OUTSIDE, "1 kap. 3–7 §§"),
        (company(MEDIUM, NONE, C.DIGITAL), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.DOMAINS), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.DNS), Kind.ESSENTIAL, "1 kap. 9 § 4–5"),
        (company(SMALL, NONE, C.QUALIFIED), Kind.ESSENTIAL, "1 kap. 9 § 4–5"),
        (company(SMALL, NONE, C.TRUST), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.SOLE), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.EFFECT), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.IMPORTANCE), Kind.IMPORTANT, REST),
        (company(SMALL, NONE, C.DESIGNATED), Kind.ESSENTIAL, "1 kap. 9 § 6"),
    ],
)
def test_the_class_follows_the_paragraphs(
    entity: Described, kind: Kind | None, provision: str | None
) -> None:
    found = proposed(entity, LIMITS)
    assert (found.kind, found.provision) == (kind, f"Cybersäkerhetslagen {provision}" if provision else "")


@pytest.mark.parametrize(
    ("size", "medium"),
    [
        (EntitySize(50), True),
        (EntitySize(49), None),
        (EntitySize(49, 10_000), False),
        (EntitySize(49, None, 10_000), False),
        (EntitySize(49, 10_001), None),
        (EntitySize(49, 10_001, 10_000), False),
        (EntitySize(49, 10_001, 10_001), True),
        (EntitySize(None, 10_001, 10_001), True),
        (EntitySize(None, 10_000, 10_001), None),
        (EntitySize(), None),
    ],
)
def test_an_enterprise_is_as_large_as_its_staff_or_both_its_sums(
    size: EntitySize, medium: bool | None
) -> None:
    assert reaches(size, LIMITS.medium) is medium


def test_without_a_size_limit_nothing_that_hangs_on_it_is_known() -> None:
    bare = Limits(None, None)
    assert proposed(company(LARGE, ONE), bare).kind is None
    assert proposed(company(SMALL, NONE, C.DNS), bare).kind is Kind.ESSENTIAL


def test_every_step_says_its_paragraph_and_only_the_regulation_that_was_not_read_is_unsure() -> None:
    found = proposed(Described(True, LARGE), LIMITS)
    steps = [*found.covers, *found.raises]
    assert [step.provision for step in steps] == [
        f"Cybersäkerhetslagen 1 kap. {where}"
        for where in (
            "3 § 2", "4 §", "5 §", "6 §", "7 §", "9 § 2 a", "9 § 2 b", "9 § 3", "9 § 4–5", "9 § 6",
        )
    ]  # fmt: skip
    assert [step.mark for step in steps] == ["P"] * 9 + ["S"]
    assert [step.holds for step in steps] == [True, *[False] * 4, True, *[False] * 4]
    assert len(steps) == len(COVERS) + len(RAISES)


ANSWERS = (True, False, None)


@pytest.mark.parametrize("one", ANSWERS)
@pytest.mark.parametrize("other", ANSWERS)
def test_what_is_not_known_decides_nothing_that_it_could_change(one: bool | None, other: bool | None) -> None:
    ones, others = ([a] if a is not None else [True, False] for a in (one, other))
    for answer, plain in ((both(one, other), all), (either((one, other)), any)):
        possible = {plain((a, b)) for a in ones for b in others}
        assert answer is (possible.pop() if len(possible) == 1 else None)


amounts = st.none() | st.integers(0, 100_000)
sizes = st.builds(EntitySize, st.none() | st.integers(0, 400), amounts, amounts)
entities = st.builds(
    Described,
    st.booleans(),
    sizes,
    st.frozensets(st.sampled_from([1, 2])),
    st.frozensets(st.sampled_from(list(Circumstance)), max_size=3),
)
RANK = {Kind.OUTSIDE: 0, Kind.IMPORTANT: 1, Kind.ESSENTIAL: 2}


@given(entities, st.sampled_from(["employees", "turnover", "balance"]), st.integers(0, 100_000))
def test_what_is_stated_later_never_contradicts_a_proposal(entity: Described, name: str, value: int) -> None:
    """A class is proposed only where what is not known cannot matter."""
    before = proposed(entity, LIMITS)
    if getattr(entity.size, name) is None and before.kind is not None:
        told = proposed(replace(entity, size=replace(entity.size, **{name: value})), LIMITS)
        assert (told.kind, told.provision) in _as_before(before)


def _as_before(before: EntityClassProposal) -> list[tuple[Kind | None, str]]:
    """The same class; by an earlier paragraph where one has come to hold too."""
    provisions = [before.provision]
    if before.kind is Kind.ESSENTIAL:
        provisions += [step.provision for step in before.raises if step.holds is None]
    return [(before.kind, provision) for provision in provisions]


@given(entities, st.sampled_from(list(Circumstance)), st.sampled_from([1, 2]))
def test_what_holds_besides_never_lowers_a_class(entity: Described, more: Circumstance, annex: int) -> None:
    before = proposed(entity, LIMITS)
    for other in (
        replace(entity, holds=entity.holds | {more}),
        replace(entity, annexes=entity.annexes | {annex}),
        replace(entity, municipality=True),
    ):
        found = proposed(other, LIMITS)
        if before.kind is not None and found.kind is not None:
            assert RANK[found.kind] >= RANK[before.kind]


@given(entities)
def test_a_municipality_is_covered_whatever_else_holds(entity: Described) -> None:
    assert proposed(replace(entity, municipality=True), LIMITS).kind is not Kind.OUTSIDE
