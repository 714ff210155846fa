from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ScreeningConfig(DomainConfig):
    name = "akropolis.privacy.screening"
    label = "screening"
    verbose_name = _("Screening of services")

    def domain(self) -> Domain:
        """Declare the screening as a kind of campaign, its list, and findings as causes of actions."""
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.privacy.screening.register.screening_list import ScreeningList
        from akropolis.privacy.screening.services.causes import SCREENING_CAUSE
        from akropolis.privacy.screening.web.screening import SCREENING
        from akropolis.shared.campaigns.register.row_panel import declare_kinds

        link = ListLink(ScreeningList.key, ScreeningList.permission, ScreeningList.title)
        return Domain(
            lists=[ScreeningList],
            links={"processings-list": [link], "campaigns-list": [link]},
            extensions=[lambda: declare_kinds(SCREENING), SCREENING_CAUSE.declare],
        )
