"""The reviews of four years: written, their figures gathered, and decided, in chronological order."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import repeat
from typing import Any

from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.figures import FigureCache
from akropolis.events.incidents.models import Incident, Severity
from akropolis.review.review.models import Direction, Recipient, Remark, Review
from akropolis.review.review.rules.periods import usual_period
from akropolis.review.review.services.directions import add_direction
from akropolis.review.review.services.reviews import take
from akropolis.review.review_inputs.rules.display import texts
from akropolis.review.review_inputs.rules.drafts import draft
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import (
    Chapter,
    ChapterStatus,
    MinutesEntry,
    RegistryEntry,
    ReviewObservation,
    Verdict,
)
from akropolis.review.review_text.services import decisions
from akropolis.review.review_text.services.chapters import carry_units
from akropolis.review.review_text.services.openings import add_review
from akropolis.shared.horizon.models import Observation, ObservationEffect
from akropolis.tools.demo import answers, prose
from akropolis.tools.demo.frame import BUILT, City, moment
from akropolis.tools.demo.organisation import INFORMATION_OWNERS
from akropolis.tools.demo.source import Row, read

YEARS: tuple[int, ...] = (2024, 2025, 2026, 2027)
CITY, OFFICE = "stad", "slk"
ON = {"followup", "assessment", "coverage"}
"""Chapters, off by default, that this city turns on once it has something to write in them."""
MEASURED = {"indicators", "audits"}
"""Chapters written from the figures, in the last year alone: before it nothing was tested."""
WAYS = {
    "planned": (),
    "in_progress": ("start",),
    "on_remiss": ("start", "circulate"),
    "decided": ("start", "circulate"),
}
EVIDENCE = {
    "suitable": ["directions.answered"],
    "adequate": ["actions.overdue", "services.total"],
    "effective": ["incidents.serious", "actions.on_time"],
}
OBSERVATIONS_SHOWN = 8


def _rows_for(w: Writer, review: Review, verdict: Verdict) -> list[str]:
    """Return the keys of rows cited for a verdict: for `effective` the period's gravest incident, for others none."""
    if verdict.aspect != "effective":
        return []
    rows = Incident.objects.visible(w.access).filter(
        owner_unit__path__startswith=review.owner_unit.path,
        occurred_at__date__range=(review.period_from, review.cutoff),
        severity__gte=Severity.SERIOUS,
    )
    return list(rows.order_by("-severity", "number").values_list("number", flat=True)[:1])


class DemoYears:
    """The reviews built year by year. Directions are keyed by their key in the content, and rows by unit and year."""

    def __init__(self, city: City, progress: Callable[[int, int], None]) -> None:
        self.city, self.progress = city, progress
        self.directions: dict[str, Direction] = {}
        self.rows: dict[tuple[str, int], Row] = {}
        self._counted: tuple[tuple[date, int, int], FigureCache] | None = None

    def _cache(self, day: date, year: int) -> FigureCache:
        """The figures of all units, until waiting work is done: a review changes none that another one counts."""
        known = day, year, self.city.worked
        if self._counted is None or self._counted[0] != known:
            self._counted = known, FigureCache(all_units=True)
        return self._counted[1]

    def build(self, year: int) -> None:
        """Create the units' reviews by the day of their figures, the city's, and then the answers."""
        for row in sorted(map(self._unit, self._units(year), repeat(year)), key=_gathered):
            self._one(row)
        self._one(dict(prose.find_review(CITY, year) or {}))
        self.progress(len(self.rows), self._total())
        answers.build(self.city, self.directions, self.rows, year)

    def _unit(self, code: str, year: int) -> Row:
        before = self.rows.get((code, year - 1), {}).get("directions", [])
        return {**prose.unit_review(self.city, code, year, before), "state": self._state(code, year)}

    def _units(self, year: int) -> Iterable[str]:
        """Return units with a review of the year, the office too, since the city's document includes it."""
        last = usual_period(year)[1]
        wanted = [u for u in self.city.units.values() if u.reviews and u.valid_on(last)]
        missing = (prose.find_review(CITY, year) or {})["coverage"].get("not_decided", ())
        codes = [u.code for u in wanted if u.code not in missing and u.code != OFFICE]
        return [*codes, OFFICE]

    def _state(self, code: str, year: int) -> str:
        coverage = (prose.find_review(CITY, year) or {})["coverage"]
        return next((state for state in WAYS if code in coverage.get(state, ())), "decided")

    def _total(self) -> int:
        """Return how many reviews there are when all years are built."""
        return sum(len([*self._units(year)]) + 1 for year in YEARS)

    def _one(self, row: Row) -> None:
        self.progress(len(self.rows), self._total())
        code, year, state = row["unit"], row["year"], row["state"]
        self.rows[code, year] = row
        self.city.until(_gathered(row).date())
        with self.city.writing() as w:
            review = self._opened(w, row)
            if state == "planned":
                return
            self._write(w, review, row)
        with self.city.writing() as w:
            w.at = _gathered(row)
            pack = packs.gather_into(w, review, self._cache(w.at.date(), year))
            if year == YEARS[-1]:
                _measured(w, review, packs.content(pack))
            _keep_figures(w, review, texts(packs.content(pack)))
            for name in WAYS[state][1:]:
                take(w, review, name)
            if state == "on_remiss":
                self._recipients(w, review, code)
                self._remarks(w, review, code)
        if state == "decided":
            decisions.decide(self.city.access, review, _minutes(row["decision"]), complete=False)
            if year < YEARS[-1]:
                self._handled(review, code, row["decision"]["date"])

    def _opened(self, w: Writer, row: Row) -> Review:
        code, year = row["unit"], row["year"]
        due = date(year, 1, 31) if code == CITY else date(year - 1, 12, 20)
        person = self.city.people.get("ciso" if code == CITY else f"samordnare.{code}")
        settings: Row = {"due_on": due, "handler": person.name if person else ""}
        settings |= {name: row[name] for name in ("title", "diary_number") if row.get(name)}
        review = add_review(w, self.city.units[code], year, settings)
        if row["state"] != "planned":
            take(w, review, "start")
        return review

    def _write(self, w: Writer, review: Review, row: Row) -> None:
        under_way = row["state"] == "in_progress"
        self._chapters(w, review, row, under_way=under_way)
        answers.settle(w, self.directions, review, row.get("followup", ()))
        for told in row.get("directions", ()):
            self._direction(w, review, told)
        for verdict in Verdict.objects.visible(w.access).filter(review=review):
            said = next((v for v in row["verdicts"] if v["key"] == verdict.aspect), None)
            if (
                said
                and said["answer"]
                and not (under_way and prose.find_review(row["unit"], row["year"]) is None)
            ):
                w.update(
                    verdict,
                    {
                        "answer": said["answer"],
                        "reasons": said["reason"],
                        "evidence": EVIDENCE[verdict.aspect] + _rows_for(w, review, verdict),
                    },
                )
        if row["unit"] == CITY:
            self._observations(w, review)
            carry_units(w, review, [self.city.units[c] for c in row.get("carries", ())])

    def _chapters(self, w: Writer, review: Review, row: Row, *, under_way: bool) -> None:
        told = {chapter["key"]: chapter for chapter in row["chapters"]}
        titles = {key: direction.title for key, direction in self.directions.items()}
        if (said := prose.followup_text(row.get("followup", ()), titles)) and row["unit"] == CITY:
            told["followup"] = {"key": "followup", "text": said}
        for chapter in Chapter.objects.visible(w.access).filter(review=review):
            values: Row = {}
            if chapter.key in told:
                values |= _chapter_values(told[chapter.key], under_way=under_way)
            if chapter.key in ON and (chapter.key != "followup" or row.get("followup")):
                values["included"] = True
            early = chapter.key in MEASURED and review.year < YEARS[-1]
            if (early or chapter.key in ("horizon", "changes")) and chapter.key not in told:
                values["included"] = False
            if values:
                w.update(chapter, values)

    def _direction(self, w: Writer, review: Review, told: Row) -> None:
        values: Row = {"title": told["title"], "text": told["text"].strip()}
        if told.get("continues") in self.directions:
            values["continues"] = self.directions[told["continues"]]
        if review.owner_unit.code == CITY:
            values["answer_by"] = date(review.year, 3, 31)
        self.directions[told["key"]] = add_direction(w, review, values)

    def _observations(self, w: Writer, review: Review) -> None:
        rows = Observation.objects.visible(w.access).filter(
            observed_on__range=(review.period_from, review.period_to), owner_unit=review.owner_unit
        )
        weight = {ObservationEffect.HIGH: 0, ObservationEffect.MODERATE: 1}
        chosen = sorted(
            rows, key=lambda o: (weight.get(ObservationEffect(o.effect), 2), o.observed_on, o.number)
        )[:OBSERVATIONS_SHOWN]
        chosen.sort(key=lambda o: (o.theme, o.observed_on, o.number))
        links = [{"review": review, "observation": o, "position": n} for n, o in enumerate(chosen, start=1)]
        w.create_many(ReviewObservation, links)

    def _handled(self, review: Review, code: str, decided: date) -> None:
        """Let the registry take charge of an earlier year's documents, and the secretary enter the paragraph."""
        office = OFFICE if code == CITY else code
        registrar, secretary = (
            self.city.people.get(f"{who}.{office}") for who in ("registrator", "sekreterare")
        )
        if registrar is None or secretary is None:  # the unit has ended
            return
        paragraph = f"§ {self.city.chance(f'paragraph {code} {review.year}').randint(60, 140)}"
        minutes = {"paragraph": paragraph, "held_on": decided, "entered_by": secretary.name}
        taken = {"registered_by": registrar.name, "registered_on": decided + timedelta(days=2)}
        with self.city.writing() as w:
            w.create(MinutesEntry, {"review": review, **minutes})
            w.create(RegistryEntry, {"review": review, **taken})

    def _recipients(self, w: Writer, review: Review, code: str) -> None:
        """Ask the data protection officer and the head, and in one unit an owner of information."""
        told, unit = read("unit-prose")["circulation"], self.city.units[code]
        asked = {"review": review, "sender": self.city.people[f"samordnare.{code}"], **told}
        people = [f"chef.{code}", *(who for who in INFORMATION_OWNERS if who.endswith(f".{code}"))]
        rows: list[Row] = [{"unit": self.city.units[CITY], "role": self.city.roles["dso"]}]
        rows += [{"unit": unit, "person": self.city.people[who]} for who in people]
        w.create_many(Recipient, [asked | row for row in rows])

    def _remarks(self, w: Writer, review: Review, code: str) -> None:
        chance = self.city.chance(f"remarks {code}")
        for said in chance.sample(read("unit-prose")["remarks"], chance.choice((1, 2))):
            username = f"chef.{code}" if said["from"] == "chef" else said["from"]
            unit = self.city.units[code if said["from"] == "chef" else OFFICE]
            person = self.city.people[username]
            w.create(Remark, {"review": review, "unit": unit, "author": person.name, "text": said["text"]})


def _chapter_values(told: Row, *, under_way: bool) -> Row:
    text = told["text"].strip()
    draft = told.get("draft") or (under_way and told["key"] not in ("introduction", "horizon"))
    status = ChapterStatus.EMPTY if not text else ChapterStatus.DRAFT if draft else ChapterStatus.READY
    return {"text": text, "status": status} | ({"title": told["title"]} if told.get("title") else {})


def _measured(w: Writer, review: Review, pack: PackContent) -> None:
    """Write the chapters on measurements and audits as the figures propose."""
    for chapter in Chapter.objects.visible(w.access).filter(review=review, key__in=MEASURED, text=""):
        w.update(chapter, {"text": draft(chapter.key, pack), "status": ChapterStatus.READY})


def _keep_figures(w: Writer, review: Review, known: dict[str, str]) -> None:
    """Store the figures of each text as of when it was written, so that later changes can be marked."""
    for chapter in Chapter.objects.visible(w.access).filter(review=review, text__contains="{figure:"):
        used = {key: value for key, value in known.items() if "{figure:" + key + "}" in chapter.text}
        w.update(chapter, {"figures": used})


def _gathered(row: Row) -> datetime:
    """Return when the figures are gathered: the Monday of the week before the decision, or yesterday if undecided."""
    decision = row.get("decision") if row["state"] == "decided" else None
    if not decision:
        return BUILT
    return moment(decision["date"] - timedelta(days=7 + decision["date"].weekday()), 9)


def _minutes(row: Row) -> decisions.Minutes:
    return decisions.Minutes(
        body=row["body"],
        decider_name=row["decider"],
        decider_role=row["role"],
        decided_on=row["date"],
        diary_number=row["diary_number"],
        points=[prose.point(p) for p in row["points"]],
    )


def steps(city: City, progress: Callable[[int, int], None]) -> list[tuple[int, Any]]:
    """Return the step of each year. `progress` takes how many of how many reviews are built, before each and last."""
    years = DemoYears(city, progress)
    return [(year, lambda _city, year=year: years.build(year)) for year in YEARS]
