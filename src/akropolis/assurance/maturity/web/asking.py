"""The campaign that asks units to assess their maturity.

A campaign's answers are read more widely than where a unit is weak may be (OSL 18 kap. 8 §), so the answers are
written in the assessment, whose right is given by name; the campaign holds only that it is done.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.maturity.models import EDIT, READ, MaturityAnswer, MaturityAssessment
from akropolis.assurance.maturity.selectors.levels import asked_units, statements_by_area
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind, KnownAnswers
from akropolis.shared.campaigns.rules.prompts import Form, Prompt

DONE = "done"


def _of_year(access: Access, day: date, units: Collection[UUID]) -> QuerySet[MaturityAssessment]:
    rows = MaturityAssessment.objects.visible(access).filter(archived_at=None, year=day.year)
    return rows.filter(owner_unit__in=units).order_by("created_at", "id")


def candidates(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield the units that are to assess themselves; those that have not done so this year are proposed."""
    units = [unit for unit in asked_units(access, day) if access.may(READ, unit)]
    rows = _of_year(access, day, [unit.pk for unit in units]).filter(assessed_on__isnull=False)
    done = set(rows.values_list("owner_unit", flat=True))
    for unit in units:
        state = _("assessed this year") if unit.pk in done else _("not assessed this year")
        kind = unit.get_kind_display()
        yield CampaignCandidate(Unit, unit.pk, unit.name, unit, kind, state, unit.pk not in done)


def prompts(_access: Access, _day: date) -> Sequence[Prompt]:
    """Return the one question: whether the assessment is done."""
    text = _("Are all statements in the unit's assessment answered?")
    note = _("Open the assessment by the link above. A statement that you cannot answer needs a reason.")
    return [Prompt(DONE, text, Form.CHOICE, note, ((DONE, _("Yes, all are answered")),), required=True)]


def known_answers(access: Access, day: date, asks: Collection[Ask]) -> Mapping[UUID, KnownAnswers]:
    """Return for each ask where the unit's assessment of the year is answered, or opened if there is none."""
    rows = {row.owner_unit_id: row for row in _of_year(access, day, [ask.unit_id for ask in asks])}
    found = {}
    for ask in asks:
        url = f"{reverse('maturity-create')}?unit={ask.unit.code}"
        if row := rows.get(ask.unit_id):
            url = reverse("maturity-answers", args=[row.pk])
        found[ask.pk] = KnownAnswers(url=url if access.may(EDIT, ask.unit) else "")
    return found


def check_done(access: Access, ask: Ask, _answers: Mapping[str, str]) -> None:
    """Raise Invalid unless every statement of the unit's assessment of the year has an answer or a reason."""
    day = timezone.localdate()
    statements = [each.pk for within in statements_by_area(access, day).values() for each in within]
    row = _of_year(access, day, [ask.unit_id]).last()
    if row is None:
        sentence = _("The unit has no assessment for this year that you may read. Open one first.")
        raise Invalid({DONE: [sentence]})
    answered = MaturityAnswer.objects.visible(access).filter(assessment=row, statement__in=statements).count()
    if left := len(statements) - answered:
        sentence = _("Statements without an answer or a reason: %(n)s. Answer them first.") % {"n": left}
        raise Invalid({DONE: [sentence]})


MATURITY_ASKED = CampaignKind(
    key="maturity",
    label=gettext_lazy("How mature units are"),
    text=gettext_lazy(
        "The answers are written in the unit's assessment. The campaign holds only that it is done."
    ),
    right=EDIT,
    candidates=candidates,
    prompts=prompts,
    known=known_answers,
    apply=check_done,
)
