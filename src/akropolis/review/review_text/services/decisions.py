"""Record the decision together with the frozen document and figures: all in one transaction, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history import anchors
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.commitments import canonical
from akropolis.base.lib.document import to_json
from akropolis.review.review.models import Direction, DirectionUnit, Review, ReviewState
from akropolis.review.review.rules.states import DECIDE
from akropolis.review.review.services.reviews import take
from akropolis.review.review.words import gettext as _
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_text.models import (
    Chapter,
    Decision,
    Embedding,
    FrozenReview,
    ReviewObservation,
    Signing,
    Verdict,
)
from akropolis.review.review_text.rules.official_report import VERBS
from akropolis.review.review_text.rules.readiness import DecisionObstacle
from akropolis.review.review_text.selectors.content import WHOLE, carried_reviews
from akropolis.review.review_text.selectors.documents import compose
from akropolis.review.review_text.selectors.readiness import obstacles_of


@dataclass(frozen=True, slots=True)
class Minutes:
    """The decision as entered. `points` are (verb, text) pairs; `paragraph` is the paragraph of the minutes."""

    body: str
    decider_name: str
    decider_role: str
    decided_on: date
    diary_number: str
    points: Sequence[tuple[str, str]]
    paragraph: str = ""
    signing: str = ""


def decide(access: Access, review: Review, minutes: Minutes, *, complete: bool = True) -> Decision:
    """Record the decision, freeze the document and figures, and anchor the history.

    Raises Invalid on missing or impossible minutes, Refused if something is missing in the review.

    `complete=False` skips the check for what is missing: for reviews decided before the system existed.
    """
    with writing(access, because=minutes.diary_number) as w:
        w.require(review, review.right(DECIDE))
        _check(minutes, timezone.localdate(w.at))
        found = obstacles_of(access, review) if complete else []
        if found:
            raise Refused(
                _("The review cannot be decided yet: %(what)s") % {"what": describe_obstacles(found)},
                code="incomplete",
            )
        return record(w, review, minutes)


def record(w: Writer, review: Review, minutes: Minutes) -> Decision:
    """Record the decision as part of a larger transaction, without looking whether something is missing."""
    decision = _record(w, review, minutes)
    _freeze(w, review)
    take(w, review, "decide")
    transaction.on_commit(partial(anchors.write_anchor, w.at), robust=True)
    return decision


def _check(minutes: Minutes, today: date) -> None:
    required = {
        "body": minutes.body,
        "decider_name": minutes.decider_name,
        "decider_role": minutes.decider_role,
        "diary_number": minutes.diary_number,
    }
    errors = {name: [_("This must be filled in.")] for name, value in required.items() if not value.strip()}
    if minutes.decided_on > today:
        errors["decided_on"] = [_("The date lies in the future. Record the decision when it is made.")]
    if not minutes.points or any(verb not in VERBS for verb, _text in minutes.points):
        errors["points"] = [_("Choose at least one decision point with one of the usual verbs.")]
    if minutes.signing not in Signing.values:
        errors["signing"] = [_("Choose one of these.")]
    if errors:
        raise Invalid(errors)


def _record(w: Writer, review: Review, minutes: Minutes) -> Decision:
    values = {
        "review": review,
        "body": minutes.body.strip(),
        "decider_name": minutes.decider_name.strip(),
        "decider_role": minutes.decider_role.strip(),
        "decided_on": minutes.decided_on,
        "recorded_at": w.at,
        "diary_number": minutes.diary_number.strip(),
        "points": [{"verb": verb, "text": text.strip()} for verb, text in minutes.points],
        "paragraph": paragraph_of(minutes.paragraph),
        "signing": minutes.signing,
    }
    return w.create(Decision, values, permission=review.right(DECIDE))


def paragraph_of(written: str) -> str:
    """Return the paragraph as minutes write it, with its sign: "§ 45"."""
    number = written.strip().lstrip("§").strip()
    return f"§ {number}" if number else ""


def _freeze(w: Writer, review: Review) -> FrozenReview:
    document = canonical(to_json(compose(w.access, review, decided=True)))
    pack = canonical(_packs(w.access, review))
    values = {"review": review, "document": document, "pack": pack, "digest": digest_of((document, pack))}
    return w.create(FrozenReview, values, permission=review.right(DECIDE))


def _packs(access: Access, review: Review) -> dict[str, str]:
    """Return the content of the latest pack of the review and of each review it carries, by unit code."""
    found = {}
    for one in (review, *carried_reviews(access, review)):
        row = Pack.objects.visible(WHOLE).filter(review=one).order_by("-gathered_at", "-id").first()
        if row is not None:
            found[one.owner_unit.code] = row.content
    return found


def describe_obstacles(found: Sequence[DecisionObstacle]) -> str:
    """Return the obstacles to the decision as text, for use within a sentence."""
    words = {
        "no_pack": _("the figures have not been gathered"),
        "empty_chapter": _("the chapter %(about)s is empty"),
        "no_verdict": _("the question %(about)s has no answer with reasons"),
        "no_directions": _("no direction is set"),
        "not_considered": _("the remark from %(about)s is not considered"),
    }
    return "; ".join(words[lack.code] % {"about": lack.about} for lack in found) + "."


COPIED: Mapping[type[Tracked], tuple[str, ...]] = {
    Chapter: ("key", "title", "position", "included", "text", "status", "figures", "confirmed"),
    Verdict: ("aspect", "answer", "reasons", "evidence"),
    ReviewObservation: ("observation_id", "position"),
    Embedding: ("unit_id", "position"),
}
SETTINGS = (
    "kind", "owner_unit", "year", "title", "period_from", "period_to", "cutoff", "wrapper", "handler", "recipient",
    "diary_number", "points", "key_figures",
)  # fmt: skip


def new_edition(access: Access, review: Review, *, because: str) -> Review:
    """Create a new edition of a decided review, with all its text, in the state under way. The decided edition
    is unchanged.

    A direction in the new edition continues the same earlier direction as in the decided edition. Raises
    Refused without a reason, or if the review is not decided.
    """
    if review.state != ReviewState.DECIDED:
        raise Refused(_("Only a decided review can have a new edition. This one can still be changed."))
    if not because.strip():
        raise Refused(_("Write why a new edition is needed. The reason stands in the history."))
    with writing(access, because=because) as w:
        _refuse_double(access, review)
        values = {name: getattr(review, name) for name in SETTINGS}
        values |= {
            "edition": review.edition + 1,
            "edition_reason": because.strip(),
            "state": ReviewState.ONGOING,
        }
        copy = w.create(Review, values)
        for model, fields in COPIED.items():
            rows = model.objects.visible(access).filter(Q(review=review))
            w.create_many(model, [{"review": copy, **{f: getattr(row, f) for f in fields}} for row in rows])
        _copy_directions(w, review, copy)
        return copy


def _refuse_double(access: Access, review: Review) -> None:
    same = Review.objects.visible(access).filter(
        kind=review.kind, owner_unit_id=review.owner_unit_id, year=review.year
    )
    if same.filter(edition__gt=review.edition).exists():
        raise Refused(_("There is a later edition already. Work on that one."))


def _copy_directions(w: Writer, review: Review, copy: Review) -> None:
    for row in Direction.objects.visible(w.access).filter(review=review):
        fields = ("title", "text", "position", "to_all", "answer_by", "continues_id")
        twin = w.create(Direction, {"review": copy, **{name: getattr(row, name) for name in fields}})
        links = DirectionUnit.objects.visible(w.access).filter(direction=row)
        w.create_many(
            DirectionUnit, [{"review": copy, "direction": twin, "unit_id": k.unit_id} for k in links]
        )
