"""Classification status of an information set: its draft, decisions and intake stop, and the outcome of a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import gives
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.graph.assets.rules.permissions import CLASSIFICATION
from akropolis.graph.information.models import (
    ClassificationDecision,
    ClassificationDraft,
    InformationSet,
    IntakeStop,
)
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.answers import Answers, carried_over, read_answers
from akropolis.shared.classification.rules.aspects import ORDER, in_letters
from akropolis.shared.classification.rules.assessment import LegalProvision, LevelAssessment, assess
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors import legal_bases, schemes
from akropolis.shared.classification.selectors.schemes import body_of

READ, EDIT, DECIDE = f"{CLASSIFICATION}:read", f"{CLASSIFICATION}:edit", f"{CLASSIFICATION}:decide"


@dataclass(frozen=True, slots=True)
class ClassificationStatus:
    """Classification status of an information set. If the set is only a pointer, just the intake stop is shown."""

    information: InformationSet
    draft: ClassificationDraft | None
    decision: ClassificationDecision | None
    stop: IntakeStop | None

    @property
    def letters(self) -> str:
        """Return the decided levels as text, `K3 R2 T2 S1`; empty without a decision."""
        return in_letters(self.decision.levels) if self.decision else ""

    def expired(self, day: date) -> bool:
        """Tell whether the decision has expired by `day`. An expired decision still counts until it is replaced."""
        return self.decision is not None and self.decision.valid_to < day


def find(access: Access, pk: UUID) -> InformationSet:
    """Return the information set, if the user may read its classification. Raises Hidden."""
    rows = InformationSet.objects.visible(access).filter(access.units(READ, "owner_unit"))
    found: InformationSet = rows.select_related("owner_unit", "owner").one(pk=pk)
    return found


def classification_status(access: Access, information: InformationSet) -> ClassificationStatus:
    """Return the set's classification status, as far as the user may read it."""
    if information.pointer:
        return ClassificationStatus(information, None, None, stop_of(access, information))
    drafts = ClassificationDraft.objects.visible(access).filter(information=information)
    draft = drafts.select_related("scheme").first()
    return ClassificationStatus(information, draft, next(iter(decisions(access, information)), None), None)


def decisions(access: Access, information: InformationSet) -> list[ClassificationDecision]:
    """List all decisions, latest first. None for a pointer: what was written about it is no longer shown."""
    if information.pointer:
        return []
    rows = ClassificationDecision.objects.visible(access).filter(information=information)
    return list(rows.select_related("scheme", "information__owner_unit").order_by("-number"))


def stop_of(access: Access, information: InformationSet) -> IntakeStop | None:
    """Return the latest intake stop of the information set; None without one."""
    rows = IntakeStop.objects.visible(access).filter(information=information)
    found: IntakeStop | None = rows.order_by("-stopped_at", "-id").first()
    return found


def scheme_now(access: Access) -> Scheme | None:
    """Return the scheme edition used for new classifications today; None if no scheme is in force."""
    return schemes.edition_in_force(access)


def assess_draft(access: Access, draft: ClassificationDraft) -> LevelAssessment:
    """Return the assessed outcome of the draft: the levels, their reasons, and what is still missing."""
    return assess_answers(access, body_of(draft.scheme), draft.answers)


def assess_answers(access: Access, body: SchemeBody, answers: Mapping[str, object]) -> LevelAssessment:
    """Return the assessed outcome of the answers by the scheme `body` and the provisions in force today."""
    provisions = legal_bases.as_provisions(legal_bases.in_force(access))
    return assess(body, read_answers(answers), provisions)


def decided_outcome(decision: ClassificationDecision) -> LevelAssessment:
    """Return the assessed outcome of a decision's answers, by its own scheme and the provisions as worded then."""
    return assess(body_of(decision.scheme), read_answers(decision.answers), frozen_provisions(decision))


def frozen_provisions(decision: ClassificationDecision) -> list[LegalProvision]:
    """Return the provisions chosen as applicable, as worded when the decision was made."""
    return [LegalProvision(**row) for row in decision.answers.get("provisions", [])]


def not_carried(draft: ClassificationDraft, decision: ClassificationDecision | None) -> list[tuple[str, str]]:
    """Return the earlier decision's answers that do not fit the draft's scheme, as pairs of question and answer."""
    if decision is None or decision.scheme_id == draft.scheme_id:
        return []
    answers, old = read_answers(decision.answers), body_of(decision.scheme)
    gone = carried_over(body_of(draft.scheme), answers).gone
    order = [aspect.key.value for aspect in old.aspects]
    placed = sorted(
        gone, key=lambda place: next((i for i, key in enumerate(order) if key in place), len(order))
    )
    return [_in_words(place, answers, old) for place in placed]


def _in_words(place: str, answers: Answers, body: SchemeBody) -> tuple[str, str]:
    kind, *rest = place.split(".")
    if kind == "raises":
        each = answers.raises[int(rest[0])]
        return _aspect(body, each.aspect), _level(body, each.level, each.reason)
    aspect, key = rest
    category, answer = body.category(key), answers.harm(aspect, key)
    name = category.name if category else key
    return f"{_aspect(body, aspect)}, {name}", _level(body, answer.level, answer.text)


def _aspect(body: SchemeBody, key: str) -> str:
    found = body.aspect(key)
    return found.name if found else key


def _level(body: SchemeBody, value: int | None, text: str) -> str:
    level = body.level(value)
    said = f"{value} {level.label}" if level else ""
    return ": ".join(part for part in (said, text) if part)


def people_to_decide(access: Access, unit: Unit, most: int = 5) -> list[User]:
    """List up to `most` people who may decide in the unit, nearest first, as far as role holders are visible."""
    today = timezone.localdate()
    rows = Appointment.objects.visible(access).select_related("role", "unit", "user")
    rows = rows.filter(IN_OFFICE, valid_from__lte=today, unit__path__in=_paths(unit))
    found: dict[UUID, User] = {}
    for each in sorted(rows, key=lambda row: (-len(row.unit.path if row.unit else ""), row.user.sort_key)):
        lasts = each.valid_to is None or each.valid_to >= today
        if lasts and gives(each, DECIDE, unit):
            found.setdefault(each.user_id, each.user)
    return list(found.values())[:most]


def _paths(unit: Unit) -> list[str]:
    codes = unit.path.strip("/").split("/")
    return ["/" + "/".join(codes[: place + 1]) + "/" for place in range(len(codes))]


def drafts_of(access: Access) -> list[ClassificationDraft]:
    """Return the drafts that the user may continue."""
    rows = ClassificationDraft.objects.visible(access).filter(
        access.units(EDIT, "information__owner_unit"), information__archived_at=None
    )
    return list(rows.select_related("information__owner_unit"))


def decided_letters(access: Access, rows: Sequence[Any]) -> dict[UUID, str]:
    """Return a dict from set id to its decided levels, such as `K3 R2 T2`, for sets whose classification the
    user may read.

    A set classified in this system without a decision gets the text "not classified yet". One query.
    """
    kept = [row for row in rows if not row.pointer]
    none = {row.id: _("not classified yet") for row in kept if row.classified_on is None}
    rows_of = ClassificationDecision.objects.visible(access).filter(information__in=[row.id for row in kept])
    decided = rows_of.order_by("number").values_list("information_id", *ORDER)
    return none | {pk: in_letters(dict(zip(ORDER, levels, strict=True))) for pk, *levels in decided}
