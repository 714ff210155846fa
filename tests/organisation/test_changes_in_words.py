"""Changes of organisation as they are told, and who has taken over from a unit that ended."""

from datetime import date

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Unit, UnitEvent
from akropolis.people.organisation.api.reorganisations import _place
from akropolis.people.organisation.selectors.belonging import successor
from akropolis.people.organisation.web.units import _sentence

NAMES = {"utb": "Utbildningsnämnden", "ald": "Äldrenämnden", "ufo": "Omsorgsnämnden", "stad": "Mälarstad"}
LAST = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        ("merge", ["utb", "ald"], ["ufo"], "Utbildningsnämnden och Äldrenämnden blev Omsorgsnämnden."),
        ("merge", ["utb", "gammal"], ["ufo"], "Utbildningsnämnden och gammal blev Omsorgsnämnden."),
        ("split", ["ufo"], ["utb", "ald"], "Omsorgsnämnden delades i Utbildningsnämnden och Äldrenämnden."),
        ("split", ["ufo"], ["utb", "ny"], "Omsorgsnämnden delades i Utbildningsnämnden och ny."),
        (
            "move",
            ["stad", "utb"],
            ["ufo", "utb"],
            "Utbildningsnämnden flyttades från Mälarstad till Omsorgsnämnden.",
        ),
        ("rename", ["Skolnämnden"], ["Barnnämnden"], "Skolnämnden bytte namn till Barnnämnden."),
    ],
)
def test_a_change_of_organisation_is_told_in_a_sentence(
    kind: str, before: list[str], after: list[str], sentence: str
) -> None:
    assert _sentence(UnitEvent(kind=kind, before=before, after=after), NAMES) == sentence


def above(*lasts: date | None) -> Unit:
    """A unit below units with these last days, the nearest first; the city stands above them."""
    unit = Unit(code="stad")
    for place, last in enumerate(reversed(lasts)):
        unit = Unit(code=f"u{len(lasts) - place}", parent=unit, valid_to=last)
    return Unit(code="u0", parent=unit, valid_to=LAST)


@pytest.mark.parametrize(
    ("lasts", "found"),
    [((None,), "u1"), ((None, None), "u1"), ((LAST, None), "u2"), ((LAST, LAST), None), ((), None)],
)
def test_the_nearest_unit_above_that_goes_on_has_taken_over_and_the_city_has_not(
    lasts: tuple[date | None, ...], found: str | None
) -> None:
    taker = successor(above(*lasts))
    assert (taker and taker.code) == found


def test_the_city_itself_has_no_successor() -> None:
    assert successor(Unit(code="stad", valid_to=LAST)) is None


def test_a_new_unit_is_told_by_its_code_among_those_that_come() -> None:
    assert [_place(["a", "b"], code) for code in ("a", "b")] == [0, 1]
    with pytest.raises(Invalid) as refusal:
        _place(["a", "b"], "c")
    assert refusal.value.errors == {"into": ["Enheten c finns inte."]}
