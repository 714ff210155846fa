"""Read the directions of an earlier review from a sheet: who was to do what, and how it went."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.review.review.models import AnswerKind, Outcome
from akropolis.review.review.selectors.answers import WRITE
from akropolis.review.review.words import gettext as _

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("nummer", "nr", "number"),
    "title": ("rubrik", "inriktning", "title"),
    "text": ("text", "beskrivning", "description"),
    "units": ("ansvariga enheter", "ansvariga", "ansvarig", "enheter", "units"),
    "outcome": ("läge", "status", "state"),
    "result": ("svar", "resultat", "vad som gjordes", "answer"),
}
"""The columns of the sheet, each with the headings that are understood; the first is that of the template."""
OUTCOMES: Mapping[str, tuple[AnswerKind, Outcome]] = {
    **dict.fromkeys(("klart", "klar", "genomfört", "genomförd", "done"), (AnswerKind.ACTIONS, Outcome.DONE)),
    **dict.fromkeys(("pågår", "pågående", "ongoing"), (AnswerKind.ACTIONS, Outcome.ONGOING)),
    **dict.fromkeys(
        ("inte påbörjat", "inte påbörjad", "ej påbörjad"), (AnswerKind.ACTIONS, Outcome.NOT_BEGUN)
    ),
    **dict.fromkeys(("finns redan", "på plats"), (AnswerKind.IN_PLACE, Outcome.DONE)),
    **dict.fromkeys(("görs inte", "avböjd", "avböjs"), (AnswerKind.DECLINED, Outcome.NOT_BEGUN)),
}
STATES = "Klart, Pågår, Inte påbörjat, Finns redan, Görs inte"
LONGEST = {"title": 200, "text": 4000, "result": 4000}


@dataclass(slots=True)
class EarlierDirection:
    """A direction in the sheet, the units it is set for, and what each has answered: kind, outcome and text."""

    title: str
    text: str = ""
    units: list[Unit] = field(default_factory=list)
    answers: dict[Unit, tuple[AnswerKind, Outcome, str]] = field(default_factory=dict)

    @property
    def standing(self) -> list[str]:
        """The units that the direction is set for, each with its state if it has answered."""
        return [
            f"{unit}: {self.answers[unit][1].label.lower()}" if unit in self.answers else str(unit)
            for unit in dict.fromkeys([*self.units, *self.answers])
        ]


@dataclass(slots=True)
class DirectionSheet:
    """The directions that were read, what must be corrected (row, column and sentence), and what is worth knowing."""

    directions: list[EarlierDirection] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_directions(access: Access, unit: Unit, name: str, data: bytes) -> DirectionSheet:
    """Return the directions of an .xlsx or .csv. Rows with the same title are one direction, of several units.

    Raises Refused if the file cannot be read, or has no column for the titles.
    """
    sheet = read(name, data)
    heads = [head.casefold() for head in sheet.header]
    places = {
        key: next((heads.index(word) for word in words if word in heads), -1)
        for key, words in COLUMNS.items()
    }
    if places["title"] < 0:
        words = {"known": ", ".join(first.capitalize() for first, *_more in COLUMNS.values())}
        raise Refused(
            _("The sheet has no column Rubrik. These are understood: %(known)s.") % words, code="header"
        )
    found = DirectionSheet(notices=[*sheet.notices, *_unread(sheet, places.values())])
    rows = Unit.objects.visible(access).filter(path__startswith=unit.path)
    known = {word.casefold(): row for row in rows for word in (row.short, row.name, row.code) if word}
    for line in sheet.lines:
        cells = {key: line.cell(place).strip() if place >= 0 else "" for key, place in places.items()}
        try:
            _refuse_formulas({key for key, place in places.items() if place in line.formulas})
            _refuse_unclear(cells)
            units = list(_named(cells["units"], known, unit))
            answering = units or ([] if unit.kind == UnitKind.CITY else [unit])
            _refuse_others(access, answering if cells["outcome"] else [])
            _add(found.directions, cells, units, answering)
        except Invalid as refusal:
            for key, (sentence, *_rest) in refusal.errors.items():
                found.problems.append((line.number, COLUMNS[key][0].capitalize(), sentence))
        else:
            if cells["outcome"] and not answering:
                sentence = _("Row %(row)s: the state is not taken, since no unit is named.")
                found.notices.append(sentence % {"row": line.number})
    return found


def _unread(sheet: Sheet, places: Collection[int]) -> Iterator[str]:
    left = [head for place, head in enumerate(sheet.header) if head and place not in places]
    if left:
        yield _("Columns that are not read: %(names)s.") % {"names": ", ".join(left)}


def _refuse_formulas(keys: Collection[str]) -> None:
    """Refuse cells whose text is not in the file: a formula is never calculated here."""
    if keys:
        raise Invalid({key: [_("The cell holds a formula. Write the value itself.")] for key in sorted(keys)})


def _refuse_unclear(cells: Mapping[str, str]) -> None:
    if not cells["title"]:
        raise Invalid({"title": [_("Write the direction's title.")]})
    for key, longest in LONGEST.items():
        if len(cells[key]) > longest:
            raise Invalid({key: [_("The text has more than %(longest)s characters.") % {"longest": longest}]})
    if cells["outcome"] and cells["outcome"].casefold() not in OUTCOMES:
        raise Invalid({"outcome": [_("Write one of these: %(words)s.") % {"words": STATES}]})


def _refuse_others(access: Access, units: Collection[Unit]) -> None:
    for unit in units:
        if not access.may(WRITE, unit):
            raise Invalid({"units": [_("You may not answer for %(unit)s.") % {"unit": unit}]})


def _named(text: str, known: Mapping[str, Unit], top: Unit) -> Iterator[Unit]:
    """Yield the units named: divided by semicolons and lines, or by commas unless the whole is a unit's name."""
    parts = [part.strip() for part in text.replace("\n", ";").split(";")] if text.casefold() != "alla" else []
    for part in parts:
        for name in [part] if part.casefold() in known else map(str.strip, part.split(",")):
            if name and name.casefold() not in known:
                sentence = _(
                    "Neither %(top)s nor a unit under it is named %(name)s. Write the unit's code or its whole name."
                )
                raise Invalid({"units": [sentence % {"name": name, "top": top}]})
            if name:
                yield known[name.casefold()]


def _add(
    directions: list[EarlierDirection],
    cells: Mapping[str, str],
    units: Collection[Unit],
    answering: Collection[Unit],
) -> None:
    row = next((each for each in directions if each.title == cells["title"]), None)
    if row is None:
        directions.append(row := EarlierDirection(cells["title"], cells["text"]))
    row.units += [each for each in units if each not in row.units]
    if cells["outcome"]:
        answer = (*OUTCOMES[cells["outcome"].casefold()], cells["result"])
        row.answers |= dict.fromkeys(answering, answer)
