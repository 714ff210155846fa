"""Links findings of a screening to the actions that they raise."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.ui.words import Phrase
from akropolis.privacy.screening.models import ScreeningAction
from akropolis.privacy.screening.rules.findings import ScreeningFinding, list_findings
from akropolis.privacy.screening.selectors.screening import EDIT, KEY
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, uuid_of
from akropolis.shared.campaigns.models import Ask

FINDINGS: dict[ScreeningFinding, tuple[Phrase, Phrase]] = {
    ScreeningFinding.UNKNOWN: (
        _("nobody knows if it holds personal data"),
        _("Find out if %(name)s holds personal data"),
    ),
    ScreeningFinding.AGREEMENT: (
        _("no data processing agreement (28.3)"),
        _("Sign a data processing agreement for %(name)s"),
    ),
    ScreeningFinding.RETENTION: (_("erasure does not work (5.1 e)"), _("Make erasure work in %(name)s")),
    ScreeningFinding.LOGS: (_("no access to the logs (32)"), _("Get access to the logs of %(name)s")),
}
"""What each finding is, and the title of the action that it raises."""


class ScreeningCause(CauseKind[ScreeningAction]):
    """One finding in a unit's answer about a service. The key is the ask and the finding: `<id>_<finding>`."""

    key, cause = "screening", Cause("screening", _("Screening of personal data"), 66)
    label, link = _("Finding of a screening of personal data"), ScreeningAction

    def origin(self, access: Access, key: str) -> Origin:
        """Return the finding. Raises Hidden if the answer has none of that kind."""
        pk, _line, finding = key.partition("_")
        rows = Ask.objects.visible(access).filter(campaign__kind=KEY, answered_at__isnull=False)
        ask: Ask = rows.select_related("unit").one(pk=uuid_of(pk))
        if finding not in list_findings(ask.answers):
            raise Hidden
        words, title = FINDINGS[ScreeningFinding(finding)]
        where = {"ask": ask, "finding": finding}
        name = f"{ask.name}: {words}"
        may = access.may(EDIT, ask.unit)
        return Origin(
            name, _url(ask), ask.unit, where, title=str(title) % {"name": ask.name}, note=name, may=may
        )

    def told(self, access: Access, links: QuerySet[ScreeningAction]) -> Iterable[CauseLine]:
        """Return a line for each finding that raised the action."""
        for link in links.select_related("ask__unit"):
            words = str(FINDINGS[ScreeningFinding(link.finding)][0])
            yield CauseLine(f"{link.ask_id}_{link.finding}", link.ask.name, _url(link.ask), words)


def _url(ask: Ask) -> str:
    return f"{reverse('screening-list')}?unit={ask.unit.code}"


SCREENING_CAUSE = ScreeningCause()
