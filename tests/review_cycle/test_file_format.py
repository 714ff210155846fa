"""Files in the format `akropolis-review/1` that are wrong: refused with the line and the mend, and nothing is saved."""

from pathlib import Path

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.lib.document import plain_text
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review_cycle.services.exchange import import_file, import_text
from akropolis.review.review_text.services import documents
from akropolis.shared.horizon.models import Observation

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
GOOD = """\
format: akropolis-review/1
title: Ledningens genomgång 2026
units:
- code: stad
  name: Mälarstad
  kind: city
- code: utb
  name: Utbildningsnämnden
  kind: committee
  parent: stad
observations:
- key: krav
  theme: law
  title: Nya krav
  text: Kraven[^1] skärps.
  footnotes:
    '1': Krav i lag.
reviews:
- unit: utb
  year: 2026
  covers: 2025-01-01/2025-12-31
  chapters:
  - key: state
    title: Läget
    text: |-
      <b>Fet</b> {{ mall }} #read("x") *sned* är skrivet.
  - key: horizon
    title: Omvärld
    observations:
    - krav
  - key: directions
    directions:
    - title: Öva
      text: En gång om året.
"""


def stored() -> tuple[int, ...]:
    counts = [model.everything.count() for model in (Unit, Review, Observation)]
    return (*counts, Change.objects.count())


def test_a_good_file_keeps_its_own_order_and_its_words() -> None:
    taken = import_text(SYSTEM, GOOD, name="prov.yaml")
    document = documents.tree(SYSTEM, find(SYSTEM, "utb", 2026))
    assert (taken.units, taken.observations, len(taken.reviews)) == (2, 1, 1)
    assert plain_text(document) == [
        "Läget",
        '<b>Fet</b> {{ mall }} #read("x") sned är skrivet.',
        "Omvärld",
        "Nya krav",
        "Kraven1 skärps.",
        "Öva",
        "En gång om året.",
        "1 Krav i lag.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("akropolis-review/1", "akropolis-review/9", 1, "akropolis-review/1"),
        ("title: Läget", "heading: Läget", 24, "heading"),
        ("- unit: utb", "- unit: bibl", 19, "bibl"),
        ("2025-01-01/2025-12-31", "2025-13-01/2025-12-31", 21, "period"),
        ("2025-01-01/2025-12-31", "2025-12-31/2025-01-01", 21, "slutar innan"),
        ("year: 2026", "year: i år", 20, "årtal"),
        ("theme: law", "theme: väder", 13, "väder"),
        ("parent: stad", "parent: borta", 10, "borta"),
        ("kind: committee", "kind: förening", 9, "förening"),
        ("    - krav\n", "    - annat\n", 30, "annat"),
        ("- key: state", "- key: directions", 31, "två gånger"),
        ("  name: Mälarstad\n", "  name: " + "å" * 201 + "\n", 5, "201 tecken"),
        ("    - title: Öva\n", "    - text: Öva\n", 34, "text"),
        ("  kind: city", "\tkind: city", 6, "YAML"),
        ("kind: city", "kind: city\n  kind: company", 7, "två gånger"),
        ("title: Nya krav", "title: &a Nya krav\n  source: *a", 1, "hänvisningar"),
    ],
)
def test_each_fault_names_its_line_and_its_mend(old: str, new: str, line: int, word: str) -> None:
    before = stored()
    assert old in GOOD
    with pytest.raises(Refused) as refusal:
        import_text(SYSTEM, GOOD.replace(old, new, 1), name="prov.yaml")
    assert f" {line}: " in str(refusal.value)
    assert word in str(refusal.value)
    assert str(refusal.value).startswith("prov.yaml")
    assert stored() == before


@pytest.mark.parametrize(("year", "fault"), [(1999, "årtal"), (2000, ""), (2100, ""), (2101, "årtal")])
def test_a_year_is_one_of_this_century(year: int, fault: str) -> None:
    said = ""
    try:
        import_text(SYSTEM, GOOD.replace("year: 2026", f"year: {year}", 1), name="prov.yaml")
    except Refused as refusal:
        said = str(refusal)
    assert (fault in said, bool(said)) == (True, bool(fault))


def test_an_observation_that_is_there_with_another_text_is_another() -> None:
    import_text(SYSTEM, GOOD, name="prov.yaml")
    other = GOOD.replace("year: 2026", "year: 2027", 1).replace("skärps", "mildras", 1)
    assert import_text(SYSTEM, other, name="prov.yaml").observations == 1
    again = GOOD.replace("year: 2026", "year: 2028", 1)
    assert (import_text(SYSTEM, again, name="prov.yaml").observations, Observation.everything.count()) == (
        0,
        2,
    )


@pytest.mark.parametrize(
    "text", ["", "bara text", "[1, 2]", "a: " + "[" * 400, "\x00", "format: akropolis-review/1\n"]
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    before = stored()
    with pytest.raises(Refused):
        import_text(SYSTEM, text, name="prov.yaml")
    assert stored() == before


@pytest.mark.parametrize("value", ["0", "250", "-1", "true", "'12'", "1.5"])
def test_how_many_work_in_a_unit_is_a_whole_number(value: str) -> None:
    text = GOOD.replace("  parent: stad\n", f"  parent: stad\n  employees: {value}\n")
    if value in ("0", "250"):
        import_text(SYSTEM, text, name="prov.yaml")
        assert Unit.everything.get(code="utb").employees == int(value)
        return
    with pytest.raises(Refused, match=r" 11: employees: .* är inget antal; skriv ett heltal"):
        import_text(SYSTEM, text, name="prov.yaml")
    assert Unit.everything.count() == 0


def test_a_file_is_taken_in_under_its_name_or_said_to_be_what_it_is(tmp_path: Path) -> None:
    place = tmp_path / "prov.yaml"
    with pytest.raises(Refused, match=f"{place.name} "):
        import_file(SYSTEM, place)
    place.write_bytes("Mälarstad".encode("latin-1"))
    with pytest.raises(Refused, match="UTF-8"):
        import_file(SYSTEM, place)
    place.write_text(GOOD, encoding="utf-8")
    taken = import_file(SYSTEM, place)
    assert (taken.units, taken.observations, [row.year for row in taken.reviews]) == (2, 1, [2026])
    assert {event.because for event in events_of([row.pk for row in taken.reviews])} == {
        "Inläst från prov.yaml"
    }
