"""The content of a review's document as plain values, without access to the database."""

from dataclasses import dataclass, field
from datetime import date

from akropolis.base.lib.document import Picture
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_text.rules.last_year import UnchangedParagraph
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind


@dataclass(frozen=True, slots=True)
class ReviewChapterText:
    """A chapter of the document, with the figures' texts as they were when the chapter was saved, by figure key.

    `unchanged` are the paragraphs taken over from last year that nobody has edited or confirmed; a decided
    chapter has none.
    """

    key: str
    title: str
    text: str
    figures: dict[str, str] = field(default_factory=dict)
    unchanged: tuple[UnchangedParagraph, ...] = ()


@dataclass(frozen=True, slots=True)
class ObservationText:
    """An observation as printed in the chapter on the outside world."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class DirectionText:
    """A direction as printed; `units` names the units it is set for, and is empty if it is set for all."""

    title: str
    text: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictText:
    """One of the three judgements in words, with the figures it refers to, and the rows in words."""

    question: str
    answer: str
    reasons: str
    evidence: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemarkText:
    """A unit's remark on the review, what in it (`where`), and the outcome; `outcome` is empty until considered."""

    unit: str
    where: str
    text: str
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecisionText:
    """The decision as printed."""

    body: str
    name: str
    role: str
    decided_on: date
    diary_number: str
    paragraph: str = ""
    signing: str = ""


@dataclass(frozen=True, slots=True)
class PointText:
    """One decision point: its verb and the rest of its sentence."""

    verb: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """The content of a whole review.

    `administration` is the office that works for the unit, `entity` the legal person behind it, and
    `authority` the nämnd or bolag that the unit is or works for, and `body` which of these. `day` is when the
    document is made; a decided one has the day of the decision. `carried` are other units' reviews included
    in the document. `remarks` are those that the document's reader may see: while the review is out for
    comment, readers outside its unit see none. `arms`, `sender` and `cover` are the letterhead. A carried
    review that is `withheld` is only named, since its unit has not released it.
    """

    unit_code: str
    unit_name: str
    city_name: str
    year: int
    title: str
    edition: int
    state: str
    period_from: date
    period_to: date
    cutoff: date
    handler: str
    recipient: str
    diary_number: str
    wrapper: bool
    chapters: tuple[ReviewChapterText, ...] = ()
    observations: tuple[ObservationText, ...] = ()
    directions: tuple[DirectionText, ...] = ()
    verdicts: tuple[VerdictText, ...] = ()
    remarks: tuple[RemarkText, ...] = ()
    points: tuple[PointText, ...] = ()
    decision: DecisionText | None = None
    administration: str = ""
    entity: str = ""
    authority: str = ""
    body: str = ""
    day: date | None = None
    carried: tuple["ReviewContent", ...] = ()
    withheld: bool = False
    arms: Picture | None = None
    sender: tuple[str, ...] = ()
    cover: bool = False
    kind: YearlyReportKind = REVIEW
