"""The paragraphs of a review that is out for comment, each with its remarks and the link to write one."""

from collections import defaultdict

from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.reporting.html.blocks import Around
from akropolis.base.lib.document import Document
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.selectors.recipients import speakers_on
from akropolis.review.review.selectors.remarks import AnsweredRemark, remarks_of
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.rules.passages import Passage, passages


def passages_of(access: Access, review: Review, document: Document) -> Around | None:
    """Return a function that adds to each paragraph its remarks and, for those who may remark, the link to the
    form. None if the review is not out for comment.
    """
    if review.state != ReviewState.CIRCULATED:
        return None
    rows = Chapter.objects.visible(access).filter(review=review, included=True).exclude(title="")
    found = passages(document, dict(rows.values_list("title", "key")))
    said: defaultdict[Passage, list[AnsweredRemark]] = defaultdict(list)
    for each in remarks_of(access, review):
        said[Passage(each.remark.about, each.remark.place)].append(each)
    speaks, considers = bool(speakers_on(access, review)), review.may(access, EDIT)

    def around(number: int, block: SafeString) -> SafeString:
        passage = found.get(number)
        if passage is None:
            return block
        given = {"about": passage.chapter, "place": passage.words, "fran": f"stycke-{number}"}
        url = f"{url_of('review-remarks', review)}?{urlencode(given)}" if speaks else ""
        context = {"number": number, "block": block, "passage": passage, "url": url, "review": review}
        context |= {"remarks": said.pop(passage, ()), "considers": considers, "back": f"stycke={number}"}
        return render_to_string("chapters/parts/passage.html", context)

    return around
