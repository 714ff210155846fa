"""Levels as marks: the letters stand as they are, with the aspect's name, and words that are no levels stay words."""

import re

import pytest
from django.utils import translation

from akropolis.shared.classification.templatetags.levels import marked

SHOWN = re.compile(r'data-weight="(\d)" data-color="neutral" title="([^"]*)" aria-label="([^"]*)">([^<]*)<')


def test_each_level_is_a_mark_with_the_name_of_its_aspect() -> None:
    assert SHOWN.findall(marked("K3 R0 T12")) == [
        ("3", "Konfidentialitet 3", "K3, Konfidentialitet 3", "K3"),
        ("0", "Riktighet 0", "R0, Riktighet 0", "R0"),
        ("4", "Tillgänglighet 12", "T12, Tillgänglighet 12", "T12"),
    ]
    with translation.override("en"):
        assert SHOWN.findall(marked("S1 A4"))[0][1] == "Traceability 1"
    assert SHOWN.findall(marked("S1"))[0][1] == "Spårbarhet 1"


@pytest.mark.parametrize("words", ["", "inte klassad", "K", "K3 och R2", "<b>K3</b>"])
def test_words_that_are_no_levels_stay_as_they_are(words: str) -> None:
    assert marked(words) == words.replace("<", "&lt;").replace(">", "&gt;")
