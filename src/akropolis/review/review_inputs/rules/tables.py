"""Parts of the document made from the pack itself: follow-up, indicators, coverage, and the data sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from akropolis.base.lib.document import (
    Alignment,
    Block,
    BulletList,
    Emphasis,
    FigureRow,
    Inline,
    LineBreak,
    Text,
    Value,
    bullets,
    direction,
    paragraph,
    table,
)
from akropolis.base.lib.figures import name
from akropolis.base.lib.markdown.cells import in_cell
from akropolis.base.lib.swedish import (
    capitalised,
    date_iso,
    date_prose,
    genitive,
    listing,
    number,
    period_prose,
)
from akropolis.review.review.rules.kind import REVIEW, reword
from akropolis.review.review_inputs.rules.appendix import UnitAppendix, per_unit
from akropolis.review.review_inputs.rules.display import (
    figure_path,
    previous_text,
    text,
    trend_words,
    whole_text,
)
from akropolis.review.review_inputs.rules.figures import (
    Course,
    CoverageLine,
    FigureReading,
    FollowedDirection,
    PackContent,
)
from akropolis.review.review_inputs.rules.telling import COURSES, missing, note
from akropolis.shared.yearly_reports.rules.kinds import BUILT, kinds

type Built = Mapping[str, tuple[Block, ...]]
"""The document blocks made from the pack, by the key of the chapter they belong to."""

BEHIND: tuple[Course, ...] = ("not_begun", "declined", "unanswered")
YEARS = {1: "Andra", 2: "Tredje", 3: "Fjärde", 4: "Femte"}
INDICATORS = frozenset(
    {
        "directions.answered",
        "directions.carried_out",
        "actions.on_time",
        "actions.overdue",
        "incidents.total",
        "incidents.serious",
        "incidents.personal_data",
        "incident-tracks.late",
        "incident-tracks.notified",
    }
)
"""Keys of the figures in the table of indicators, besides all those of the letters c, d and e."""
AS_GATHERED = {
    "unit-measures": "enheternas säkerhetsåtgärder",
    "service-measures": "tjänsternas säkerhetsåtgärder",
    "effects": "säkerhetsåtgärdernas effekt",
    "patterns": "säkerhetsmönster",
    "training": "ledningens utbildning",
    "gaps": "skillnader mellan krav och det som erbjuds",
}
"""What the registers show only as it is when the figures are gathered, by the first part of the figures' keys."""


def built(
    pack: PackContent, told: Mapping[str, UnitAppendix] | None = None, keys: Sequence[str] = ()
) -> Built:
    """Return the blocks made from the pack for the chapters built from registers, by chapter key.

    `told` maps unit codes to the content of their decided reviews; `keys` are the key figures in the city's
    appendix.
    """
    coverage = _coverage(pack, told or {}, keys)
    if pack.kind != REVIEW.key:
        return {**_figures_by_chapter(pack), "coverage": coverage}
    return {"followup": _followup(pack), "indicators": _indicators(pack), "coverage": coverage}


def _figures_by_chapter(pack: PackContent) -> Built:
    """Return for each chapter made from the registers a table of the figures in the inputs that it draws on."""
    return {
        chapter.key: _table(pack, [f for i in pack.inputs if i.letter in chapter.letters for f in i.figures])
        for chapter in kinds.get(pack.kind).chapters
        if chapter.kind == BUILT and chapter.letters
    }


def built_without() -> Built:
    """Return the blocks shown when nothing has been gathered: they say so, rather than being left out."""
    missing = (paragraph("Underlag saknas: inga siffror är hämtade än."),)
    return {"followup": missing, "indicators": missing, "coverage": missing}


def _basis(pack: PackContent, keys: Iterable[str]) -> str:
    """Return the period and the day of which the figures tell; some tell of the day when they were gathered."""
    known = (
        f"Uppgifterna gäller {period_prose(pack.period.first, pack.period.last)}, "
        f"som det var känt {date_prose(pack.known_on)}."
    )
    shown = {key.partition(".")[0] for key in keys}
    later = listing([words for register, words in AS_GATHERED.items() if register in shown])
    if not later:
        return known
    return f"{known} För {later} gäller dagen då underlaget hämtades, {date_prose(pack.gathered_at.date())}."


def _name(pack: PackContent, key: str) -> str:
    return reword(name(key), kinds.get(pack.kind))


def _value(pack: PackContent, figure: FigureReading) -> Value:
    return Value(figure.key, whole_text(figure), href=figure_path(pack, figure.key))


def _indicators(pack: PackContent) -> tuple[Block, ...]:
    shown = [
        figure
        for part in pack.inputs
        for figure in part.figures
        if (figure.key in INDICATORS or part.letter in "cde") and _informs(figure)
    ]
    found = _table(pack, shown, "Indikatorer", "Indikator")
    return (*found, *_missing(pack)) if shown else found


def _informs(figure: FigureReading) -> bool:
    """Return whether the figure belongs in the table: a zero only if more would be better, or there was some before."""
    none_of_some = figure.value == 0 and bool(figure.denominator) and figure.polarity == "up"
    return bool(figure.value or figure.previous) or none_of_some


def _table(
    pack: PackContent, shown: Sequence[FigureReading], caption: str = "Siffror", first: str = "Siffra"
) -> tuple[Block, ...]:
    """Return the figures beside last year's, or a sentence if there are none."""
    if not shown:
        return (paragraph("Underlag saknas: inga siffror är hämtade."),)
    rows = [
        (_name(pack, each.key), _value(pack, each), previous_text(each) or "–", trend_words(each) or "–")
        for each in shown
    ]
    note = _basis(pack, [each.key for each in shown])
    head = (first, "Värde", "Föregående år", "Jämfört med föregående år")
    return (table(head, rows, caption=caption, header_column=True, widths=(5, 2, 2, 3), note=note),)


def _missing(pack: PackContent) -> tuple[Block, ...]:
    """List what the figures lack. The introduction says for which areas there are none at all."""
    words = [sentence for part in pack.inputs for sentence in missing(replace(part, missing=()))]
    return (paragraph("Detta saknas i underlaget:"), bullets(words)) if words else ()


def _followup(pack: PackContent) -> tuple[Block, ...]:
    """Return a table for each review that set directions; for several units, with those that lag behind by name."""
    if not pack.directions:
        return (paragraph("Det finns inga inriktningar från en tidigare beslutad genomgång att följa upp."),)
    table_of = _answered_by_units if pack.unit.is_city else _done_by_unit
    return tuple(
        block
        for source, several in groupby(pack.directions, key=lambda item: item.source)
        for block in table_of(source, list(several))
    )


def _done_by_unit(source: str, directions: Sequence[FollowedDirection]) -> Iterator[Block]:
    rows = [(_titled(item), *_outcome(item)) for item in directions]
    head = ("Inriktning", "Läge", "Svar och resultat")
    yield table(head, rows, caption=_set_by(source), header_column=True, widths=(3.2, 1.6, 5.2))


def _outcome(item: FollowedDirection) -> tuple[str, list[Inline]]:
    """Return how far the unit itself has come, and its answer or what came of it in its own words."""
    if not item.answers:
        return "–", [Text("Inriktningen berör inte verksamheten.")]
    (answer, *_others) = item.answers
    text = in_cell(answer.text) if answer.text.strip() else []
    silent = "–" if answer.course == "unanswered" else "Uppgift saknas."
    return COURSES[answer.course].sv, text or [Text(silent)]


def _answered_by_units(source: str, directions: Sequence[FollowedDirection]) -> Iterator[Block]:
    shown = [course for course in COURSES if any(item.named(course) for item in directions)]
    rows: list[Sequence[str | list[Inline]]] = [
        [_titled(item), *(number(len(item.named(course))) for course in shown)] for item in directions
    ]
    head = ("Inriktning", *(COURSES[course].sv for course in shown))
    right: list[Alignment] = ["right" for _course in shown]
    widths = (4.5, *(1.6 for _course in shown))
    note = "Talen är enheter som inriktningen gäller."
    caption = _set_by(source)
    yield table(
        head, rows, caption=caption, alignments=("left", *right), widths=widths, header_column=True, note=note
    )
    behind = [(item, names) for item in directions if (names := _behind(item))]
    if behind:
        yield BulletList(tuple(direction(item.title, paragraph(names)) for item, names in behind))


def _titled(item: FollowedDirection) -> list[Inline]:
    """Return the title, with for how many reviews in a row the direction has been set if more than one."""
    if not item.survived:
        return [Text(item.title)]
    year = YEARS.get(item.survived, f"{item.survived + 1}:e")
    return [Text(item.title), LineBreak(), Emphasis((Text(f"{year} året i följd"),))]


def _set_by(source: str) -> str:
    """Return a caption from the source, a unit's name and a year: "Mälarstads inriktningar från 2026"."""
    unit, _space, year = source.rpartition(" ")
    return f"{genitive(unit)} inriktningar från {year}"


def _behind(item: FollowedDirection) -> str:
    """Name the units that have not done what the direction asks for."""
    named = [(COURSES[course].sv, names) for course in BEHIND if (names := item.named(course))]
    return " ".join(f"{label}: {listing(names)}." for label, names in named)


def _coverage(pack: PackContent, told: Mapping[str, UnitAppendix], keys: Sequence[str]) -> tuple[Block, ...]:
    lines, kind = pack.coverage, kinds.get(pack.kind)
    if not lines:
        return (paragraph(reword("Inga enheter under den här ska göra en egen genomgång.", kind)),)
    return (
        paragraph(reword(_decided(lines, pack.year), kind)),
        per_unit(pack, told, keys, _basis(pack, keys)),
    )


def _decided(lines: Sequence[CoverageLine], year: int) -> str:
    """Return a sentence on how many units have decided; the table below says which. For one unit, whether it has."""
    done = sum(line.standing == "decided" for line in lines)
    if len(lines) == 1:
        return f"{capitalised(lines[0].name)} har {'' if done else 'inte '}beslutat sin genomgång {year}."
    return f"{number(done)} av {number(len(lines))} enheter har beslutat sin genomgång {year}."


def data_sheet(pack: PackContent) -> tuple[FigureRow, ...]:
    """Return a row for each figure in the pack, with everything needed to judge it, for the spreadsheet."""
    period = f"{date_iso(pack.period.first)}–{date_iso(pack.period.last)}"
    return tuple(_figure_row(pack, figure, period) for figure in pack.figures())


def _figure_row(pack: PackContent, figure: FigureReading, period: str) -> FigureRow:
    return FigureRow(
        key=figure.key,
        label=_name(pack, figure.key),
        value=number(figure.value) if figure.is_part and figure.value is not None else text(figure),
        denominator="" if figure.denominator is None else number(figure.denominator),
        missing=", ".join(figure.missing),
        period=period,
        cutoff=date_iso(pack.period.cutoff),
        source=note(figure) or figure_path(pack, figure.key),
    )
