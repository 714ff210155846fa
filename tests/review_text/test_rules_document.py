"""The document of a review from its content: what stands in it, in which words and in which order."""

from dataclasses import replace
from datetime import date

import pytest

from akropolis.base.lib.document import (
    Document,
    FigureRow,
    Heading,
    Signature,
    Value,
    inline_text,
    plain_text,
)
from akropolis.review.review_text.rules.content import (
    DecisionText,
    DirectionText,
    ObservationText,
    PointText,
    RemarkText,
    ReviewChapterText,
    ReviewContent,
    VerdictText,
)
from akropolis.review.review_text.rules.document import DocumentSource, build, build_chapter
from akropolis.review.review_text.rules.enclosures import papers

FIRST, LAST = date(2025, 11, 1), date(2026, 10, 31)
DRAFT = ReviewContent(
    unit_code="utb",
    unit_name="Utbildningsnämnden",
    city_name="Mälarstad",
    year=2027,
    title="Ledningens genomgång 2027",
    edition=1,
    state="Pågår",
    period_from=FIRST,
    period_to=LAST,
    cutoff=LAST,
    handler="Anna Ek",
    recipient="Nämnden",
    diary_number="UTB 2026/117",
    wrapper=False,
)
DECISION = DecisionText(
    "Nämnden", "Karin Lind", "ordförande", date(2026, 11, 20), "UTB 2026/117", paragraph="§ 12"
)
SIGNED = "Beslutad den 20 november 2026, § 12, av Karin Lind, ordförande. Diarienummer UTB 2026/117."
FIGURES = {"incidents.total": "12", "actions.overdue": "3", "actions.on_time": "5 av 9"}
INTRODUCTION = ReviewChapterText("introduction", "Inledning", "Så gick året.")
STATE = ReviewChapterText("state", "Kulturnämndens genomgång", "Läget är gott.")
REMARKS = ReviewChapterText("remarks", "Bilaga: remissvar", "")
DECISIONS = ReviewChapterText("decisions", "Beslut", "")
ROW = FigureRow("incidents.total", "Incidenter", "12", "", "", "", "", "")


def source(*rows: FigureRow) -> DocumentSource:
    def resolve(key: str) -> Value | None:
        return Value(key, FIGURES[key]) if key in FIGURES else None

    return DocumentSource(lambda _chapter: resolve, {}, rows)


def document(content: ReviewContent) -> Document:
    codes = (content.unit_code, *(each.unit_code for each in content.carried))
    return build(content, dict.fromkeys(codes, source()))


def text(content: ReviewContent) -> list[str]:
    """The lines below the title and the unit's name."""
    return [line for line in plain_text(replace(document(content), title="", subtitle="")) if line]


def points(*verbs: str) -> tuple[PointText, ...]:
    return tuple(PointText(verb, "genomgången.") for verb in verbs)


def chapter(content: ReviewContent, key: str) -> list[str]:
    """The lines of one chapter without words of its own."""
    return plain_text(build_chapter(content, ReviewChapterText(key, "", ""), source()))


def headings(content: ReviewContent) -> list[tuple[int, str]]:
    return [(b.level, inline_text(b.inlines)) for b in document(content).blocks if isinstance(b, Heading)]


# ---------------------------------------------------------------------------------------------------- the decision


@pytest.mark.parametrize(
    ("decision", "lines"),
    [
        (DECISION, [SIGNED]),
        (replace(DECISION, paragraph=""), [SIGNED.replace(", § 12,", "")]),
        (
            replace(DECISION, signing="electronic"),
            [SIGNED, "Undertecknas elektroniskt av Karin Lind, ordförande."],
        ),
    ],
)
def test_a_decision_says_when_where_and_by_whom(decision: DecisionText, lines: list[str]) -> None:
    content = replace(DRAFT, decision=decision, points=points("godkänner"))
    assert chapter(content, "decisions")[-len(lines) - 1 :] == ["Nämnden godkänner genomgången.", *lines]


def test_a_decision_that_is_signed_on_paper_has_a_place_for_the_name() -> None:
    content = replace(DRAFT, decision=replace(DECISION, signing="place"), chapters=(DECISIONS,))
    assert [block for block in document(content).blocks if isinstance(block, Signature)] == [
        Signature(SIGNED, "Karin Lind, ordförande")
    ]


def test_what_is_not_decided_is_a_proposal_to_the_unit_and_says_so() -> None:
    proposed = replace(DRAFT, points=points("godkänner", "uppdrar åt förvaltningen att öva på"))
    assert chapter(proposed, "decisions")[-3:] == [
        "Utbildningsnämnden godkänner genomgången.",
        "Utbildningsnämnden uppdrar åt förvaltningen att öva på genomgången.",
        "Genomgången är inte beslutad.",
    ]
    assert chapter(DRAFT, "decisions")[-2:] == [
        "Förslag till beslut är inte skrivet än.",
        "Genomgången är inte beslutad.",
    ]


@pytest.mark.parametrize(
    ("chapters", "wrapper", "signing", "times"),
    [
        ((INTRODUCTION,), False, "", 0),
        ((INTRODUCTION,), False, "electronic", 1),
        ((INTRODUCTION, DECISIONS), False, "electronic", 1),
        ((INTRODUCTION, DECISIONS), False, "", 1),
        ((INTRODUCTION,), True, "electronic", 1),
        ((INTRODUCTION,), True, "", 0),
    ],
)
def test_a_decision_that_is_signed_stands_once(
    chapters: tuple[ReviewChapterText, ...], wrapper: bool, signing: str, times: int
) -> None:
    content = replace(DRAFT, chapters=chapters, wrapper=wrapper, decision=replace(DECISION, signing=signing))
    assert text(content).count(SIGNED) == times


def test_the_appendices_stand_after_the_decision() -> None:
    content = replace(
        DRAFT, chapters=(REMARKS, INTRODUCTION), decision=replace(DECISION, signing="electronic")
    )
    assert headings(content) == [(1, "Inledning"), (1, "Beslut"), (1, "Bilaga: remissvar")]


# ------------------------------------------------------------------------------------------- what stands in the head


def test_the_head_says_how_far_the_review_has_come() -> None:
    draft = document(DRAFT).meta
    assert (draft.status, draft.date, draft.version, draft.paragraph, draft.decider, draft.kind) == (
        "Utkast, Pågår",
        "2026-10-31",
        "",
        "",
        "",
        "Ledningens genomgång",
    )
    signed = replace(DRAFT, decision=replace(DECISION, signing="place"), edition=2, wrapper=True)
    decided = document(signed).meta
    assert (
        decided.status,
        decided.date,
        decided.version,
        decided.paragraph,
        decided.decider,
        decided.kind,
    ) == (
        "Beslutad 2026-11-20",
        "2026-11-20",
        "Version 2",
        "§ 12",
        "Karin Lind, ordförande",
        "Tjänsteutlåtande",
    )
    assert document(replace(signed, decision=DECISION)).meta.decider == ""
    assert (draft.authority, document(replace(DRAFT, authority="Staden")).meta.authority) == (
        "Utbildningsnämnden",
        "Staden",
    )


# ----------------------------------------------------------------------------------------------- what chapters hold


@pytest.mark.parametrize(
    ("evidence", "rows", "sentences"),
    [
        (("incidents.total",), (), ["Bedömningen bygger på att antalet incidenter var 12."]),
        (("gone.figure",), ("revisionen 2026",), ["Bedömningen bygger på revisionen 2026."]),
        (
            ("incidents.total", "actions.overdue"),
            ("revisionen 2026",),
            [
                "Bedömningen bygger på följande:",
                "Antalet incidenter var 12.",
                "Antalet försenade åtgärder vid brytdagen var 3.",
                "Revisionen 2026.",
            ],
        ),
    ],
)
def test_a_judgement_says_what_it_builds_on(
    evidence: tuple[str, ...], rows: tuple[str, ...], sentences: list[str]
) -> None:
    verdict = VerdictText("Är ledningssystemet lämpligt?", "Ja", "Det fungerar.", evidence, rows)
    assert chapter(replace(DRAFT, verdicts=(verdict,)), "assessment")[-2 - len(sentences) :] == [
        "Är ledningssystemet lämpligt? Ja",
        "Det fungerar.",
        *sentences,
    ]


def test_a_judgement_that_builds_on_nothing_says_nothing_of_it() -> None:
    verdict = VerdictText("Är ledningssystemet lämpligt?", "Nej", "Det saknas folk.")
    assert chapter(replace(DRAFT, verdicts=(verdict,)), "assessment")[-2:] == [
        "Är ledningssystemet lämpligt? Nej",
        "Det saknas folk.",
    ]


def test_a_direction_names_the_units_that_it_is_set_for() -> None:
    some = (DirectionText("Öva", "Varje år.", ("Kulturnämnden", "Bostäder AB")), DirectionText("Mät", ""))
    assert chapter(replace(DRAFT, directions=some), "directions")[-4:] == [
        "Öva",
        "Varje år.",
        "Gäller Kulturnämnden och Bostäder AB.",
        "Mät",
    ]
    assert [line for line in chapter(DRAFT, "directions") if line] == []


def test_observations_stand_under_headings_of_their_own() -> None:
    seen = (ObservationText("Ny lag", "Den gäller."), ObservationText("Nytt hot", "Det växer."))
    content = replace(
        DRAFT, observations=seen, chapters=(ReviewChapterText("horizon", "Omvärld", "Mycket hände."),)
    )
    assert text(content) == ["Omvärld", "Mycket hände.", "Ny lag", "Den gäller.", "Nytt hot", "Det växer."]
    assert [level for level, _words in headings(content)] == [1, 2, 2]


# ----------------------------------------------------------------------------------- reviews that are carried in it


def carried(*chapters: ReviewChapterText, withheld: bool = False) -> ReviewContent:
    other = replace(
        DRAFT, unit_code="kul", unit_name="Kulturnämnden", chapters=chapters, withheld=withheld, title="Annan"
    )
    return replace(DRAFT, chapters=(INTRODUCTION,), carried=(other,))


def test_a_review_that_is_carried_stands_below_a_heading_with_its_name() -> None:
    assert headings(carried(INTRODUCTION, STATE)) == [
        (1, "Inledning"),
        (1, "Kulturnämndens genomgång"),
        (2, "Inledning"),
        (2, "Läget"),
    ]


def test_a_review_with_a_single_heading_is_carried_with_that_alone() -> None:
    assert headings(carried(STATE, ReviewChapterText("execution", "", "Vi börjar."))) == [
        (1, "Inledning"),
        (1, "Kulturnämndens genomgång"),
    ]


def test_a_review_that_is_not_let_out_is_carried_by_name_alone() -> None:
    assert text(carried(INTRODUCTION, STATE, withheld=True))[2:] == [
        "Kulturnämndens genomgång",
        "Genomgången är inte beslutad än. Texten visas här när enheten har skickat den på remiss eller beslutat den.",
    ]


# ------------------------------------------------------------------------------------------------------ the report


@pytest.mark.parametrize(
    ("outcomes", "sentence"),
    [
        (("Beaktas",), "Ett svar beaktas."),
        (("Beaktas inte", "Beaktas"), "Ett svar beaktas och ett svar beaktas inte."),
        (
            ("", "Beaktas delvis", "Beaktas delvis"),
            "Två svar beaktas delvis och ett svar väntar på att behandlas.",
        ),
    ],
)
def test_the_report_says_what_came_of_the_answers(outcomes: tuple[str, ...], sentence: str) -> None:
    names = ("Bostäder AB", "Kulturnämnden", "Bostäder AB")
    remarks = tuple(RemarkText(name, "", "Nej.", each) for name, each in zip(names, outcomes, strict=False))
    units = "Bostäder AB" if len(remarks) == 1 else "Bostäder AB och Kulturnämnden"
    lines = text(replace(DRAFT, wrapper=True, remarks=remarks))
    start = lines.index("Ärendets beredning")
    assert lines[start + 1 : start + 3] == [
        f"Genomgången har varit på remiss. Svar har kommit från {units}.",
        sentence,
    ]


def test_a_report_without_judgements_directions_or_answers_leaves_them_out() -> None:
    assert [words for _level, words in headings(replace(DRAFT, wrapper=True))] == [
        "Förslag till beslut",
        "Bakgrund",
        "Bilagor",
    ]


def test_the_report_lists_what_is_enclosed_with_the_figures_last() -> None:
    content = replace(DRAFT, wrapper=True, chapters=(INTRODUCTION, REMARKS))
    lines = [each for each in plain_text(build(content, {"utb": source(ROW)})) if each]
    start = lines.index("Bilagor")
    assert lines[start + 1 : start + 4] == [
        "Ledningens genomgång 2027",
        "Remissvar",
        "Siffror som genomgången bygger på",
    ]


COVERAGE = ReviewChapterText("coverage", "Bilaga: täckning", "Alla är med.")


@pytest.mark.parametrize("wrapper", [True, False])
def test_each_paper_has_its_own_number_title_and_text(wrapper: bool) -> None:
    content = replace(DRAFT, wrapper=wrapper, chapters=(INTRODUCTION, REMARKS, COVERAGE))
    found = papers(build(content, {"utb": source(ROW)}), wrapped=wrapper)
    own = ["Ledningens genomgång 2027", "Remissvar", "Täckning", "Siffror som genomgången bygger på"]
    titles = ["Ledningens genomgång 2027", *own] if wrapper else own
    assert [(paper.number, paper.title, paper.document.title) for paper in found] == [
        (number, title, title) for number, title in enumerate(titles)
    ]
    kinds = [
        "Tjänsteutlåtande" if wrapper else "Ledningens genomgång",
        *(f"Bilaga {n}" for n in range(1, len(titles))),
    ]
    assert [paper.document.meta.kind for paper in found] == kinds
    assert plain_text(found[-2].document)[-1] == "Alla är med."
    assert [paper.document.figures for paper in found] == [()] * (len(titles) - 1) + [(ROW,)]
