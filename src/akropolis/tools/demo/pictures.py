"""Situation pictures of the demo city: two of the city, and one of the utbildningsnämnd, drafted from the registers."""

from dataclasses import asdict
from datetime import date

from akropolis.base.kernel.access.models import Unit
from akropolis.events.situation_reports.selectors.situations import answers_of
from akropolis.events.situation_reports.selectors.unit_pictures import known_on
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from akropolis.tools.demo.frame import City, moment
from akropolis.tools.demo.source import Row, read


def build(city: City) -> None:
    """Draft and issue each picture as of its day, with what a person has written of it."""
    with city.writing():
        for each in read("pictures")["pictures"]:
            _issue(city, city.units[each["unit"]], each)


def _issue(city: City, unit: Unit, given: Row) -> None:
    day: date = given["day"]
    draft, known = drafts.begin(city.access, unit), known_on(city.access, unit, day)
    for answer in answers_of(city.access, draft):
        facts, written = known.get(answer.key), given["answers"].get(answer.key, "")
        text = "\n\n".join(filter(None, (written, facts.now if facts else "")))
        values: dict[str, object] = {"text": text, "drafted": facts.now if facts else ""}
        if answer.weighed:
            values |= {"confidence": given["confidence"], "because": given["because"]}
        figures = [{**asdict(each), "rows": list(each.rows)} for each in facts.figures] if facts else []
        drafts.save(city.access, answer, values | {"figures": figures})
    ends = moment(given["valid_to"], 12)
    said = Issue(
        as_of=moment(day, 9), mark=given["mark"], valid_to=ends, next_at=ends, recipients=given["to"]
    )
    issue(city.access, draft, said)
