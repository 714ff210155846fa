"""Save a unit's answers on its maturity."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assurance.maturity.models import MaturityAnswer, MaturityAssessment, MaturityStatement
from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing


class AnswerGiven(NamedTuple):
    """What is answered to a statement, and why; both empty for nothing at all."""

    answer: str
    reason: str


def save_answers(
    access: Access,
    assessment: MaturityAssessment,
    given: Mapping[MaturityStatement, AnswerGiven],
    *,
    version: int | None = None,
) -> MaturityAssessment:
    """Save the answers to the given statements; those to others stay. All are saved or none.

    Raises Stale after another's change, Refused for an archived assessment, Hidden without the right.
    """
    with writing(access) as w:
        assessment.refresh_from_db(fields=("archived_at",))
        if assessment.archived_at:
            raise Refused(_("The assessment is archived. Restore it first."))
        row = w.update(assessment, {"assessed_on": timezone.localdate(w.at)}, version=version)
        stored = MaturityAnswer.objects.visible(access).filter(assessment=row, statement__in=list(given))
        by_statement: dict[UUID, MaturityAnswer] = {each.statement_id: each for each in stored}
        for statement, answer in given.items():
            _save(w, row, statement, answer, by_statement.get(statement.pk))
        w.touch(row, MaturityAnswer)
        return row


def _save(
    w: Writer,
    assessment: MaturityAssessment,
    statement: MaturityStatement,
    given: AnswerGiven,
    stored: MaturityAnswer | None,
) -> None:
    if stored is None and any(given):
        w.create(MaturityAnswer, {"assessment": assessment, "statement": statement, **given._asdict()})
    elif stored is not None and any(given):
        w.update(stored, given._asdict())
    elif stored is not None:
        w.remove(stored)
