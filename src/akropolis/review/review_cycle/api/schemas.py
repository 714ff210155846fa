"""API schemas of a review."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from akropolis.base.kernel.registers.api.schemas import LIMIT, LIMIT_MOST
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.review.review.rules.kind import REVIEW


class UnitRef(Schema):
    """The unit that makes the review."""

    id: UUID
    code: str
    name: str


class Review(Schema):
    """A review of a unit and year. A decided one never changes; a later edition follows it."""

    id: UUID
    number: str
    kind: str = Field(description="The kind of yearly report: `review` for the management review.")
    unit: UnitRef
    year: int
    edition: int
    edition_reason: str
    title: str
    state: Literal["planned", "ongoing", "circulated", "decided"]
    period_from: date
    period_to: date
    cutoff: date = Field(description="What was known on this day counts.")
    due_on: date | None
    version: int
    updated_at: datetime


class ReviewPage(Schema):
    """Reviews by number."""

    items: list[Review]
    next: str | None
    total: int


class Direction(Schema):
    """A direction. `units` are the codes it is set for; empty for all. `continues` is the id of last year's."""

    id: UUID
    title: str
    text: str
    answer_by: date | None
    units: list[str]
    continues: UUID | None


class Point(Schema):
    """One decision point."""

    verb: str
    text: str


class Decision(Schema):
    """The decision. `recorded_at` is the server's own time; `digest` seals the frozen document and its figures."""

    body: str
    decider_name: str
    decider_role: str
    decided_on: date
    recorded_at: datetime
    diary_number: str
    points: list[Point]
    paragraph: str
    signing: Literal["", "place", "electronic"]
    digest: str


class PointedAt(Schema):
    """What a judgement builds on: a figure by its key, or a row by its number.

    `label` is the row's name, empty if the user may not read it.
    """

    key: str
    label: str


class Judgement(Schema):
    """The answer to one of the three questions of clause 9.3.1."""

    question: Literal["suitable", "adequate", "effective"]
    answer: Literal["", "yes", "partly", "no"]
    reasons: str
    evidence: list[PointedAt]


class WholeReview(Review):
    """The review with its directions, its judgements, and its decision, null until it is decided."""

    directions: list[Direction]
    judgements: list[Judgement]
    decision: Decision | None


class Figures(Schema):
    """The inputs as last gathered; a decided review's are those it was decided on.

    Numbers that are not whole are text. `rows` names the register's list that shows exactly the rows of a
    figure.
    """

    format: str
    digest: str = Field(description="SHA-256 of the gathering as stored.")
    gathered_at: datetime
    year: int
    unit: dict[str, Any]
    period: dict[str, date]
    inputs: list[dict[str, Any]]
    coverage: list[dict[str, Any]]
    directions: list[dict[str, Any]]


class FigureRow(Schema):
    """A row that a figure counts. `id` is that of the register's row or of the direction; for a unit, the code.

    For a computed list it is the row that the list's row is about, with the list's values as `detail`.
    """

    register_key: str = Field(
        description="The key of the register that the row is in; empty for directions and units."
    )
    id: str
    label: str
    unit: str
    date: str
    detail: str
    changed: bool = Field(description="Whether it is another now.")


class RowRef(Schema):
    """A row by its current number, in the register with that key."""

    id: str
    label: str
    register_key: str


class FigureRows(Schema):
    """The rows as they were kept with the figure; today's if none were kept, as in older gatherings.

    `total` are visible to the user, `hidden` are not. `added` and `gone` name at most ten; `then` and `now` are
    null if nothing was kept, and for what has no register.
    """

    key: str
    kept: bool
    total: int
    hidden: int
    changed: int
    then: int | None
    now: int | None
    added: list[RowRef]
    gone: list[RowRef]
    items: list[FigureRow]
    next: int | None


class KindQuery(Asked):
    """Which kind of yearly report."""

    kind: str = Field(REVIEW.key, description="The kind of yearly report; the management review if not said.")


class ReviewQuery(KindQuery):
    """Which reviews, and which page of them."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: str = Field("", description="The `next` of the page before.")
    year: int | None = Field(None, description="The year of the review.")
    unit: str = Field("", description="The code of the unit.")
    state: Literal["", "planned", "ongoing", "circulated", "decided"] = Field("", description="The state.")


class EditionQuery(KindQuery):
    """Which edition."""

    edition: int | None = Field(None, description="The newest one if it is not said.")


class RowsQuery(EditionQuery):
    """Which edition, and which page of the rows."""

    limit: int = Field(LIMIT, ge=1, le=LIMIT_MOST)
    cursor: int = Field(0, ge=0, description="The `next` of the page before.")


class DocumentQuery(EditionQuery):
    """Which edition, and whether without what is secret."""

    open: bool = Field(False, description="Secret words are replaced by their place and paragraph.")
