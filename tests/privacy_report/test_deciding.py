"""The yearly report on data protection is decided through its pages, and the review cites it by number and day."""

from akropolis.review.privacy_report.rules.kind import PRIVACY_REPORT
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review_text.models import Chapter, Decision, FrozenReview
from akropolis.review.review_text.services import chapters, openings
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/gdpr-arsrapporter/2026/utb/"
PACK = "/genomgangar/2027/utb/underlag/"
MINUTES = {
    "body": "Utbildningsnämnden",
    "decider_name": "Karin Lind",
    "decider_role": "ordförande",
    "decided_on": "2026-11-20",
    "diary_number": "UTB 2026/9",
    "verb_0": "godkänner",
    "text_0": "GDPR-årsrapporten 2026",
}


def test_a_report_is_decided_by_the_head_and_cited_by_the_review(world: World) -> None:
    report = openings.open_review(SYSTEM, world.units["utb"], 2026, kind=PRIVACY_REPORT)
    writer, head, neighbour = (world.client(who) for who in ("owner", "chef", "neighbour"))

    def state() -> str:
        return Review.everything.get(pk=report.pk).state

    assert "GDPR-årsrapport 2025 är inte beslutad." in writer.get(PACK).text
    assert writer.post(f"{URL}steg/start/").status_code == 302
    for row in Chapter.objects.visible(SYSTEM).filter(review=report, included=True):
        chapters.save(world.access("owner"), row, text=f"Så står det till: {row.key}.", figures={})
    assert writer.post(f"{URL}steg/circulate/").status_code == 302
    assert state() == ReviewState.CIRCULATED
    for who in (neighbour, world.client("auditor"), world.client("colleague")):
        assert who.post(f"{URL}besluta/", MINUTES).status_code == 404
    assert (state(), Decision.everything.filter(review=report).count()) == (ReviewState.CIRCULATED, 0)

    assert head.post(f"{URL}besluta/", MINUTES)["Location"] == URL
    assert state() == ReviewState.DECIDED
    shown = head.get(f"{URL}beslut/").text
    assert FrozenReview.everything.get(review=report).digest in shown
    assert "Karin Lind, ordförande" in shown
    assert head.post(f"{URL}steg/take_back/", {"because": "Ångrar"}).status_code in (302, 404)
    assert state() == ReviewState.DECIDED
    assert writer.post(PACK).status_code == 302
    said = writer.get(PACK).text
    assert f"GDPR-årsrapport 2026 {report.number}, beslutad 2026-11-20." in said
    assert "är inte beslutad." not in said
    assert neighbour.get(PACK).status_code == 404
