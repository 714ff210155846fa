from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class HomeConfig(DomainConfig):
    name = "akropolis.shell.home"
    label = "home"
    verbose_name = _("Start page and account")

    def domain(self) -> Domain:
        """The background jobs and checks of the installation, and the reviews that a person has to act on."""
        from akropolis.events.situation_reports.models.subjects import register_subject
        from akropolis.events.situation_reports.selectors.unit_pictures import SUBJECT
        from akropolis.review.review_cycle.web import handling, waiting
        from akropolis.shell.home.services import anchoring, keeping, reminders
        from akropolis.shell.home.web import installation

        return Domain(
            tasks={"reviews": waiting.list_review_tasks, "decided": handling.list_handling_tasks},
            uncached_tasks={"installation": installation.list_installation_tasks},
            awaited={"reviews": waiting.list_sent_reviews},
            extensions=[
                lambda: register_subject(SUBJECT),
                reminders.add_jobs,
                anchoring.add_jobs,
                keeping.add_jobs,
                keeping.add_checks,
            ],
        )
