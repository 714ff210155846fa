from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "akropolis.federation"
    label = "federation"
    verbose_name = _("Sign-in by the city")

    def ready(self) -> None:
        """Declare the right to keep the rules, and what of units they name."""
        from django.db.models import Q

        from akropolis.federation.models import GroupRule
        from akropolis.kernel.access.permissions import registry
        from akropolis.kernel.records.belongings import Belonging, belong

        registry.declare("federation:rule", _("group rules"))
        registry.declare("federation:directory", _("people and groups that the city's directory keeps"))
        belong(Belonging(GroupRule, _("Group rules"), over=lambda _day: Q(pk__in=[])))
