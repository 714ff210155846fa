"""The report of an exercise as a document. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
from akropolis.base.lib.marks import add_mark, on_paper
from akropolis.events.incidents.rules.tracks import EXERCISE


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its observations, each with outcome, text and observer."""

    goal: str
    seen: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Played:
    """An inject that was given: when in the exercise, what, to whom, what was expected, and what was done."""

    at: str
    text: str
    whom: str
    expected: str
    done: str


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """The whole content of the report, in the city's language. `words` are the headings and the kind, by name."""

    title: str
    number: str
    unit: str
    handler: str
    day: str
    terms: Sequence[tuple[str, str]]
    scene: str
    goals: Sequence[Goal]
    played: Sequence[Played]
    actions: Sequence[str]
    words: dict[str, str]


def paper(told: ExerciseReport) -> Document:
    """Build the report's document: facts, goals, injects and actions, marked as an exercise."""
    words = told.words
    blocks: list[Block] = [
        bullets([Strong((Text(f"{name}:"),)), Text(f" {said}")] for name, said in told.terms)
    ]
    blocks += _prose(told.scene)
    blocks.append(heading(1, words["goals"]))
    for goal in told.goals:
        blocks += [heading(2, goal.goal), *_seen(goal, words["unseen"])]
    if told.played:
        head = (words["at"], words["inject"], words["expected"], words["done"])
        rows = [(each.at, _to(each), each.expected, each.done) for each in told.played]
        blocks += [heading(1, words["injects"]), table(head, rows, widths=(0.8, 3, 3, 2.2))]
    blocks.append(heading(1, words["actions"]))
    blocks.append(
        bullets([Text(each)] for each in told.actions) if told.actions else paragraph(words["none"])
    )
    meta = DocumentMeta(
        authority=told.unit, handler=told.handler, date=told.day, diary_number=told.number, kind=words["kind"]
    )
    return on_paper(Document(title=add_mark(EXERCISE, told.title), meta=meta, blocks=tuple(blocks)))


def _to(each: Played) -> str:
    return f"{each.whom}: {each.text}" if each.whom else each.text


def _seen(goal: Goal, unseen: str) -> Iterable[Block]:
    for outcome, text, who in goal.seen:
        said = f"{outcome}. {text}" + (f" ({who})" if who else "")
        yield from _prose(said)
    if not goal.seen:
        yield paragraph(unseen)


def _prose(text: str) -> list[Block]:
    return [paragraph(line.strip()) for line in text.splitlines() if line.strip()]
