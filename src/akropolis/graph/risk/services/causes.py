"""How risks raise actions."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.risk.models import Risk, RiskAction
from akropolis.graph.risk.selectors.matrices import matrix_bodies
from akropolis.shared.actions.models.cause_choices import RISK as RISK_CHOICE
from akropolis.shared.actions.selectors.causes import ActionGain, CauseKind, CauseLine, Origin, uuid_of


class RiskCause(CauseKind[RiskAction]):
    """Lets risks raise actions, for those who may write the risk. The key is the risk's id."""

    key, cause, label, link = "risk", RISK_CHOICE, gettext_lazy("Risk"), RiskAction

    def origin(self, access: Access, key: str) -> Origin:
        """Return the risk; no action may be raised from one that has ended or is archived."""
        row: Risk = Risk.objects.visible(access).select_related("owner_unit").one(pk=uuid_of(key))
        may = row.writable_by(access) and not (row.archived_at or row.ended_on)
        title = (_("Reduce the risk: %(risk)s") % {"risk": row.title})[:200]
        return Origin(
            row.label(),
            risk_url(row),
            row.owner_unit,
            {"risk": row},
            title=title,
            note=row.label(),
            may=may,
            due_on=row.treat_by,
        )

    def told(self, access: Access, links: QuerySet[RiskAction]) -> Iterable[CauseLine]:
        """Return a line for each linked risk that the user may read."""
        rows = Risk.objects.visible(access).filter(pk__in=links.order_by().values("risk"))
        return [CauseLine(str(row.pk), row.label(), risk_url(row)) for row in rows]

    def gains(self, links: QuerySet[RiskAction]) -> Iterable[tuple[UUID, ActionGain]]:
        """Yield by how many levels each action lowers a current risk; not known without a level and a target."""
        bodies = matrix_bodies()
        for link in links.filter(risk__ended_on=None, risk__archived_at=None).select_related("risk"):
            risk = link.risk
            body = bodies.get(risk.matrix_id) if risk.matrix_id else None
            now, then = (body.level(value) if body else None for value in (risk.level, risk.target_level))
            words = {"risk": risk.number, "now": now and now.label, "then": then and then.label}
            if now is None:
                yield link.action_id, ActionGain(_("Treats %(risk)s, which is not judged") % words)
            elif then is None:
                yield (
                    link.action_id,
                    ActionGain(_("Treats %(risk)s, %(now)s, which has no target level") % words),
                )
            elif then.value >= now.value:
                yield link.action_id, ActionGain(_("Treats %(risk)s, which is at its target level") % words)
            else:
                said = _("Lowers %(risk)s from %(now)s to %(then)s")
                yield link.action_id, ActionGain(said % words, lowers=now.value - then.value)


def risk_url(row: Risk) -> str:
    """Return the URL of the risk's page."""
    return reverse("risks-detail", args=[row.pk])


RISK = RiskCause()
