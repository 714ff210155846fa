from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class FederationConfig(DomainConfig):
    name = "akropolis.people.federation"
    label = "federation"
    verbose_name = _("Sign-in by the city")

    def domain(self) -> Domain:
        """The rights to group rules and directory, and the job that lets roles follow the directory's groups."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.people.federation.models import GroupRule
        from akropolis.people.federation.services.following import carry_on

        label = _("Roles from the directory's groups")
        return Domain(
            rights=[
                Resource("federation:rule", _("group rules")),
                Resource("federation:directory", _("people and groups that the city's directory keeps")),
            ],
            belongings=[Belonging(GroupRule, _("Group rules"))],
            jobs={
                "groups": Job(timedelta(minutes=1), lambda _now: f"{carry_on.call()} followed", label=label)
            },
        )
