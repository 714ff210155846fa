from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class EntranceConfig(DomainConfig):
    name = "akropolis.shell.sign_in"
    label = "entrance"
    verbose_name = _("Sign-in and account")

    def domain(self) -> Domain:
        """Return the domain: the task about people whose groups the city's provider did not send."""
        from akropolis.shell.sign_in.web.provider_page import list_provider_tasks

        return Domain(tasks={"missing-groups": list_provider_tasks})
