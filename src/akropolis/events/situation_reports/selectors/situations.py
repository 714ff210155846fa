"""The situation pictures of a row: those issued, the draft of the next one, and when the next one is due."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.writer import kind_of
from akropolis.events.situation_reports.models import DraftAnswer, Situation, SituationDraft
from akropolis.events.situation_reports.models.subjects import AnySubject, subjects


def series(access: Access, row: Tracked) -> list[Situation]:
    """Return the row's issued pictures that the user may read, newest first, without their content."""
    rows = Situation.objects.visible(access).filter(kind=kind_of(type(row)), object_id=row.pk)
    return list(rows.defer("content", "document"))


def draft_of(access: Access, row: Tracked) -> SituationDraft | None:
    """Return the draft of the row's next picture; None if there is none or the user may not read it."""
    rows = SituationDraft.objects.visible(access).filter(kind=kind_of(type(row)), object_id=row.pk)
    return rows.select_related("since").first()


def draft_at(access: Access, pk: UUID) -> SituationDraft:
    """Return the draft with that primary key. Raises Hidden if the user may not read it."""
    return SituationDraft.objects.visible(access).select_related("since").one(pk=pk)


def situation_at(access: Access, pk: UUID) -> Situation:
    """Return the issued picture with that primary key. Raises Hidden if the user may not read it."""
    return Situation.objects.visible(access).one(pk=pk)


def answers_of(access: Access, draft: SituationDraft) -> list[DraftAnswer]:
    """Return the draft's answers, in the order of the questions."""
    rows = list(DraftAnswer.objects.visible(access).filter(draft=draft))
    for row in rows:
        row.draft = draft
    return rows


def previous_picture(access: Access, picture: Situation) -> Situation | None:
    """Return the newest earlier picture of the same subject that the user may read; None if there is none."""
    rows = Situation.objects.visible(access).filter(kind=picture.kind, object_id=picture.object_id)
    return rows.filter(number__lt=picture.number).first()


def picture_to_compare(access: Access, picture: Situation, number: str) -> Situation | None:
    """Return the earlier picture of the same subject with that number, else the newest earlier one."""
    rows = Situation.objects.visible(access).filter(kind=picture.kind, object_id=picture.object_id)
    earlier = rows.filter(number__lt=picture.number)
    chosen = earlier.filter(number=int(number)).first() if number.isdecimal() and len(number) < 5 else None
    return chosen or previous_picture(access, picture)


def subject_context(row: Tracked) -> dict[str, object]:
    """Return the field values by which a picture or draft refers to the row as its subject."""
    return {"kind": kind_of(type(row)), "object_id": row.pk}


def pictures_with_next_due(
    rows: GatedQuerySet[Situation], kind: str, subject: AnySubject
) -> GatedQuerySet[Situation]:
    """Return those of the pictures whose next one is due: the newest of each running row."""
    later = Situation.everything.filter(
        object_id=OuterRef("object_id"), kind=OuterRef("kind"), number__gt=OuterRef("number")
    )
    running = subject.model.everything.filter(subject.running).order_by()
    ends = Q(next_at__isnull=False) | Q(valid_to__isnull=False)
    found = rows.filter(ends, ~Exists(later.order_by()), kind=kind)
    return found.filter(object_id__in=running.values("pk")).defer("content", "document")


def visible_pictures_with_next_due(access: Access, kind: str) -> QuerySet[Situation]:
    """Return the same for one kind, among those that the user may read."""
    return pictures_with_next_due(Situation.objects.visible(access), kind, subjects.get(kind))


def rows_about(subject: AnySubject, pictures: Iterable[Situation]) -> dict[object, Tracked]:
    """Return the subjects of the pictures, by id, each with its unit. One query."""
    keys = [picture.object_id for picture in pictures]
    found: dict[object, Tracked] = subject.with_unit(subject.model.everything).in_bulk(keys)
    return found
