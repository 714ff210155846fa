"""What the classes under the AI act mean on a day, and what an assessment of an AI system must contain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ClassText[T]:
    """What a class means from a day on; `row` holds the texts."""

    code: str
    valid_from: date
    row: T
    valid_to: date | None = None


def class_on[T](rows: Iterable[ClassText[T]], code: str, day: date) -> ClassText[T] | None:
    """Return the class's latest text that has come into force by the day, or its earliest text if none has.

    None if that latest text has ended, or if the class has no text.
    """
    mine = sorted((row for row in rows if row.code == code), key=lambda row: row.valid_from)
    past = [row for row in mine if row.valid_from <= day]
    if past:
        last = past[-1]
        return last if last.valid_to is None or last.valid_to >= day else None
    return mine[0] if mine else None


class AnswerLack(StrEnum):
    """An error in an answer."""

    UNANSWERED = "unanswered"
    NO_REASON = "no_reason"
    NO_ACTION = "no_action"
    NO_TITLE = "no_title"
    NO_PERSON = "no_person"
    NO_DAY = "no_day"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action in an answer. `kept` is true if an action under way is to continue, instead of a new one."""

    title: str = ""
    person: bool = False
    due_on: date | None = None
    kept: bool = False


GREAT = "great"


def find_answer_faults(
    concern: str, reason: str, action: PlannedAction | None, today: date
) -> list[tuple[str, AnswerLack]]:
    """Return what an answer lacks, by field: a great concern needs an action with a person and a due date."""
    found: list[tuple[str, AnswerLack]] = []
    if not concern:
        found.append(("concern", AnswerLack.UNANSWERED))
    if not reason.strip():
        found.append(("reason", AnswerLack.NO_REASON))
    if concern == GREAT:
        found += _action_lacks(action, today)
    return found


def _action_lacks(action: PlannedAction | None, today: date) -> list[tuple[str, AnswerLack]]:
    if action is None:
        return [("title", AnswerLack.NO_ACTION)]
    if action.kept:
        return []
    found = [] if action.title.strip() else [("title", AnswerLack.NO_TITLE)]
    if not action.person:
        found.append(("responsible", AnswerLack.NO_PERSON))
    if action.due_on is None:
        found.append(("due_on", AnswerLack.NO_DAY))
    elif action.due_on < today:
        found.append(("due_on", AnswerLack.PAST))
    return found
