"""Which column is what, and what a cell of another tool means."""

from datetime import date
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.information.rules.mapping import MappingFault, day_in, guess_columns, level_in
from akropolis.shared.classification.rules.scheme import read_body

SCHEMES = files("akropolis.shared.classification") / "content" / "schemes.yaml"
BODY = read_body(yaml.safe_load(SCHEMES.read_text(encoding="utf-8"))[0]["body"])


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            ["Informationsmängd", "Nämnd", "K", "R", "T", "S", "Beslutsdatum", "Giltig till", "Beslutad av"],
            {
                "name": 0,
                "unit": 1,
                "confidentiality": 2,
                "integrity": 3,
                "availability": 4,
                "traceability": 5,
                "decided_on": 6,
                "valid_to": 7,
                "decided_by": 8,
            },
        ),
        (
            ["ID", "Objekt", "Konfidentialitet (0-4)", "Riktighet", "Tillgänglighet", "Datum", "Kommentar"],
            {
                "number": 0,
                "name": 1,
                "confidentiality": 2,
                "integrity": 3,
                "availability": 4,
                "decided_on": 5,
                "note": 6,
            },
        ),
        (
            ["Name", "Classification"],
            {"name": 0, "confidentiality": 1, "integrity": 1, "availability": 1, "traceability": 1},
        ),
        (["", "Färg"], {}),
        (
            ["Informationsmängd", "Konf.", "Rikt", "Till", "Tillg", "Spår", "Klassad datum"],
            {
                "name": 0,
                "confidentiality": 1,
                "integrity": 2,
                "availability": 4,
                "traceability": 5,
                "decided_on": 6,
            },
        ),
        (["Namn", "Kon", "R"], {"name": 0, "integrity": 2}),
    ],
)
def test_columns_are_guessed_from_their_headings(headings: list[str], expected: dict[str, int]) -> None:
    assert guess_columns(headings, BODY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("3.0", 3),
        ("3,0", 3),
        ("K3", 3),
        ("k 3", 3),
        ("K: 3", 3),
        ("Nivå 2", 2),
        ("3 - Allvarlig", 3),
        ("3 (Allvarlig)", 3),
        ("Allvarlig", 3),
        ("ALLVARLIG", 3),
        ("Serious", 3),
        ("Synnerligen allvarlig", 4),
        ("Ingen eller försumbar", 0),
        ("Ingen", 0),
        ("försumbar", 0),
        ("K3 R2 T1", 3),
        ("R2 T1 K3", 3),
        ("R2,K1", 1),
        ("", MappingFault.EMPTY),
        ("  ", MappingFault.EMPTY),
        ("5", MappingFault.UNKNOWN),
        ("-1", MappingFault.UNKNOWN),
        ("3,5", MappingFault.UNKNOWN),
        ("hög", MappingFault.UNKNOWN),
        ("2026-03-10", MappingFault.UNKNOWN),
        ("99999999999", MappingFault.UNKNOWN),
        ("٣", MappingFault.UNKNOWN),
    ],
)
def test_a_level_is_read_as_people_write_it(text: str, expected: int | MappingFault) -> None:
    assert level_in(text, "K", BODY) == expected


def test_another_aspects_letter_is_not_taken_for_ones_own() -> None:
    assert [level_in("K3 R2 T1 S0", letter, BODY) for letter in "KRTS"] == [3, 2, 1, 0]
    assert level_in("R2", "K", BODY) == MappingFault.UNKNOWN
    assert level_in("K3 R2", "T", BODY) == MappingFault.UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-10", date(2026, 3, 10)),
        ("2026-03-10 00:00", date(2026, 3, 10)),
        ("20260310", date(2026, 3, 10)),
        ("10/3/2026", date(2026, 3, 10)),
        ("10.3.2026", date(2026, 3, 10)),
        ("10/3 2026", date(2026, 3, 10)),
        ("10 3 2026", None),
        ("2026-02-30", None),
        ("mars 2026", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, expected: date | None) -> None:
    assert day_in(text) == expected


@given(st.text(max_size=30))
def test_whatever_a_cell_holds_it_is_a_level_of_the_scheme_or_refused(text: str) -> None:
    found = level_in(text, "K", BODY)
    assert isinstance(found, MappingFault) or BODY.level(found) is not None
    assert day_in(text) is None or isinstance(day_in(text), date)


@given(st.lists(st.text(max_size=20), max_size=8))
def test_a_guess_points_at_columns_that_are_there(headings: list[str]) -> None:
    assert all(0 <= place < len(headings) for place in guess_columns(headings, BODY).values())
