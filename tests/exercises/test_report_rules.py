"""The report of an exercise as a document: pure."""

from dataclasses import replace

import pytest

from akropolis.base.lib.document import (
    Block,
    Document,
    DocumentMeta,
    Strong,
    Text,
    bullets,
    heading,
    paragraph,
    table,
)
from akropolis.events.exercises.rules.report import ExerciseReport, Goal, Played, paper

WORDS = {
    "kind": "ÖVNING: Övningsrapport",
    "goals": "Mål",
    "unseen": "Inget iakttogs.",
    "injects": "Inspel",
    "at": "Tid",
    "inject": "Inspel till",
    "expected": "Väntat",
    "done": "Gjort",
    "actions": "Åtgärder",
    "none": "Inga.",
}
TOLD = ExerciseReport(
    title="Molnet är nere",
    number="ÖVN-2026-0001",
    unit="Utbildningsnämnden",
    handler="Nadja Perić",
    day="2026-11-25",
    terms=[("Dag", "2026-11-25"), ("Takt", "60 gånger")],
    scene="",
    goals=[],
    played=[],
    actions=[],
    words=WORDS,
)
TERMS = bullets(
    [
        [Strong((Text("Dag:"),)), Text(" 2026-11-25")],
        [Strong((Text("Takt:"),)), Text(" 60 gånger")],
    ]
)
NOTHING = (heading(1, "Mål"), heading(1, "Åtgärder"), paragraph("Inga."))


def test_an_exercise_of_which_nothing_is_said_has_its_terms_and_empty_headings() -> None:
    meta = DocumentMeta(
        authority="Utbildningsnämnden",
        handler="Nadja Perić",
        date="2026-11-25",
        diary_number="ÖVN-2026-0001",
        kind="ÖVNING: Övningsrapport",
    )
    assert paper(TOLD) == Document(title="ÖVNING: Molnet är nere", meta=meta, blocks=(TERMS, *NOTHING))


@pytest.mark.parametrize(
    ("scene", "blocks"),
    [
        (" \n\n", ()),
        ("Det är tisdag.", (paragraph("Det är tisdag."),)),
        (
            "Det är tisdag. \n\n  Molnet svarar inte.\n",
            (paragraph("Det är tisdag."), paragraph("Molnet svarar inte.")),
        ),
    ],
)
def test_each_line_of_the_scene_is_a_paragraph(scene: str, blocks: tuple[Block, ...]) -> None:
    assert paper(replace(TOLD, scene=scene)).blocks == (TERMS, *blocks, *NOTHING)


def test_under_each_goal_stands_what_was_seen_or_that_nothing_was() -> None:
    goals = [
        Goal(
            "Larma i tid", [("Nått", "Larmet gick.\nAlla svarade.", "Observatör"), ("Inte nått", "Sent.", "")]
        ),
        Goal("Skriva logg", []),
    ]
    found = paper(replace(TOLD, goals=goals)).blocks
    assert found[1:-2] == (
        heading(1, "Mål"),
        heading(2, "Larma i tid"),
        paragraph("Nått. Larmet gick."),
        paragraph("Alla svarade. (Observatör)"),
        paragraph("Inte nått. Sent."),
        heading(2, "Skriva logg"),
        paragraph("Inget iakttogs."),
    )


def test_what_was_given_stands_in_a_table_and_what_was_raised_in_a_list() -> None:
    played = [
        Played("00.20", "Det ringer.", "Kulturnämnden", "De svarar.", "Stängde."),
        Played("01.05", "Pressen frågar.", "", "", ""),
    ]
    found = paper(replace(TOLD, played=played, actions=["Öva larm", "Skriv rutin"])).blocks
    assert found[1:] == (
        heading(1, "Mål"),
        heading(1, "Inspel"),
        table(
            ("Tid", "Inspel till", "Väntat", "Gjort"),
            [
                ("00.20", "Kulturnämnden: Det ringer.", "De svarar.", "Stängde."),
                ("01.05", "Pressen frågar.", "", ""),
            ],
            widths=(0.8, 3, 3, 2.2),
        ),
        heading(1, "Åtgärder"),
        bullets([[Text("Öva larm")], [Text("Skriv rutin")]]),
    )
