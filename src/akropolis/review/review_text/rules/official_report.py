"""Tjänsteutlåtandet (the official report): the form in which a review is submitted to the nämnd.

A part for which the writer has entered a text is printed with that text. A part without a text is
generated from the review, or left out if the review has nothing to generate it from.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from akropolis.base.lib.document import Block, bullets, paragraph
from akropolis.base.lib.swedish import capitalised, count_with_noun, date_prose, listing, period_prose
from akropolis.review.review.rules.kind import REVIEW, reword
from akropolis.review.review_text.rules.content import ReviewContent, VerdictText

CAME = {
    "Beaktas": "beaktas",
    "Beaktas delvis": "beaktas delvis",
    "Beaktas inte": "beaktas inte",
    "": "väntar på att behandlas",
}
DEGREES = {"Ja": "", "Delvis": "delvis ", "Nej": "inte "}
VERBS: tuple[str, ...] = (
    "godkänner",
    "fastställer",
    "lägger till handlingarna",
    "överlämnar",
    "överlämnar till kommunstyrelsen",
    "uppdrar åt",
    "uppdrar åt förvaltningen att",
    "uppdrar åt stadsdirektören att",
    "uppmanar",
    "förklarar paragrafen omedelbart justerad",
)
"""The usual verbs that begin a decision point in the minutes."""


def summary(content: ReviewContent) -> tuple[Block, ...]:
    """Return a sentence on the judgements, and a list of the directions by title (ISO/IEC 27001:2022 9.3.3)."""
    judged = [_judged(verdict) for verdict in content.verdicts if verdict.answer in DEGREES]
    blocks: list[Block] = []
    if judged:
        blocks.append(paragraph(f"Ledningssystemet för informationssäkerhet bedöms vara {listing(judged)}."))
    if content.directions:
        number = count_with_noun(len(content.directions), "inriktning", "inriktningar")
        blocks += [
            paragraph(
                reword(f"Genomgången anger {number} för tiden fram till nästa genomgång:", content.kind)
            ),
            bullets(direction.title for direction in content.directions),
        ]
    return tuple(blocks)


def _judged(verdict: VerdictText) -> str:
    """Return the adjective that ends the question, preceded by the degree of the answer: "delvis tillräckligt"."""
    return DEGREES[verdict.answer] + verdict.question.rstrip("?").rpartition(" ")[2]


def background(content: ReviewContent) -> tuple[Block, ...]:
    """Return a description of the matter: the period of the review, and the day of the figures it builds on."""
    period = period_prose(content.period_from, content.period_to)
    first, last = period, date_prose(content.cutoff)
    if content.kind is not REVIEW:
        lead = f"{content.kind.title.sv} lämnas enligt {content.kind.basis}. "
        said = f"Genomgången avser {first} och bygger på de uppgifter som fanns {last}."
        return (paragraph(lead + reword(said, content.kind)),)
    return (
        paragraph(
            "Ledningen går igenom ledningssystemet för informationssäkerhet med planerade mellanrum"
            f" (SS-EN ISO/IEC 27001, avsnitt 9.3). Genomgången avser {period} och bygger på de uppgifter som"
            f" fanns {date_prose(content.cutoff)}."
        ),
    )


def preparation(content: ReviewContent) -> tuple[Block, ...]:
    """List who commented while the review was out for comment, and the outcomes."""
    if not content.remarks:
        return ()
    units = listing(list(dict.fromkeys(remark.unit for remark in content.remarks)))
    came = Counter(remark.outcome for remark in content.remarks)
    parts = [
        f"{count_with_noun(came[outcome], 'svar', 'svar', neuter=True)} {words}"
        for outcome, words in CAME.items()
        if came[outcome]
    ]
    return (
        paragraph(
            f"{reword('Genomgången har varit på remiss.', content.kind)} Svar har kommit från {units}."
        ),
        paragraph(f"{capitalised(listing(parts))}."),
    )


DRAWN: Mapping[str, Callable[[ReviewContent], tuple[Block, ...]]] = {
    "wrapper_summary": summary,
    "wrapper_background": background,
    "wrapper_preparation": preparation,
}
"""Functions that generate a part of the official report, by the key of the chapter whose text would replace it."""
