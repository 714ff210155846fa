"""The list of webhooks, and the tasks about webhooks that need attention."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.computed import Computed, ListColumn
from akropolis.base.ui.parts import Cell
from akropolis.people.integrations.models import Webhook
from akropolis.people.integrations.web.webhook_words import state_of


def _state(_list: object, row: Webhook) -> Cell:
    words, kind = state_of(row)
    return Cell(text=words, kind=kind)


class WebhookList(Computed[Webhook]):
    """The webhooks of service accounts that the user administers or is responsible for."""

    key, slug, permission = "webhooks", "webhookar", KEEPS
    start = (gettext_lazy("Service accounts"), "service-accounts")
    title, empty = gettext_lazy("Webhooks"), gettext_lazy("There is no webhook here.")
    template = "integrations/webhooks.html"
    columns = (
        ListColumn(
            gettext_lazy("Name"),
            "name",
            key="name",
            width=32,
            link=lambda row: reverse("webhook", args=[row.pk]),
        ),
        ListColumn(gettext_lazy("Service account"), "account.name", key="account", width=28),
        ListColumn(gettext_lazy("Responsible unit"), "account.unit.name", key="unit", width=28),
        ListColumn(gettext_lazy("Address"), "url", key="url", width=48),
        ListColumn(
            gettext_lazy("Made"), lambda row: timezone.localdate(row.created_at), ValueKind.DATE, key="made"
        ),
        ListColumn(gettext_lazy("State"), lambda row: state_of(row)[0], key="state", cell=_state),
    )

    @cached_property
    def every(self) -> list[Webhook]:
        """Return all webhooks that the user may see: those that have not ended first, then sorted by name."""
        rows = Webhook.objects.visible(self.access).select_related("account__unit")
        return sorted(rows, key=lambda row: (row.ended_at is not None, row.name))

    def rows(self) -> Sequence[Webhook]:
        """Return the webhooks to list: all of them, as the list has no filter."""
        return self.every


def _stopped(access: Access, _today: date) -> QuerySet[Webhook]:
    rows = Webhook.objects.visible(access).filter(paused_at__isnull=False, ended_at__isnull=True)
    return rows.exclude(paused_because="").select_related("account")


@task_feed(rows=_stopped)
def pending_webhooks(row: Webhook) -> PendingTask:
    """Webhooks that stopped by themselves: for the person responsible for the account, and for those who keep it."""
    because = {"because": row.paused_because}
    return PendingTask(
        key=f"webhook:{row.pk}:{row.paused_at}",
        title=_("The webhook %(name)s is paused") % {"name": row.name},
        url=reverse("webhook", args=[row.pk]),
        why=_("%(because)s. What has changed since is kept, and is sent when it is resumed.") % because,
        about=refer(row),
    )
