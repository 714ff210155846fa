from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class FactorsConfig(DomainConfig):
    name = "akropolis.people.second_factors"
    label = "factors"
    verbose_name = _("Second factors")

    def domain(self) -> Domain:
        """The alarm of the emergency account: the task that follows from it, and the notification of its contact."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.people.second_factors.services.emergency import tell_contact
        from akropolis.people.second_factors.web.emergency import list_alarm_tasks

        label = _("Alarm of the emergency account")
        return Domain(
            tasks={"emergency": list_alarm_tasks},
            jobs={"emergency": Job(timedelta(minutes=1), tell_contact, label=label)},
        )
