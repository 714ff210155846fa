from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig


class EntranceConfig(DomainConfig):
    name = "akropolis.entrance"
    label = "entrance"
    verbose_name = _("Sign-in and account")

    def domain(self) -> Domain:
        """The people whose groups the city's provider did not send."""
        from akropolis.entrance.web.provider_page import list_provider_tasks

        return Domain(tasks={"missing-groups": list_provider_tasks})
