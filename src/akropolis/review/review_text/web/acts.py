"""Next actions on a review: the most likely one, the others, and what remains before the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.reviews import decided_before
from akropolis.review.review.services import reviews
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.review.review_text.rules.readiness import PLACES, DecisionObstacle
from akropolis.review.review_text.selectors.readiness import obstacles_of
from akropolis.review.review_text.services import decisions

EDIT = "review:review:edit"
FEW = 2
SEVERAL = {
    "empty_chapter": gettext_lazy("%(count)s chapters are empty: %(names)s"),
    "no_verdict": gettext_lazy("%(count)s questions have no answer with reasons: %(names)s"),
}
"""Sentences that summarise many obstacles of the same kind in one line, by kind."""


@dataclass(frozen=True, slots=True)
class ReviewAct:
    """An action: a form to send (`post`) or a page to open. The likely next one is `filled`."""

    label: str
    url: str
    post: bool
    filled: bool


@dataclass(frozen=True, slots=True)
class RemainingTask:
    """Something that remains to be done before the decision, with the URL of the page where it is done."""

    words: str
    url: str


def writable(access: Access, review: Review) -> bool:
    """Whether the user may change the review, and its state allows it."""
    return review.state != ReviewState.DECIDED and review.may(access, EDIT)


def list_acts(access: Access, review: Review, *, has_pack: bool, ready: bool) -> list[ReviewAct]:
    """Return the possible next actions, of which at most one is filled; none of them is while there is text to
    write.

    `ready` means that nothing but the decision remains.
    """
    ways = reviews.ways_on(access, review)
    found = []
    if "start" in ways:
        start = url_of("review-step", review, "start")
        found.append(ReviewAct(_("Begin"), start, post=True, filled=True))
        if decided_before(access, review):
            found.append(
                ReviewAct(_("Begin from last year's"), f"{start}?fran=forra", post=True, filled=False)
            )
    elif writable(access, review) and not has_pack:
        found.append(
            ReviewAct(_("Gather the figures"), url_of("review-pack", review), post=True, filled=True)
        )
    if "circulate" in ways:
        url = url_of("review-circulate", review)
        found.append(ReviewAct(_("Send out for comment"), url, post=False, filled=ready))
    if "take_back" in ways:
        url = url_of("review-step", review, "take_back")
        found.append(ReviewAct(_("Take back from comment"), url, post=False, filled=False))
    if "decide" in ways:
        found.append(ReviewAct(_("Decide…"), url_of("review-decide", review), post=False, filled=ready))
    if review.state == ReviewState.DECIDED:
        found.append(ReviewAct(_("The decision"), url_of("review-decision", review), post=False, filled=True))
    return found


def list_remaining(access: Access, review: Review, keys: Mapping[str, str]) -> list[RemainingTask]:
    """Return what remains to be done before the review can be decided. `keys` maps names to chapter keys."""
    lacks = obstacles_of(access, review)
    found: list[RemainingTask] = []
    for code, group in groupby(lacks, key=lambda lack: lack.code):
        same = list(group)
        several = SEVERAL.get(code)
        if several and len(same) > FEW:
            names = ", ".join(lack.about for lack in same)
            words = str(several) % {"count": len(same), "names": names}
            found.append(RemainingTask(words, _left(review, same[0], keys).url))
        else:
            found += [_left(review, lack, keys) for lack in same]
    return found


def _left(review: Review, lack: DecisionObstacle, keys: Mapping[str, str]) -> RemainingTask:
    words = decisions.describe_obstacles([lack]).rstrip(".")
    url = url_of(PLACES[lack.code], review)
    if lack.code == "empty_chapter" and lack.about in keys:
        url = url_of("review-chapter", review, keys[lack.about])
    return RemainingTask(words[:1].upper() + words[1:], url)


def places(access: Access, review: Review) -> list[tuple[str, str]]:
    """Return the names and URLs of the review's other pages that the user may open."""
    found = [(_("Figures and inputs"), "review-pack")]
    if review.declared.directions:
        found.append((_("Set the directions"), "review-directions"))
    if review.declared.questions:
        found.append((_("The three questions"), "review-verdicts"))
    if access.anywhere(review.right(READ)):
        found.append((_("Remarks"), "review-remarks"))
    if writable(access, review):
        found += [(_("Chapters and observations"), "review-layout"), (_("Settings"), "review-settings")]
    if review.may(access, READ):
        found.append((_("History"), "review-history"))
        if review.kind == REVIEW.key:
            found.append((_("Complete by 9.3?"), "review-completeness"))
    return [(label, url_of(name, review)) for label, name in found]
