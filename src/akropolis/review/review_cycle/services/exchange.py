"""Import whole reviews from a file in the format `akropolis-review/1`: everything in the file, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY, UnitKind
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.placed import PlacedValue, UnreadableYaml, YamlFault, read
from akropolis.review.review.models import Review
from akropolis.review.review.services.directions import add_direction
from akropolis.review.review.services.reviews import take
from akropolis.review.review.words import gettext as _
from akropolis.review.review_cycle.rules.interchange import faults, parse_period, with_footnotes
from akropolis.review.review_text.models import Chapter, ChapterStatus, ReviewObservation
from akropolis.review.review_text.services.chapters import carry_units, readable
from akropolis.review.review_text.services.openings import add_review
from akropolis.shared.horizon.models import Observation


@dataclass
class ImportedReviews:
    """Result of an import: the imported reviews, and how many new units and new observations were created."""

    reviews: list[Review] = field(default_factory=list)
    units: int = 0
    observations: int = 0


def import_file(access: Access, path: Path) -> ImportedReviews:
    """Import the file. Raises Refused with the file's name, line and remedy for each fault; nothing is saved then."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(_("The file %(name)s cannot be opened.") % {"name": path}) from error
    except UnicodeDecodeError as error:
        raise Refused(_("The file %(name)s is not text in UTF-8.") % {"name": path}) from error
    return import_text(access, text, name=path.name)


def import_text(access: Access, text: str, *, name: str) -> ImportedReviews:
    """Import from a text; `name` is used in error messages and in the history."""
    try:
        root = read(text)
    except UnreadableYaml as error:
        raise _refusal(name, [error.fault]) from error
    known = frozenset(
        Unit.objects.unscoped(because="codes are unique in the city").values_list("code", flat=True)
    )
    found = faults(root, known_units=known)
    if found:
        raise _refusal(name, found)
    try:
        with writing(access, because=_("Taken in from %(name)s") % {"name": name}) as w:
            return _Import(w, root).run()
    except Invalid as refusal:
        raise Refused(f"{name}: {refusal}", code="invalid") from refusal


def _refusal(name: str, found: list[YamlFault]) -> Refused:
    shown = "\n".join(f"{name}, {_('line')} {fault.line}: {fault.sentence}" for fault in found[:20])
    return Refused(shown, code="invalid_file")


def _plain(place: PlacedValue | None) -> object:
    return place.plain() if place is not None else None


class _Import:
    """An import in progress: the parsed file and the rows created from it."""

    def __init__(self, w: Writer, root: PlacedValue) -> None:
        self.w, self.root, self.taken = w, root, ImportedReviews()
        self.observations: dict[str, PlacedValue] = {
            str(o.value["key"].value): o for o in self._entries("observations")
        }

    def run(self) -> ImportedReviews:
        for entry in self._entries("units"):
            self.unit(entry)
        for entry in self._entries("reviews"):
            self.taken.reviews.append(self.review(entry))
        self.carry()
        return self.taken

    def _entries(self, name: str) -> Iterator[PlacedValue]:
        place = self.root.get(name)
        return place.items() if place else iter(())

    def _unit(self, code: str) -> Unit:
        found: Unit = Unit.objects.visible(self.w.access).one(code=code)
        return found

    def unit(self, entry: PlacedValue) -> None:
        values = entry.plain()
        if Unit.objects.unscoped(because="codes are unique in the city").filter(code=values["code"]).exists():
            return
        parent = values.pop("parent", None)
        values.setdefault("valid_from", self._earliest())
        values["parent"] = self._unit(str(parent)) if parent else None
        reviewed = {str(r.value["unit"].value) for r in self._entries("reviews")}
        values["reviews"] = values["kind"] in OWN_AUTHORITY or (
            values["code"] in reviewed and values["kind"] != UnitKind.CITY
        )
        self.w.create(Unit, values)
        self.taken.units += 1

    def _earliest(self) -> date:
        periods = [parse_period(str(r.value["covers"].value)) for r in self._entries("reviews")]
        return min(period[0] for period in periods if period)

    def review(self, entry: PlacedValue) -> Review:
        unit = self._unit(str(entry.value["unit"].value))
        period = parse_period(str(entry.value["covers"].value))
        assert period is not None
        title = entry.get("title") or self.root.get("title")
        settings: dict[str, object] = {"period_from": period[0], "period_to": period[1]}
        settings |= {"title": str(title.value)} if title else {}
        settings |= {"cutoff": _plain(entry.get("cutoff"))} if entry.get("cutoff") else {}
        review = add_review(self.w, unit, entry.value["year"].value, settings)
        take(self.w, review, "start")
        self.chapters(review, entry)
        return review

    def chapters(self, review: Review, entry: PlacedValue) -> None:
        rows = {row.key: row for row in Chapter.objects.visible(self.w.access).filter(review=review)}
        written = {str(c.value["key"].value): c for c in entry.value["chapters"].items()}
        for position, key in enumerate([*written, *(k for k in rows if k not in written)], start=1):
            values: dict[str, object] = {"position": position, "included": key in written}
            if key in written:
                values |= self.chapter_values(written[key])
            self.w.update(rows[key], values)
        for place in written.values():
            self.parts(review, place)

    def chapter_values(self, place: PlacedValue) -> dict[str, object]:
        text = readable(with_footnotes(place))
        title = place.get("title")
        status = ChapterStatus.READY if text else ChapterStatus.EMPTY
        return {"text": text, "title": str(title.value).strip() if title else "", "status": status}

    def parts(self, review: Review, place: PlacedValue) -> None:
        for direction in (place.get("directions") or PlacedValue([], 0)).items():
            text = str(_plain(direction.get("text")) or "").strip()
            add_direction(self.w, review, {"title": str(direction.value["title"].value), "text": text})
        wanted = [str(item.value) for item in (place.get("observations") or PlacedValue([], 0)).items()]
        for position, key in enumerate(wanted, start=1):
            row = self.observation(review, key)
            self.w.create(ReviewObservation, {"review": review, "observation": row, "position": position})

    def observation(self, review: Review, key: str) -> Observation:
        entry = self.observations[key]
        text = with_footnotes(entry)
        known = Observation.objects.visible(self.w.access).filter(
            owner_unit=review.owner_unit, title=str(entry.value["title"].value), text=text
        )
        if (found := known.first()) is not None:
            return found
        self.taken.observations += 1
        return self.w.create(
            Observation,
            {
                "owner_unit": review.owner_unit,
                "shared": review.owner_unit.kind == UnitKind.CITY,
                "title": str(entry.value["title"].value),
                "theme": str(entry.value["theme"].value),
                "text": text,
                "observed_on": _plain(entry.get("observed_on")) or review.period_to,
                "source": str(_plain(entry.get("source")) or ""),
                "source_url": str(_plain(entry.get("source_url")) or ""),
            },
        )

    def carry(self) -> None:
        """Include the imported reviews of units in the city's review of the same year, if the file contains it."""
        for review in self.taken.reviews:
            if review.owner_unit.kind == UnitKind.CITY:
                others = [
                    r.owner_unit for r in self.taken.reviews if r is not review and r.year == review.year
                ]
                carry_units(self.w, review, others)
