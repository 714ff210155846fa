"""Links answers in assessments of AI systems to the actions that they raise."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.graph.ai.models import AiAction, AiAssessment, AiSystem, Worry
from akropolis.graph.ai.selectors.ai import may_assess
from akropolis.shared.actions.models.cause_choices import RISK
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, uuid_of


class AiCause(CauseKind[AiAction]):
    """The answer about one worry. The key is the assessment and the worry: `<id>_<worry>`."""

    key, cause, label, link = "ai", RISK, _("Assessment of an AI system"), AiAction

    def origin(self, access: Access, key: str) -> Origin:
        """Return the answer, if the system is in use and the user may assess it."""
        pk, _line, worry = key.partition("_")
        if worry not in Worry.values:
            raise Hidden
        rows = AiAssessment.objects.visible(access).select_related("system__owner_unit")
        made: AiAssessment = rows.one(pk=uuid_of(pk))
        where = {"assessment": made, "worry": worry}
        name = describe_answer(made.system, Worry(worry))
        may = may_assess(access, made.system)
        return Origin(name, answers_url(made.system), made.system.owner_unit, where, note=name, may=may)

    def told(self, access: Access, links: QuerySet[AiAction]) -> Iterable[CauseLine]:
        """Return a line per system and worry; an action that a later assessment kept gives only one line."""
        found: dict[tuple[object, str], CauseLine] = {}
        for link in links.select_related("assessment__system").order_by("created_at"):
            system, worry = link.assessment.system, Worry(link.worry)
            key = f"{link.assessment_id}_{worry}"
            found[system.pk, worry] = CauseLine(key, system.label(), answers_url(system), str(worry.label))
        return found.values()


def describe_answer(system: AiSystem, worry: Worry) -> str:
    """Return the name of the system and of the worry, as text."""
    return f"{system.label()}: {worry.label}"


def answers_url(system: AiSystem) -> str:
    """Return the URL of the page that shows the system's answers."""
    return reverse("ai-systems-detail", args=[system.pk])


ANSWER = AiCause()
