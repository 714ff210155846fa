from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "akropolis.federation"
    label = "federation"
    verbose_name = _("Sign-in by the city")

    def ready(self) -> None:
        """Declare the right to keep the rules, what of units they name, and the job that lets roles follow groups."""
        from django.db.models import Q

        from akropolis.federation.models import GroupRule
        from akropolis.federation.services.following import carry_on
        from akropolis.kernel.access.permissions import registry
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.records.belongings import Belonging, belong

        registry.declare("federation:rule", _("group rules"))
        registry.declare("federation:directory", _("people and groups that the city's directory keeps"))
        belong(Belonging(GroupRule, _("Group rules"), over=lambda _day: Q(pk__in=[])))
        label = _("Roles from the directory's groups")
        jobs.add("groups", Job(timedelta(minutes=1), lambda _now: f"{carry_on.call()} followed", label=label))
