"""Save a unit's answers on its maturity."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assurance.maturity.models import MaturityAnswer, MaturityAssessment, MaturityStatement
from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing


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
        by_statement = {each.statement_id: each for each in stored}
        for statement, answer in given.items():
            before = by_statement.get(statement.pk)
            if before and any(answer):
                w.update(before, answer._asdict())
            elif before:
                w.remove(before)
            elif any(answer):
                w.create(MaturityAnswer, {"assessment": row, "statement": statement, **answer._asdict()})
        w.touch(row, MaturityAnswer)
        return row
