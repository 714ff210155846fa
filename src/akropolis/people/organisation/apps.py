from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class OrganisationConfig(DomainConfig):
    name = "akropolis.people.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def domain(self) -> Domain:
        """The rights to the organisation, the roles that ship with the system, and pages of histories."""
        from akropolis.base.kernel.access.models import Token, Unit, User
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.records.models import Record
        from akropolis.base.kernel.records.sealing import seal_earlier
        from akropolis.base.kernel.registers.declaration import Panel
        from akropolis.base.kernel.registers.web import redaction
        from akropolis.people.organisation.models import Letterhead, RightRequest
        from akropolis.people.organisation.rules.permissions import RESOURCES
        from akropolis.people.organisation.services.content import load_roles
        from akropolis.people.organisation.services.tokens import upgrade_tokens
        from akropolis.people.organisation.web import asking, tokens

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
        return Domain(
            rights=[
                Resource(prefix, labels[prefix], {action: words[action] for action in actions})
                for prefix, actions in RESOURCES.items()
            ],
            panels={Record: [Panel("right", asking.panel, "organisation/right_panel.html")]},
            belongings=[
                Belonging(Letterhead, _("Letterheads"), over=always),
                Belonging(User, _("Service accounts"), over=lambda _day: Q(is_active=False)),
                Belonging(
                    RightRequest, _("Requests for rights"), over=lambda _day: Q(answered_at__isnull=False)
                ),
            ],
            tasks={"rights": asking.list_role_request_tasks, "tokens": tokens.pending_tokens},
            awaited={"rights": asking.sent},
            content={"roles": load_roles, "tokens": upgrade_tokens, "seals": seal_earlier},
            extensions=[
                lambda: redaction.register_history_page(
                    User, lambda person: reverse("person", args=[person.pk])
                ),
                lambda: redaction.register_history_page(
                    Letterhead, lambda row: reverse("unit", args=[row.unit.code])
                ),
                lambda: redaction.register_history_page(
                    Token, lambda token: reverse("token", args=[token.pk])
                ),
                lambda: redaction.register_history_page(Unit, lambda unit: reverse("unit", args=[unit.code])),
            ],
        )
