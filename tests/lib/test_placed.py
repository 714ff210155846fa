"""YAML with lines: every value knows its place, and what cannot be taken says where it stands."""

from time import process_time

import pytest

from akropolis.base.lib.placed import DEEPEST, LARGEST, UnreadableYaml, YamlFault, read

TEXT = """\
name: Nämnden
reviews:
  - year: 2026
    decided: 2026-11-20
  - year: 2027
    decided:
"""


def test_every_value_knows_its_line() -> None:
    root = read(TEXT)
    reviews = root.get("reviews")
    assert reviews is not None
    assert reviews.line == 2
    years = [place.get("year") for place in reviews.items()]
    assert [(year.value, year.line) for year in years if year] == [(2026, 3), (2027, 5)]
    assert root.get("missing") is None


def test_the_value_without_lines_is_what_yaml_says() -> None:
    found = read("a: [1, {b: x}]\nc: true").plain()
    assert found == {"a": [1, {"b": "x"}], "c": True}


def test_what_has_no_members_and_no_keys_gives_none() -> None:
    assert (list(read("5").items()), read("5").get("a")) == ([], None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", YamlFault(1, "filen är tom")),
        ("# bara ord", YamlFault(1, "filen är tom")),
        ("a: 1\nb: 2026-13-40", YamlFault(2, "värdet går inte att läsa: 2026-13-40")),
        ("a:\n  - 1\n  - 2026-02-30", YamlFault(3, "värdet går inte att läsa: 2026-02-30")),
        ("a: 1\nb: 2\na: 3", YamlFault(3, "nyckeln a står två gånger")),
        ("a: &x 1\nb: *x", YamlFault(1, "filen har hänvisningar (& och *); skriv ut värdena i stället")),
        ("a: \x00", YamlFault(1, "filen har tecken som inte får finnas i YAML")),
        ("\n" * 2 + "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), YamlFault(3, "filen är nästlad för djupt")),
        ("{a: " * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), YamlFault(1, "filen är nästlad för djupt")),
        ("a" * (LARGEST + 1), YamlFault(1, "filen är större än 5 miljoner tecken")),
    ],
    ids=range(10),
)
def test_what_cannot_be_taken_says_where_and_why(text: str, fault: YamlFault) -> None:
    with pytest.raises(UnreadableYaml) as refusal:
        read(text)
    assert (refusal.value.fault, str(refusal.value)) == (fault, fault.sentence)


@pytest.mark.parametrize("text", ["[" * 5000, "{" * 5000, "- " * 5000, "a: [" * 200])
def test_what_is_nested_deep_is_refused_at_once(text: str) -> None:
    begun = process_time()
    with pytest.raises(UnreadableYaml):
        read(text)
    assert process_time() - begun < 0.5


def test_half_a_pair_is_refused_where_it_stands() -> None:
    with pytest.raises(UnreadableYaml) as refusal:
        read('a: 1\nb: "x\\ud800"')
    assert refusal.value.fault.line == 2


def test_what_is_as_deep_as_may_be_is_read() -> None:
    for begins, ends in (("{a: ", "}"), ("[", "]")):
        assert read(begins * DEEPEST + "1" + ends * DEEPEST).line == 1


def test_broken_yaml_is_placed_where_it_breaks() -> None:
    with pytest.raises(UnreadableYaml) as refusal:
        read("a: 1\nb: [2\nc: 3")
    assert refusal.value.fault.line == 3
    assert refusal.value.fault.sentence.startswith("filen går inte att läsa som YAML: ")
