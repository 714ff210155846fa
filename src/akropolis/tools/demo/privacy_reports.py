"""The demo city's yearly reports on data protection: one per controller, a decided one, some under way, the city's."""

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.figures import FigureCache
from akropolis.review.privacy_report.rules.kind import PRIVACY_REPORT
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import units_due
from akropolis.review.review.services.reviews import take
from akropolis.review.review_inputs.rules.display import texts
from akropolis.review.review_inputs.rules.drafts import drafts
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, ChapterStatus, MinutesEntry, RegistryEntry
from akropolis.review.review_text.services.decisions import Minutes, record
from akropolis.review.review_text.services.openings import add_review
from akropolis.tools.demo.frame import City, moment
from akropolis.tools.demo.source import Row, read

WHY = "the demo city writes its reports on data protection"


def build(city: City) -> None:
    """Postpone the reports to their day, so that the city's review of the year after cites them, and none before."""
    content = read("privacy-reports")
    city.later(content["built"], lambda w: _open(city, w, content))


def _open(city: City, w: Writer, content: Row) -> None:
    """Open a report of each controller and the city, and write those that the content names."""
    rows = Unit.objects.unscoped(because=WHY).filter(units_due(PRIVACY_REPORT), valid_to=None)
    units = [*rows.order_by("sort_key"), city.units["stad"]]
    settings = {"due_on": content["due"]}
    made = {u.code: add_review(w, u, content["year"], settings, kind=PRIVACY_REPORT) for u in units}
    w.at, cache = moment(content["built"], 9), FigureCache(all_units=True)
    for row in content["reports"]:
        if (review := made.get(row["unit"])) is not None:
            _write(w, review, row, content["chapters"], cache)
            if "decision" in row:
                _decide(city, w, review, row["decision"])


def _write(w: Writer, review: Review, row: Row, own: Row, cache: FigureCache) -> None:
    """Gather the figures, and write the proposed text in each chapter, or the content's where none is proposed."""
    take(w, review, "start")
    pack = packs.content(packs.gather_into(w, review, cache))
    proposed, known = drafts(pack), texts(pack)
    for chapter in Chapter.objects.visible(w.access).filter(review=review, included=True):
        if text := proposed.get(chapter.key) or own.get(chapter.key, "").strip():
            used = {key: value for key, value in known.items() if "{figure:" + key in text}
            status = ChapterStatus.READY if "decision" in row else ChapterStatus.DRAFT
            w.update(chapter, {"text": text, "status": status, "figures": used})


def _decide(city: City, w: Writer, review: Review, row: Row) -> None:
    """Decide the report, and let the secretary and the registry enter it."""
    minutes = Minutes(
        **{**row["minutes"], "points": [(p["verb"], p["text"]) for p in row["minutes"]["points"]]}
    )
    record(w, take(w, review, "circulate"), minutes)
    secretary, registrar = (city.people[row[who]].name for who in ("secretary", "registrar"))
    entered: Row = {"paragraph": row["paragraph"], "held_on": minutes.decided_on, "entered_by": secretary}
    w.create(MinutesEntry, {"review": review, **entered})
    taken = {"registered_by": registrar, "registered_on": minutes.decided_on}
    w.create(RegistryEntry, {"review": review, **taken})
