"""Assess measures, object to assessments of shared services, and link chapters to requirements.

Earlier assessments are kept in the history only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import (
    ChapterAnswer,
    Control,
    Fulfilment,
    FulfilmentChoice,
    Ground,
    MeasureBearer,
    Objection,
    Requirement,
)
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.rules.demands import FULFILLED
from akropolis.graph.compliance.rules.permissions import EDIT
from akropolis.graph.compliance.selectors.catalogue import asked_units, controls
from akropolis.graph.compliance.selectors.inherited import consuming_units
from akropolis.graph.compliance.selectors.standing import of_service
from akropolis.graph.compliance.services.documents import prove_by_documents
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.selectors.versions import draft_of, last_version

OWN_WORDS = 4
"""Minimum number of words that say why a measure is not needed; fewer say nothing of the place."""


@dataclass(frozen=True, slots=True)
class AssessmentInput:
    """Input for assessing a measure in a unit or at a service.

    `version` is that of the assessment the user saw when writing, 0 if there was none; None skips the check.
    """

    control: Control
    place: Unit | Node
    state: str
    reasons: str = ""
    valid_to: date | None = None
    version: int | None = None
    ground: str = ""

    @property
    def key(self) -> tuple[UUID, UUID | int]:
        """Return the keys of the measure and the place."""
        return self.control.pk, self.place.pk

    @property
    def where(self) -> dict[str, Unit | Node]:
        """Return the unit or service, keyed by the name of the model field that points at it: `unit` or `node`."""
        return {"unit" if isinstance(self.place, Unit) else "node": self.place}


def assess(access: Access, words: Sequence[AssessmentInput], *, because: str = "") -> list[Fulfilment]:
    """Save the assessments, all or nothing, in one transaction of the history; unchanged ones are skipped.

    Raises Hidden without the right in the place or for a measure that is not listed for such a place. Raises
    Invalid for an assessment that lacks reasons or ends in the past; with several inputs, the field names
    are prefixed by the input's index. Raises Stale if somebody else has saved an assessment since the user
    opened it.
    """
    with writing(access, because=because) as w:
        today = timezone.localdate(w.at)
        _admit(words, today)
        stands = _standing(words)
        said = {"assessed_on": today, "assessed_by": access.actor.name}
        new, changed = [], []
        for word in words:
            ground = word.ground if word.state == FulfilmentChoice.NOT_APPLICABLE else ""
            values: dict[str, object] = {
                "state": word.state,
                "reasons": word.reasons.strip(),
                "ground": ground,
            }
            values["valid_to"] = word.valid_to
            row = stands.get(word.key)
            same = row is not None and all(getattr(row, name) == value for name, value in values.items())
            stale = word.version not in (None, row.version if row else 0)
            if stale and not (same and row and w.saved_last(row)):
                raise Stale(_("Someone else has saved this since you opened it."), current=row)
            if row is None:
                new.append({"control": word.control, **word.where, **values, **said})
            elif not same:
                changed.append((row, {**values, **said}))
            else:
                w.require(row)
        made = w.create_many(Fulfilment, new)
        w.update_many([row for row, _values in changed], [values for _row, values in changed])
        saved = [*made, *(row for row, _values in changed)]
        prove_by_documents(w, saved)
        return saved


def _admit(words: Sequence[AssessmentInput], today: date) -> None:
    """Raise Hidden for a measure not listed for its place, Invalid for missing reasons or a day that has passed."""
    inforce = {each.pk for each in controls(today)}
    units = asked_units(today)
    for index, word in enumerate(words):
        if word.control.pk not in inforce or not _is_asked_for(word, units):
            raise Hidden
        if errors := _faults(word, today):
            first = f"{index}." if len(words) > 1 else ""
            raise Invalid({f"{first}{name}": texts for name, texts in errors.items()})


def _is_asked_for(word: AssessmentInput, units: set[UUID]) -> bool:
    if isinstance(word.place, Unit):
        return word.control.bearer == MeasureBearer.UNIT and word.place.pk in units
    fits = word.place.kind in word.control.needs.kinds and word.place.archived_at is None
    return word.control.bearer != MeasureBearer.UNIT and fits


def _faults(word: AssessmentInput, today: date) -> Mapping[str, list[object]]:
    found: dict[str, list[object]] = {}
    if word.state not in FulfilmentChoice.values:
        found["state"] = [_("Choose one of the answers.")]
    if word.state == FulfilmentChoice.NOT_APPLICABLE:
        if word.ground not in Ground.values:
            found["ground"] = [_("Choose on what ground the measure is not needed here.")]
        if len(word.reasons.split()) < OWN_WORDS:
            found["reasons"] = [
                _(
                    "Write in a sentence of your own what it is here that makes it unnecessary, or who does it instead."
                )
            ]
    if word.state == FulfilmentChoice.PARTLY and not word.reasons.strip():
        found["reasons"] = [_("Write what is missing.")]
    if word.valid_to is not None and word.valid_to < today:
        found["valid_to"] = [_("The day has passed already. Write a day ahead.")]
    return found


def _standing(words: Sequence[AssessmentInput]) -> dict[tuple[UUID, UUID | int], Fulfilment]:
    """Return (measure, place) → stored assessment, for the inputs. The right to it is checked when it is changed."""
    rows = Fulfilment.objects.unscoped(because="the writer asks for the right to each row")
    places: dict[str, set[UUID | int]] = {"unit": set(), "node": set()}
    for word in words:
        places[next(iter(word.where))].add(word.place.pk)
    found = {}
    for name, keys in places.items():
        related = rows.select_related("unit", "node__owner_unit", "node__operator_unit", "control")
        for row in related.filter(**{f"{name}__in": keys}) if keys else ():
            found[row.control_id, getattr(row, f"{name}_id")] = row
    return found


# A unit does not inherit what an operator says


def object_to(access: Access, node: Node, control: Control, unit: Unit, reasons: str) -> Objection:
    """Object, for the unit, to inheriting a measure from the shared service: from now on it is lacking in the unit.

    Raises Hidden without the right in the unit, if no node of the unit depends on the service, and for a
    measure that is not demanded of the service. Raises Invalid without reasons, if the measure is not
    assessed as fulfilled, and if the unit already objects to it.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        line = of_service(access, node.record, today).line(control.code)
        if not node.shared or line.why is None or unit.pk not in consuming_units(node, today):
            raise Hidden
        access.must(EDIT, unit)
        if not reasons.strip():
            raise Invalid({"reasons": [_("Write why the unit does not rely on it.")]})
        if line.status not in FULFILLED:
            raise Invalid({"reasons": [_("It is not stated to be fulfilled, so the unit inherits nothing.")]})
        values = {"node": node, "control": control, "unit": unit, "reasons": reasons.strip()}
        return w.create(Objection, {**values, "objected_by": access.actor.name, "objected_at": w.at})


def may_answer(access: Access, objection: Objection) -> bool:
    """Return whether the user may answer the objection: has the right in the unit that answers for the service."""
    return access.may(EDIT, answering_unit(objection.node))


def answer(access: Access, objection: Objection, text: str, *, version: int | None = None) -> Objection:
    """Save the operator's answer to an objection, or correct it.

    The unit then has to keep or withdraw the objection. Raises Hidden if the user does not answer for the
    service, Invalid without text, Refused if the objection has been withdrawn.
    """
    with writing(access) as w:
        if not may_answer(access, objection):
            raise Hidden
        _require_open(objection)
        if not text.strip():
            raise Invalid({"answer": [_("Write an answer.")]})
        said = {
            "answer": text.strip(),
            "answered_by": access.actor.name,
            "answered_at": w.at,
            "kept_at": None,
        }
        return w.update(objection, said, version=version)


def keep_objection(access: Access, objection: Objection) -> Objection:
    """Keep the unit's objection in spite of the answer. Raises Hidden, and Refused before there is an answer."""
    with writing(access) as w:
        access.must(EDIT, objection.unit)
        _require_open(objection)
        if not objection.answered_at:
            raise Refused(_("The operator has not answered yet."))
        return w.update(objection, {"kept_at": w.at, "settled_by": access.actor.name})


def withdraw(access: Access, objection: Objection) -> Objection:
    """Withdraw the unit's objection, so that it inherits again. Raises Hidden, and Refused the second time."""
    with writing(access) as w:
        access.must(EDIT, objection.unit)
        _require_open(objection)
        return w.update(objection, {"withdrawn_at": w.at, "settled_by": access.actor.name})


def _require_open(objection: Objection) -> None:
    """Reload the objection, and raise Refused if somebody has withdrawn it."""
    objection.refresh_from_db()
    if objection.withdrawn_at is not None:
        raise Refused(_("The objection has been withdrawn."))


# Where requirements are answered


def link_chapter(
    access: Access, document: GoverningDocument, key: str, requirement: Requirement
) -> ChapterAnswer:
    """Link the draft's chapter to the requirement, from the first version that has the chapter's present text.

    Raises Hidden without the right or for a missing chapter, and Refused for a locked draft.
    """
    with writing(access) as w:
        rows = ChapterAnswer.objects.visible(access).filter(
            document=document, key=key, requirement=requirement
        )
        values = {"document": document, "key": key, "requirement": requirement}
        found = rows.filter(until__isnull=True).first()
        return found or w.create(ChapterAnswer, {**values, "since": _first_version(access, document, key)})


def unlink_chapter(access: Access, row: ChapterAnswer) -> None:
    """Unlink the chapter from the requirement. Superseded versions keep the link."""
    with writing(access) as w:
        begins = _first_version(access, row.document, row.key)
        if row.since < begins:
            w.update(row, {"until": begins - 1})
        else:
            w.remove(row)


def _first_version(access: Access, document: GoverningDocument, key: str) -> int:
    """Return the version with the chapter's text as in the draft: the newest, or else the next one."""
    drafted = or_hidden(next((each.content for each in draft_of(access, document) if each.key == key), None))
    last = last_version(access, document)
    number, said = (last.number, last.chapters) if last else (0, [])
    return number if drafted in said else number + 1
