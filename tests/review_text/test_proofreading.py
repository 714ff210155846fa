"""What is wise to read again before a decision, in the words around the figures."""

import pytest

from akropolis.base.lib.document import Row, Table, Text, Value, paragraph
from akropolis.base.lib.markdown import parse
from akropolis.review.review_text.rules.proofreading import Finding, around_figures, empty_headings, proposals

NOW = {"incidents.total": "1", "actions.total": "12", "sets.total": "116", "sets.classified": "81 av 116"}


def found(text: str, **then: str) -> list[Finding]:
    def value(key: str) -> Value | None:
        before = then.get(key.replace(".", "_"), NOW[key])
        return Value(key, NOW[key], changed_from=before if before != NOW[key] else None)

    blocks = parse(text, resolve=value).blocks
    return [*around_figures(blocks), *empty_headings(blocks)]


@pytest.mark.parametrize(
    ("after", "several"),
    [
        ("incidenter", True),
        ("registrerade incidenter under perioden", True),
        ("allvarliga åtgärder", True),
        ("incident", False),
        ("registrerad incident", False),
        ("faktor av flera", False),
        ("server", False),
        ("av 12", False),
        ("har", False),
    ],
)
def test_one_goes_with_the_singular(after: str, several: bool) -> None:
    words = found(f"Kontoret har {{figure:incidents.total}} {after}.")
    assert [each.code for each in words] == (["one_of_many"] if several else [])
    assert found("Kontoret har {figure:actions.total} " + after) == []


def test_a_figure_that_has_changed_is_told_with_what_it_was() -> None:
    told = found(
        "Vi har {figure:incidents.total} incident. Och {figure:actions.total} till.", actions_total="9"
    )
    assert told == [Finding("changed", "12 till.", "9")]


def test_words_that_say_something_else_than_the_registers() -> None:
    assert found("Det finns {figure:actions.total|tre} åtgärder.") == [
        Finding("differs", "tre åtgärder.", "12")
    ]


def test_a_share_is_not_said_to_be_of_its_whole_twice_in_a_sentence() -> None:
    assert found("Av kontorets {figure:sets.total} mängder är {figure:sets.classified} klassade.") == [
        Finding("own_whole", "81 av 116 klassade.", "116")
    ]
    assert (
        found("Kontoret har {figure:sets.total} mängder. Av dem är {figure:sets.classified} klassade.") == []
    )


@pytest.mark.parametrize(
    ("share", "before", "after", "twice"),
    [
        ("8 av 8", "följa upp (%) och besvarade (", ").", False),
        ("0 av 8 (0 %)", "följa upp (%) och genomförda (", ").", False),
        ("8 av 8", "Av % är ", ".", True),
        ("0 av 8 (0 %)", "Av % är ", " klara.", True),
        ("8 av 8", "Av % är (", " klara).", True),
        ("8 av 8", "(Av % är ", ").", True),
        ("1 000 av 8", "Av % är ", ".", True),
        ("8 av 8 000", "Av % är ", ".", False),
        ("8 av 80", "Av % är ", ".", False),
        ("8 av 8", "Det är %. Av dem är ", ".", False),
        ("8", "Av % är ", ".", False),
    ],
)
def test_a_share_in_brackets_of_its_own_stands_beside_its_whole(
    share: str, before: str, after: str, twice: bool
) -> None:
    start, end = before.split("%")
    words = paragraph(start, Value("a", "8"), end, Value("b", share), after)
    found = [(each.code, each.other) for each in around_figures([words])]
    assert found == ([("own_whole", "8")] if twice else [])


def test_each_cell_of_a_table_is_read_by_itself() -> None:
    whole, share = (Value("a", "8"),), (Value("b", "8 av 8"),)
    table = Table(header=((), ()), rows=(Row((whole, share)), Row((share, (Text("–"),)))), note=whole)
    assert around_figures([table]) == []
    cell = (Text("Av "), *whole, Text(" är "), *share)
    assert around_figures([Table(header=(cell,), rows=())]) == [Finding("own_whole", "8 av 8", "8")]
    assert around_figures([Table(header=((),), rows=(), note=cell)]) == [Finding("own_whole", "8 av 8", "8")]


def test_a_heading_with_nothing_under_it() -> None:
    text = "Ord.\n\n## Tomt\n\n## Fullt\n\n### Del\n\nOrd.\n\n## Sist"
    assert found(text) == [Finding("empty_heading", "Tomt"), Finding("empty_heading", "Sist")]


def test_a_number_after_a_whole_sentence_is_no_share() -> None:
    assert found("Läget är gott. {figure:actions.total} åtgärder pågår.") == []


def test_what_is_said_to_be_proposed_is_found_by_its_sentence() -> None:
    blocks = parse(
        "Läget är gott. Följande föreslås. Nämnden föreslår inget.\n\n- De föreslagna åtgärderna görs."
    ).blocks
    assert list(proposals(blocks)) == [
        Finding("proposed", "Följande föreslås."),
        Finding("proposed", "De föreslagna åtgärderna görs."),
    ]
