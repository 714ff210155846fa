"""The appendix of the city's review: each unit with its decision, judgements, unanswered directions and key figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from akropolis.base.lib.document import Alignment, Table, table
from akropolis.base.lib.figures import find, name
from akropolis.base.lib.swedish import capitalised, date_iso, number
from akropolis.review.review.rules.kind import reword
from akropolis.review.review_inputs.rules.figures import CoverageLine, PackContent
from akropolis.review.review_inputs.rules.telling import STANDINGS
from akropolis.shared.yearly_reports.rules.kinds import kinds

USUAL = ("incidents.total", "information.classified", "actions.overdue")
"""Keys of the default key figures, used if the city has chosen none."""
MOST = 3
"""Maximum number of key figures, since no more columns fit in the table."""
ORDER = (
    "Bedömningen svarar i ordning på om ledningssystemet är lämpligt, tillräckligt och verksamt. Utan svar är så många"
    " inriktningar från föregående genomgång."
)


@dataclass(frozen=True, slots=True)
class UnitAppendix:
    """What a unit's decided review says: its day, the three answers in order, and its open figures by key."""

    decided_on: date
    answers: tuple[str, ...]
    figures: Mapping[str, str]


def per_unit(pack: PackContent, told: Mapping[str, UnitAppendix], keys: Sequence[str], note: str) -> Table:
    """Build the table. A dash means not decided, or not visible to the reader."""
    shown = [key for key in keys or USUAL if find(key)][:MOST]
    kind = kinds.get(pack.kind)
    left_out = {*(() if kind.questions else (2,)), *(() if kind.directions else (3,))}
    head = ("Enhet", kind.noun[0].capitalize(), "Bedömning", "Utan svar", *map(name, shown))
    rows = [_row(pack, line, told.get(line.code), shown) for line in pack.coverage]
    last: list[Alignment] = ["right" for _number in range(1 + len(shown))]
    widths = (4.6, 2.7, 2.5, 1.6, *(2.4,) * len(shown))
    words = note if left_out else f"{ORDER} {note}"
    aligned: list[Alignment] = ["left", "left", "left", *last]

    def kept[T](cells: Sequence[T]) -> list[T]:
        return [cell for place, cell in enumerate(cells) if place not in left_out]

    return table(
        kept(head),
        [kept(row) for row in rows],
        caption=reword("Enheternas genomgångar", kind),
        alignments=kept(aligned),
        widths=kept(widths),
        header_column=True,
        note=words,
    )


def _row(
    pack: PackContent, line: CoverageLine, told: UnitAppendix | None, keys: Sequence[str]
) -> tuple[str, ...]:
    standing = capitalised(STANDINGS[line.standing].sv)
    return (
        line.name,
        f"{standing} {date_iso(told.decided_on)}" if told else standing,
        ", ".join(told.answers).capitalize() if told else "–",
        number(_unanswered(pack, line.code)),
        *((told.figures.get(key) or "–") if told else "–" for key in keys),
    )


def _unanswered(pack: PackContent, code: str) -> int:
    answers = [answer for direction in pack.directions for answer in direction.answers]
    return sum(answer.code == code and answer.course == "unanswered" for answer in answers)
