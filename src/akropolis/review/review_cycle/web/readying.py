"""What remains to be done in a review, and what should be reread, before it is sent out for comment or decided."""

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.selectors.recipients import standings
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy, ngettext
from akropolis.review.review_text.rules.chapters import name_of
from akropolis.review.review_text.rules.readiness import PLACES, DecisionObstacle
from akropolis.review.review_text.selectors.comments import open_comments
from akropolis.review.review_text.selectors.content import carried_reviews
from akropolis.review.review_text.selectors.readiness import findings_of, obstacles_of
from akropolis.review.review_text.services import decisions


def before_deciding(access: Access, review: Review) -> dict[str, object]:
    """Return the template context: obstacles to the decision, carried reviews not decided, and what to reread."""
    return {
        "lacks": [_lack(review, lack) for lack in obstacles_of(access, review)],
        "undecided": _undecided(access, review),
        "again": _again(access, review),
    }


def _undecided(access: Access, review: Review) -> list[str]:
    """Return the names of units whose reviews are carried in the document but not decided."""
    carried = carried_reviews(access, review)
    return [one.owner_unit.name for one in carried if one.state != ReviewState.DECIDED]


FINDINGS = {
    "unchanged": gettext_lazy("“%(words)s” is from last year and has not been changed"),
    "changed": gettext_lazy("“%(words)s”: the figure was %(other)s when the sentence was written"),
    "differs": gettext_lazy("“%(words)s”: the registers say %(other)s"),
    "one_of_many": gettext_lazy("“%(words)s”: one, with a word in the plural"),
    "own_whole": gettext_lazy("“%(words)s”: the figure says itself that it is of %(other)s"),
    "proposed": gettext_lazy("“%(words)s” says that it is proposed, but is now to be decided"),
    "empty_heading": gettext_lazy("Nothing stands under the heading “%(words)s”"),
}


def _again(access: Access, review: Review) -> list[dict[str, str]]:
    """Return the passages to reread before the decision, each with its chapter and URL."""
    found = [
        {
            "words": str(FINDINGS[each.code] % {"words": each.words, "other": each.other}),
            "chapter": name_of(chapter.key, chapter.title),
            "url": url_of("review-chapter", review, chapter.key),
        }
        for chapter, several in findings_of(access, review)
        for each in several
    ]
    return [*found, *_of_comments(access, review), *_of_remarks(access, review)]


def _of_comments(access: Access, review: Review) -> list[dict[str, str]]:
    """Return the comments that are not closed, each with its chapter and URL."""
    return [
        {
            "words": _("The comment from %(who)s is not closed") % {"who": row.author},
            "chapter": str(row.chapter),
            "url": f"{url_of('review-chapter', review, row.chapter.key)}#kommentarer",
        }
        for row in open_comments(access, review)
    ]


def _of_remarks(access: Access, review: Review) -> list[dict[str, str]]:
    """Count the recipients that have not answered. Unconsidered remarks block the decision, and are listed there."""
    quiet = [one for one in standings(access, review, timezone.localdate()) if not one.answered]
    if not quiet or review.state != ReviewState.CIRCULATED:
        return []
    words = ngettext(
        "%(count)s of those asked has not answered", "%(count)s of those asked have not answered", len(quiet)
    )
    url = f"{url_of('review-remarks', review)}#inte-svarat"
    return [{"words": words % {"count": len(quiet)}, "chapter": _("Remarks"), "url": url}]


def _lack(review: Review, lack: DecisionObstacle) -> dict[str, str]:
    words = decisions.describe_obstacles([lack]).rstrip(".")
    return {"words": words[:1].upper() + words[1:], "url": url_of(PLACES[lack.code], review)}
