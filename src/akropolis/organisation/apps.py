from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationConfig(AppConfig):
    name = "akropolis.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Declare the rights, the roles that are loaded, and where the history of what is no register's is read."""
        from django.urls import reverse  # reason: apps must be loaded first

        from akropolis.kernel.access.models import Token, Unit, User
        from akropolis.kernel.access.permissions import registry
        from akropolis.kernel.deadlines.tasks import awaited, sources
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.kernel.records.content import loaders
        from akropolis.kernel.records.models import Record
        from akropolis.kernel.records.sealing import seal_earlier
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.kernel.registers.web import redaction
        from akropolis.organisation.models import Letterhead, RightRequest
        from akropolis.organisation.rules.permissions import RESOURCES
        from akropolis.organisation.services.content import load_roles
        from akropolis.organisation.services.tokens import bring_up
        from akropolis.organisation.web import asking, tokens

        words = {"read": _("read"), "edit": _("write"), "redact": _("take values out, lawfully")}
        labels = {
            "organisation:unit": _("Units"),
            "organisation:reorganisation": _("Reorganisations"),
            "organisation:person": _("People"),
            "organisation:appointment": _("Appointments"),
            "organisation:role": _("Roles"),
            "organisation:token": _("API tokens"),
            "history:chain": pgettext_lazy("the chain of changes as a whole", "History"),
            "registers:view": _("Saved views"),
        }
        belong(
            Belonging(Letterhead, _("Letterheads"), over=always),
            Belonging(User, _("Service accounts"), over=lambda _day: Q(is_active=False)),
            Belonging(RightRequest, _("Requests for rights"), over=lambda _day: Q(answered_at__isnull=False)),
        )
        registers.add_panel(Record, Panel("right", asking.panel, "organisation/right_panel.html"))
        sources.add("rights", asking.waiting)
        awaited.add("rights", asking.sent)
        sources.add("tokens", tokens.waiting)
        for prefix, actions in RESOURCES.items():
            registry.declare(prefix, labels[prefix], {action: words[action] for action in actions})
        loaders.add("roles", load_roles)
        loaders.add("tokens", bring_up)
        loaders.add("seals", seal_earlier)
        redaction.page(User, lambda person: reverse("person", args=[person.pk]))
        redaction.page(Letterhead, lambda row: reverse("unit", args=[row.unit.code]))
        redaction.page(Token, lambda token: reverse("token", args=[token.pk]))
        redaction.page(Unit, lambda unit: reverse("unit", args=[unit.code]))
