from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class DataRequestsConfig(DomainConfig):
    name = "akropolis.privacy.data_requests"
    label = "data_requests"
    verbose_name = _("Requests of data subjects")

    def domain(self) -> Domain:
        """Declare requests of data subjects, their tasks, and the right to be told of late ones."""
        from akropolis.base.kernel.access.permissions import READ
        from akropolis.base.kernel.access.permissions import registry as permissions
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.records.viewings import EVERY
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.privacy.data_requests.models import RequestStop
        from akropolis.privacy.data_requests.register import DATA_REQUESTS
        from akropolis.privacy.data_requests.rules.states import EDIT, LATENESS, RESOURCE
        from akropolis.privacy.data_requests.services.viewings import VIEWINGS
        from akropolis.privacy.data_requests.web import panels, stops

        return Domain(
            registers=[DATA_REQUESTS],
            belongings=[Belonging(RequestStop, _("Stopped requests"), over=always)],
            rights=[Resource(LATENESS, _("late requests of data subjects"), {READ: _("read")}, by_name=True)],
            panels={
                DATA_REQUESTS.key: [
                    Panel("work", panels.work_panel, "data_requests/_work_panel.html", PanelPlace.SIDE),
                    Panel(
                        "viewings", panels.viewings_panel, "data_requests/_viewings.html", PanelPlace.FOLDED
                    ),
                ]
            },
            links={
                "processings-list": [ListLink("data-requests-list", DATA_REQUESTS.read, DATA_REQUESTS.many)]
            },
            jobs={"request viewings": Job(EVERY, VIEWINGS.seal_new, label=_("Viewings of requests sealed"))},
            tasks={
                "request searches": panels.pending_searches,
                "request handlers": panels.pending_handlers,
                "stopped requests": stops.pending_request_stops,
                "late requests": panels.pending_lateness,
            },
            extensions=[
                lambda: permissions.falling.add(RESOURCE, EDIT),
                lambda: permissions.falling.add(LATENESS, f"{LATENESS}:{READ}"),
            ],
        )
