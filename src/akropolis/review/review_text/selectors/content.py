"""Load a review as plain content, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.lib.document import Picture
from akropolis.people.organisation.selectors.letterheads import letterhead_of
from akropolis.people.organisation.selectors.tree import legal_entity
from akropolis.review.review.models import Direction, DirectionUnit, Review, ReviewState
from akropolis.review.review.models.reviews import OPEN_TO_ALL, READ
from akropolis.review.review.rules.states import IN_WORDS
from akropolis.review.review.selectors.remarks import AnsweredRemark, remarks_of
from akropolis.review.review.selectors.reviews import decided_before, inside
from akropolis.review.review_text.models import Chapter, Decision, Embedding, ReviewObservation, Verdict
from akropolis.review.review_text.rules.chapters import WRAPPER, chapter_kind
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
from akropolis.review.review_text.rules.last_year import unchanged
from akropolis.review.review_text.selectors.pointing import figures_of, row_texts, rows_of

QUESTIONS = {
    "suitable": "Är ledningssystemet lämpligt?",
    "adequate": "Är ledningssystemet tillräckligt?",
    "effective": "Är ledningssystemet verksamt?",
}
BODIES = {UnitKind.COMMITTEE: "Nämnd", UnitKind.COMPANY: "Bolag", UnitKind.CITY: "Kommun"}
"""What the authority is, as the document's head calls it, by the kind of its unit."""
ANSWERS = {"yes": "Ja", "partly": "Delvis", "no": "Nej", "": "Inte bedömt"}

WHOLE = system("a document that carries others")
"""A carried review is part of the document; the writer's access was checked when it was included."""


def load(access: Access, review: Review, *, sent_out: bool = False) -> ReviewContent:
    """Load the content of the review and of the reviews it carries: those who may read a document may read all
    of it.

    With `sent_out`, load it as sent to readers outside its unit: a carried review is only named if its own
    unit has not released it and the reader may not read it.
    """
    own = _load(access, review)
    if not sent_out or review.state == ReviewState.DECIDED:
        own = replace(own, remarks=_remarks(review))
    if (head := letterhead_of(access, review.owner_unit)) is not None:
        arms = Picture(head.arms, head.alt, head.width, head.height) if head.arms else None
        own = replace(own, arms=arms, sender=tuple(head.sender.splitlines()), cover=head.cover)
    carried = (
        _withheld(other) if sent_out and not _let_out_to(access, other) else _load(WHOLE, other)
        for other in carried_reviews(access, review)
    )
    return replace(own, carried=tuple(carried))


def load_alone(access: Access, review: Review, row: Chapter) -> ReviewContent:
    """Load only what one chapter prints, so that the chapter's page need not read the rest of the review."""
    decision = _decision(access, review) if row.key == "decisions" else None
    return replace(
        _decided(_bare(review), decision),
        chapters=(_text(row, last_texts(access, review)),),
        observations=_observations(access, review) if row.key == "horizon" else (),
        directions=_directions(access, review) if row.key == "directions" else (),
        verdicts=_verdicts(access, review) if row.key == "assessment" else (),
        remarks=_remarks(review) if row.key == "remarks" and inside(access, review) else (),
    )


def _let_out_to(access: Access, review: Review) -> bool:
    return review.state in OPEN_TO_ALL or review.may(access, READ)


def _withheld(review: Review) -> ReviewContent:
    return replace(_bare(review), withheld=True)


def carried_reviews(access: Access, review: Review) -> list[Review]:
    """Return the newest edition of each carried review of the same year, in the order chosen by the writer.

    A new edition that is still being written does not replace the decided one, since its writer has not
    released it.
    """
    units = list(Embedding.objects.visible(access).filter(review=review).values_list("unit_id", flat=True))
    rows = Review.objects.visible(WHOLE).filter(kind=review.kind, owner_unit_id__in=units, year=review.year)
    found: dict[object, Review] = {}
    for row in rows.select_related("owner_unit").order_by("edition"):
        if row.owner_unit_id not in found or row.state == ReviewState.DECIDED:
            found[row.owner_unit_id] = row
    return [found[unit] for unit in units if unit in found]


def _bare(review: Review) -> ReviewContent:
    """Return content that holds only the review's own fields, without chapters and other parts."""
    return ReviewContent(
        unit_code=review.owner_unit.code,
        unit_name=review.owner_unit.name,
        city_name="",
        year=review.year,
        title=review.title,
        edition=review.edition,
        state=IN_WORDS[review.state],
        period_from=review.period_from,
        period_to=review.period_to,
        cutoff=review.cutoff,
        handler=review.handler,
        recipient=review.recipient,
        diary_number=review.diary_number,
        wrapper=review.wrapper,
        day=timezone.localdate(),
        points=_points(review.points),
        kind=review.declared,
    )


def _decided(content: ReviewContent, decision: Decision | None) -> ReviewContent:
    """Return the content with the decision, whose points and number then apply."""
    if decision is None:
        return content
    names = (decision.body, decision.decider_name, decision.decider_role)
    signed = (decision.paragraph, decision.signing)
    said = DecisionText(*names, decision.decided_on, decision.diary_number, *signed)
    number, points = decision.diary_number, _points(decision.points)
    return replace(content, decision=said, diary_number=number, points=points)


def _load(access: Access, review: Review) -> ReviewContent:
    authority, administration = _office(access, review.owner_unit)
    return replace(
        _decided(_bare(review), _decision(access, review)),
        city_name=_city_name(access),
        authority=authority.name,
        body=BODIES.get(UnitKind(authority.kind), ""),
        administration=administration,
        entity=_entity(access, review.owner_unit),
        chapters=_chapters(access, review),
        observations=_observations(access, review),
        directions=_directions(access, review),
        verdicts=_verdicts(access, review),
    )


def _office(access: Access, unit: Unit) -> tuple[Unit, str]:
    """Return the authority, and the office that works for it: an administration works for its parent unit."""
    if unit.kind == UnitKind.ADMINISTRATION and unit.parent is not None:
        return unit.parent, unit.name
    rows = Unit.objects.visible(access).filter(
        parent=unit, kind=UnitKind.ADMINISTRATION, valid_to__isnull=True
    )
    names = list(rows.values_list("name", flat=True)[:2])
    return unit, names[0] if len(names) == 1 else ""


def _entity(access: Access, unit: Unit) -> str:
    """Return the legal person and its organisation number as text; an empty string if the number is unknown."""
    entity = legal_entity(access, unit)
    return f"{entity.name}, {entity.organisation_number}" if entity and entity.organisation_number else ""


def _city_name(access: Access) -> str:
    city = Unit.objects.visible(access).filter(kind=UnitKind.CITY).first()
    return city.name if city else ""


def _chapters(access: Access, review: Review) -> tuple[ReviewChapterText, ...]:
    rows = Chapter.objects.visible(access).filter(review=review, included=True)
    before = last_texts(access, review)
    return tuple(_text(row, before) for row in rows)


def last_texts(access: Access, review: Review) -> dict[str, str]:
    """Return the chapters' texts in the unit's last decided review, by key; none if the review itself is decided."""
    last = decided_before(access, review) if review.state != ReviewState.DECIDED else None
    if last is None:
        return {}
    return dict(Chapter.objects.visible(access).filter(review=last).order_by().values_list("key", "text"))


def _text(row: Chapter, before: Mapping[str, str]) -> ReviewChapterText:
    old = unchanged(row.text, before[row.key], row.confirmed) if row.key in before else ()
    return ReviewChapterText(row.key, row.title, row.text, row.figures, old)


def _observations(access: Access, review: Review) -> tuple[ObservationText, ...]:
    rows = ReviewObservation.objects.visible(access).filter(review=review).select_related("observation")
    return tuple(ObservationText(row.observation.title, row.observation.text) for row in rows)


def _directions(access: Access, review: Review) -> tuple[DirectionText, ...]:
    units: dict[object, list[str]] = {}
    for row in DirectionUnit.objects.visible(access).filter(review=review).select_related("unit"):
        units.setdefault(row.direction_id, []).append(row.unit.name)
    rows = Direction.objects.visible(access).filter(review=review)
    return tuple(DirectionText(row.title, row.text, tuple(sorted(units.get(row.id, ())))) for row in rows)


def verdicts_of(access: Access, review: Review) -> dict[str, Verdict]:
    """Return the review's answers to the three questions, keyed by question, in the order of the questions."""
    rows = {row.aspect: row for row in Verdict.objects.visible(access).filter(review=review)}
    return {aspect: rows[aspect] for aspect in QUESTIONS if aspect in rows}


def _verdicts(access: Access, review: Review) -> tuple[VerdictText, ...]:
    return tuple(_verdict(QUESTIONS[aspect], row) for aspect, row in verdicts_of(access, review).items())


def _verdict(question: str, row: Verdict) -> VerdictText:
    figures, numbers = figures_of(row.evidence), rows_of(row.evidence)
    return VerdictText(question, ANSWERS[row.answer], row.reasons, figures, row_texts(numbers))


def named_chapters(access: Access, review: Review) -> list[tuple[str, str]]:
    """Return the key and name of each chapter in the document that a remark can be about."""
    rows = Chapter.objects.visible(access).filter(review=review, included=True)
    return [(row.key, str(row)) for row in rows if chapter_kind(row.key).kind != WRAPPER]


AGREES = "Har inget att erinra."
OUTCOMES = {"wholly": "Beaktas", "partly": "Beaktas delvis", "not": "Beaktas inte"}


def _remarks(review: Review) -> tuple[RemarkText, ...]:
    """Return the remarks the document may print; including the chapter releases all of them."""
    return tuple(
        RemarkText(each.remark.who, each.where, each.remark.text or AGREES, *_came(each))
        for each in remarks_of(WHOLE, review)
    )


def _came(each: AnsweredRemark) -> tuple[str, str]:
    if each.remark.agrees:
        return "–", ""
    return (OUTCOMES[each.considered.outcome], each.considered.reason) if each.considered else ("", "")


def _decision(access: Access, review: Review) -> Decision | None:
    found: Decision | None = Decision.objects.visible(access).filter(review=review).first()
    return found


def _points(points: Iterable[Mapping[str, str]]) -> tuple[PointText, ...]:
    return tuple(PointText(point["verb"], point["text"]) for point in points)
