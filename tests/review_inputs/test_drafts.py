"""The proposed texts: grammatical for none, one and many, traceable, and no bolder than the figures."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from akropolis.base.lib.document import Document, Value, own_inlines, plain_text, walk_blocks
from akropolis.base.lib.figures import all_figures
from akropolis.base.lib.markdown import Parsed, parse
from akropolis.review.review_inputs.rules.display import resolve
from akropolis.review.review_inputs.rules.drafts import draft, drafts
from akropolis.review.review_inputs.rules.figures import CoverageLine, Input, PackContent, PackUnit
from akropolis.review.review_inputs.rules.inputs import Gathered, assemble
from akropolis.review.review_inputs.rules.sentences import delays
from akropolis.review.review_inputs.rules.tally import TallyBasis
from akropolis.review.review_text.rules.chapters import CHAPTERS, WRAPPER
from tests.review_inputs.pack_strategies import PERIOD, packs, tallies

MANY = "incidenter|åtgärder|it-tjänster|observationer|omvärldsobservationer|inriktningar|enheter"
ONE = "incident|åtgärd|it-tjänst|observation|omvärldsobservation|inriktning"
WRONG = re.compile(
    rf"(?<!av )(?<![\d,\u00a0])\b(?:1|en|En) (?:öppna |registrerade |tidigare )?(?:{MANY})\b"
    rf"|\b(?:inga|Inga|[2-9]|[1-9]\d+) (?:öppen |registrerad |tidigare )?(?:{ONE})\b"
    r"|  | ,| \.|\.\.|\bNone\b|\bTrue\b|\bFalse\b",
)
MAY_BE_EMPTY = frozenset({"audits", "changes", "coverage", "indicators", "risks"})
"""Chapters of which the figures may have nothing to say."""
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str, pack: PackContent) -> Parsed:
    return parse(text, resolve=resolve(pack))


def words(text: str, pack: PackContent) -> str:
    return "\n".join(plain_text(Document("", read(text, pack).blocks)))


@quick
@given(packs())
def test_every_draft_reads_without_a_problem_and_its_words_agree_with_the_figures(pack: PackContent) -> None:
    for key, text in drafts(pack).items():
        parsed = read(text, pack)
        assert parsed.problems == (), (key, text)
        values = [i for b in walk_blocks(parsed.blocks) for i in own_inlines(b) if isinstance(i, Value)]
        assert [value for value in values if value.current is not None] == [], (key, text)


@quick
@given(packs())
def test_no_draft_has_a_number_and_a_noun_that_disagree(pack: PackContent) -> None:
    for key, text in drafts(_renamed(pack)).items():
        said = words(text, pack)
        assert WRONG.search(said) is None, (key, said)
        assert said.strip().endswith(".") or (not said and key in MAY_BE_EMPTY), (key, said)


def _renamed(pack: PackContent) -> PackContent:
    """The same pack with plain names, so that the words looked for are the draft's own."""
    return replace(
        pack,
        unit=replace(pack.unit, name="Socialnämnden"),
        inputs=tuple(_without_names(part) for part in pack.inputs),
        coverage=tuple(replace(line, name=f"Nämnd {line.code}") for line in pack.coverage),
    )


def _without_names(part: Input) -> Input:
    return replace(
        part, figures=tuple(replace(f, missing=tuple("AB"[: len(f.missing)])) for f in part.figures)
    )


def test_there_is_a_draft_for_every_chapter_but_for_the_decision_and_what_the_units_answered() -> None:
    wanted = {chapter.key for chapter in CHAPTERS if chapter.kind != WRAPPER}
    assert set(drafts(_pack(3))) == wanted - {"remarks", "decisions"}


@quick
@given(packs())
def test_no_sentence_is_proposed_for_two_chapters_and_none_only_before_the_decision(
    pack: PackContent,
) -> None:
    said = [s for text in drafts(_renamed(pack)).values() for s in re.split(r"(?<=\.)\s+", text) if s]
    assert [s for s in said if said.count(s) > 1] == []
    assert [s for s in said if re.search("föresl|i systemet", s)] == []


def test_an_unknown_chapter_has_no_draft() -> None:
    assert draft("wrapper_summary", _pack(3)) == ""


def _pack(count: int, coverage: tuple[CoverageLine, ...] = (), **numbers: Any) -> PackContent:
    """The city's pack with `count` incidents, and one register that may not be read."""
    incidents = tallies(
        "incidents",
        count,
        personal_data=numbers.get("personal", 0),
        unknown_personal_data=numbers.get("unknown", 0),
        serious=numbers.get("serious", 0),
        open=numbers.get("still_open", 0),
    )
    others = {"actions": numbers.get("actions"), "services": None, "observations": None}
    ground = TallyBasis("s", PERIOD, all_figures(), {"incidents": {"/s/": incidents}, **others})
    return PackContent(
        PackUnit("s", "Mälarstad", "Mälarstad", "city"),
        2027,
        PERIOD,
        datetime(2026, 11, 25, 9, tzinfo=UTC),
        assemble(Gathered(ground, True, {}, coverage), None),
        coverage,
    )


@pytest.mark.parametrize(
    ("pack", "sentences"),
    [
        (
            _pack(0),
            "Inga incidenter är registrerade för perioden. "
            "Det kan bero på att inget har hänt, eller på att inget har rapporterats.",
        ),
        (
            _pack(1, personal=1, still_open=1),
            "För perioden finns en registrerad incident, som rörde personuppgifter. "
            "Den bedömdes inte som allvarlig eller kritisk och var inte avslutad vid brytdagen.",
        ),
        (
            _pack(1, unknown=1, serious=1),
            "För perioden finns en registrerad incident. Det är inte klarlagt om den rörde personuppgifter. "
            "Den bedömdes som allvarlig eller kritisk och var avslutad vid brytdagen.",
        ),
        (
            _pack(2, personal=1, serious=1),
            "För perioden finns 2 registrerade incidenter, varav en rörde personuppgifter. "
            "Av incidenterna bedömdes en som allvarlig eller kritisk, och ingen var öppen vid brytdagen.",
        ),
        (
            _pack(120, personal=31, serious=4, still_open=12, unknown=1),
            "För perioden finns 120 registrerade incidenter, varav 31 rörde personuppgifter. "
            "Av incidenterna bedömdes 4 som allvarliga eller kritiska, och 12 var öppna vid brytdagen. "
            "För en av incidenterna är det inte klarlagt om personuppgifter berördes.",
        ),
    ],
    ids=["none", "one", "one unknown", "two", "many"],
)
def test_incidents_in_words(pack: PackContent, sentences: str) -> None:
    lacking = "Underlag om åtgärder saknas. Underlag om it-tjänster saknas."
    assert words(draft("state", pack), pack) == f"{sentences} {lacking}"


def test_actions_are_not_told_without_how_many_were_done() -> None:
    pack = _pack(0, actions={"/s/": tallies("actions", 5, overdue=1, no_owner=1)})
    inputs = tuple(
        replace(part, figures=tuple(each for each in part.figures if each.key != "actions.done"))
        for part in pack.inputs
    )
    assert "Underlag om åtgärder saknas." not in words(draft("state", pack), pack)
    assert "Underlag om åtgärder saknas." in words(draft("state", replace(pack, inputs=inputs)), pack)


def _lines(*standings: Any) -> tuple[CoverageLine, ...]:
    return tuple(CoverageLine(f"n{n}", f"Nämnd {n}", standing) for n, standing in enumerate(standings))


@pytest.mark.parametrize(
    ("late", "ownerless", "sentence"),
    [
        (0, 2, "Vid brytdagen var inga åtgärder försenade, och 2 öppna åtgärder saknade ansvarig."),
        (1, 1, "Vid brytdagen var en åtgärd försenad, och en öppen åtgärd saknade ansvarig."),
        (3, 0, "Vid brytdagen var 3 åtgärder försenade, och inga öppna åtgärder saknade ansvarig."),
    ],
)
def test_what_is_late_and_nobodys_in_words(late: int, ownerless: int, sentence: str) -> None:
    pack = _pack(0, actions={"/s/": tallies("actions", 5, overdue=late, no_owner=ownerless)})
    assert words(delays(pack), pack) == sentence


@pytest.mark.parametrize(
    ("lines", "sentences"),
    [
        (_lines("decided"), ""),
        (_lines("decided", "decided"), ""),
        (
            _lines("decided", "under_way", "not_begun", "not_begun"),
            "Bedömningar från de enheter som inte har beslutat sin genomgång ingår inte.",
        ),
        (
            _lines("decided", "not_begun"),
            "Bedömningen från den enhet som inte har beslutat sin genomgång ingår inte.",
        ),
    ],
    ids=["one", "all", "some", "all but one"],
)
def test_what_the_undecided_would_have_said_is_missing(
    lines: tuple[CoverageLine, ...], sentences: str
) -> None:
    pack = _pack(0, lines)
    assert words(draft("coverage", pack), pack) == sentences


def test_a_name_with_marks_in_it_closes_nothing() -> None:
    lines = (
        CoverageLine("a", "Nämnd {secret 18 kap. OSL} *a* [b](http://c)", "not_begun"),
        CoverageLine("b", "Nämnd {figure:incidents.total}", "not_begun"),
    )
    pack = _pack(3, lines)
    assert read(draft("coverage", pack), pack).problems == ()
