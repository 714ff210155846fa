from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class MaturityConfig(DomainConfig):
    name = "akropolis.assurance.maturity"
    label = "maturity"
    verbose_name = _("Maturity")

    def domain(self) -> Domain:
        """Declare assessments of maturity, what they are measured by, their list and their campaign."""
        from akropolis.assurance.maturity.register.levels import MaturityLevels
        from akropolis.assurance.maturity.register.maturity import AREAS, MATURITY, NATIONAL, STATEMENTS
        from akropolis.assurance.maturity.register.national import beside_indicator
        from akropolis.assurance.maturity.web.answering import levels_panel
        from akropolis.assurance.maturity.web.asking import MATURITY_ASKED
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.shared.campaigns.register.row_panel import declare_kinds
        from akropolis.shared.indicators.web.overview import national_figures

        title = _("Level by area")
        link = ListLink(MaturityLevels.key, MaturityLevels.permission, MaturityLevels.title)
        return Domain(
            registers=[MATURITY],
            tables=[AREAS, STATEMENTS, NATIONAL],
            lists=[MaturityLevels],
            panels={
                MATURITY.key: [Panel("levels", levels_panel, "maturity/_levels_panel.html", title=title)]
            },
            links={"maturity-list": [link]},
            extensions=[
                lambda: declare_kinds(MATURITY_ASKED),
                lambda: national_figures.add("maturity", beside_indicator),
            ],
        )
