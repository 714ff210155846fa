"""Reviews in the states that they can be in, written through the services that people use."""

from collections.abc import Sequence
from datetime import date

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review.models import Direction, Review
from akropolis.review.review.services import directions, reviews
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.services import chapters, decisions, openings

SECRET = "Reservrutinen prövades inte."


def minutes(unit: Unit, year: int) -> decisions.Minutes:
    """Minutes that lack nothing."""
    return decisions.Minutes(
        body=unit.name,
        decider_name="Karin Lind",
        decider_role="ordförande",
        decided_on=date(2026, 11, 20),
        diary_number=f"{unit.code.upper()} {year}/117",
        points=[("godkänner", f"ledningens genomgång {year}")],
    )


def judge(
    access: Access,
    verdict: Verdict,
    *,
    answer: str,
    reasons: str,
    evidence: Sequence[str],
    version: int | None = None,
    rows: Sequence[str] = (),
) -> None:
    """One of the three questions is answered."""
    chapters.judge_all(access, [(verdict, chapters.Judging(answer, reasons, evidence, version, rows))])


def ongoing(access: Access, unit: Unit, year: int) -> Review:
    """A review under way that lacks nothing: gathered, written, judged and with one direction to all."""
    made = openings.open_review(access, unit, year)
    reviews.move(access, made, "start")
    packs.gather(access, made)
    for chapter in Chapter.objects.visible(access).filter(review=made, included=True):
        text = f"Kapitlet {chapter.key} om {unit.name}: {{figure:incidents.total}}. {SECRET}"
        chapters.save(access, chapter, text=text, figures={})
    for verdict in Verdict.objects.visible(access).filter(review=made):
        judge(
            access, verdict, answer="yes", reasons="Det framgår av underlaget.", evidence=["incidents.total"]
        )
    values = {"title": f"Öva reservrutinerna i {unit.name}", "text": "Varje enhet övar en gång om året."}
    directions.add(access, made, values)
    return made


def circulated(access: Access, unit: Unit, year: int) -> Review:
    """The same, out for comment."""
    return reviews.move(access, ongoing(access, unit, year), "circulate")


def decided(access: Access, unit: Unit, year: int) -> Review:
    """The same, decided and frozen."""
    return finish(access, ongoing(access, unit, year), year)


def finish(access: Access, review: Review, year: int) -> Review:
    """A review under way, sent out, decided and frozen."""
    made = reviews.move(access, review, "circulate")
    decisions.decide(access, made, minutes(made.owner_unit, year))
    made.refresh_from_db()
    return made


def direction(review: Review) -> Direction:
    """The review's only direction."""
    return Direction.everything.get(review=review)
