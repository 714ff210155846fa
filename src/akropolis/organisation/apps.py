from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationConfig(AppConfig):
    name = "akropolis.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Declare the rights, the roles that are loaded, and where the history of what is no register's is read."""
        from django.urls import reverse  # reason: apps must be loaded first

        from akropolis.kernel.access.permissions import registry
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.kernel.records.content import loaders
        from akropolis.kernel.registers.web import redaction
        from akropolis.organisation.models import Letterhead
        from akropolis.organisation.rules.permissions import RESOURCES
        from akropolis.organisation.services.content import load_roles

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
        belong(Belonging(Letterhead, _("Letterheads"), over=always))
        for prefix, actions in RESOURCES.items():
            registry.declare(prefix, labels[prefix], {action: words[action] for action in actions})
        loaders.add("roles", load_roles)
        redaction.pages.add("user", lambda person: reverse("person", args=[person.pk]))
        redaction.pages.add("letterhead", lambda row: reverse("unit", args=[row.unit.code]))
        redaction.pages.add("unit", lambda unit: reverse("unit", args=[unit.code]))
