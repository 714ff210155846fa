"""Sentences about the units' own reviews and earlier directions: how many, and by name those missing."""

from __future__ import annotations

from collections.abc import Sequence

from akropolis.base.lib.swedish import capitalised, listing
from akropolis.review.review_inputs.rules.figures import CoverageLine, FigureReading, PackContent
from akropolis.review.review_inputs.rules.wording import amount, join, mark, names, plain


def coverage(pack: PackContent) -> str:
    """Return a sentence on how many units have decided their reviews; empty if no units below are due."""
    due, decided = len(pack.coverage), sum(line.standing == "decided" for line in pack.coverage)
    if not due:
        return ""
    if due == 1:
        done = "har" if decided else "har inte"
        return f"{capitalised(plain(pack.coverage[0].name))} {done} beslutat sin genomgång."
    if decided == due:
        return f"Alla {mark('coverage.due')} enheter har beslutat sin genomgång."
    who = amount(pack, "coverage.decided", none="ingen")
    return f"Hittills har {who} av {mark('coverage.due')} enheter beslutat sin genomgång."


def not_decided(pack: PackContent) -> str:
    """Return a sentence naming the units that have not decided their reviews."""
    missing = [line.name for line in pack.coverage if line.standing != "decided"]
    if not missing or len(pack.coverage) == 1:
        return ""
    if len(missing) == 1:
        return f"{capitalised(names(missing))} har inte gjort det."
    return f"Följande har inte gjort det: {names(missing)}."


def missing_reviews_sentence(lines: Sequence[CoverageLine]) -> str:
    """Return a sentence on what the undecided reviews mean for this review; empty if all are decided."""
    missing = [line for line in lines if line.standing != "decided"]
    if not missing:
        return ""
    which = "Bedömningen från den enhet" if len(missing) == 1 else "Bedömningar från de enheter"
    return f"{which} som inte har beslutat sin genomgång ingår inte."


def directions(pack: PackContent) -> str:
    """Return a sentence on how many directions there were to follow up, and how many answers report them done."""
    total, done = pack.count("directions.total"), pack.count("directions.carried_out")
    if total == 0:
        return "Det finns inga inriktningar från en tidigare beslutad genomgång att följa upp."
    if total is None or done is None:
        return "Underlag om tidigare inriktningar saknas."
    many = mark("directions.carried_out")
    if total == 1:
        followed = f"Genomgången följer upp {mark('directions.total', 'en')} tidigare inriktning"
        if pack.unit.is_city:
            return f"{followed}. {many} svar säger att den är genomförd."
        return f"{followed}, som {'är' if done else 'inte är'} genomförd."
    return (
        f"Genomgången följer upp {mark('directions.total')} tidigare inriktningar. "
        f"{f'Räknat per enhet är {many} genomförda' if pack.unit.is_city else f'Genomförda är {many}'}."
    )


def answers(pack: PackContent) -> str:
    """Return sentences naming the units that have answered the directions, and those that have not."""
    figure = pack.figure("directions.answered")
    if figure is None or figure.value is None or not figure.denominator:
        return ""
    if not pack.unit.is_city:
        return _own_answers(figure)
    noun = "enhet" if figure.denominator == 1 else "enheter"
    return join(f"Hittills har {mark(figure.key)} {noun} svarat på alla inriktningar.", _silent(figure))


def _silent(figure: FigureReading) -> str:
    return f"Svar saknas helt eller delvis från {names(figure.missing)}." if figure.missing else ""


def _own_answers(figure: FigureReading) -> str:
    if not figure.missing:
        return "Alla är besvarade." if figure.denominator != 1 else "Den är besvarad."
    return f"Svar saknas på {listing([f'”{plain(title)}”' for title in figure.missing])}."


def kept_directions_sentence(pack: PackContent) -> str:
    """Return a sentence on how many directions have been carried on in at least two reviews in a row."""
    if not pack.count("directions.survived"):
        return ""
    if pack.count("directions.total") == 1:
        return "Den har förts vidare i minst två genomgångar i följd."
    kept = amount(pack, "directions.survived")
    return f"Av inriktningarna har {kept} förts vidare i minst två genomgångar i följd."
