from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class IncidentsConfig(DomainConfig):
    name = "akropolis.events.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def domain(self) -> Domain:
        """The registers of events and of their tracks, their clocks, and what they add to the graph and its nodes."""
        from akropolis.assurance.deviations.services.deviations import SOURCES
        from akropolis.base.kernel.access.permissions import registry as permissions
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.records.viewings import EVERY
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.base.lib.marks import MARKS, WordMark
        from akropolis.events.incidents.models import (
            Incident,
            IncidentReceipt,
            IncidentThreat,
            IncidentUnit,
            LogEntry,
        )
        from akropolis.events.incidents.register import REGISTER, TRACKS, clock_board
        from akropolis.events.incidents.rules.permissions import BREACH, RECEIPT
        from akropolis.events.incidents.rules.tracks import EXERCISE
        from akropolis.events.incidents.selectors import incidents, situations
        from akropolis.events.incidents.services import viewing_seals, viewings
        from akropolis.events.incidents.services.incidents import DEVIATION_SOURCE, INCIDENT
        from akropolis.events.incidents.web import foreseen, links, opening, receiving, triage, walking
        from akropolis.events.situation_reports.models.subjects import Subject
        from akropolis.events.situation_reports.register.series import declare_subject
        from akropolis.graph.blast_radius.selectors import facts
        from akropolis.graph.risk.register.risks import RISKS
        from akropolis.shared.threats.selectors.naming import NAMING

        mark = _("This is an exercise. Nothing has happened, and nothing is to be sent outside the city.")
        subject = Subject(
            Incident,
            situations.known_of,
            Q(closed_at=None, archived_at=None),
            lead="lead",
            secrecy=situations.provision,
            seen=viewings.record_viewing,
            query="?flik=lagesbilder",
        )
        return Domain(
            registers=[REGISTER, TRACKS],
            lists=[clock_board.ClockBoard],
            rights=[
                Resource(RECEIPT, _("receipts of incidents")),
                Resource(BREACH, _("personal data breaches"), {"advise": _("advise")}, by_name=True),
            ],
            rights_of_people={TRACKS.edit: False},
            panels={
                REGISTER.key: [
                    Panel("triage", triage.panel, "incidents/_triage_panel.html"),
                    Panel("reach", links.panel, "incidents/_links_panel.html"),
                    Panel("again", links.again_panel, "incidents/_again_panel.html"),
                    Panel(
                        "foreseen",
                        foreseen.foreseen_panel,
                        "incidents/_foreseen_panel.html",
                        title=_("Which risks foresaw this?"),
                    ),
                ],
                RISKS.key: [
                    Panel("incidents", foreseen.risk_incidents_panel, "incidents/_risk_incidents_panel.html")
                ],
                TRACKS.key: [Panel("steps", walking.panel, "incidents/_steps_panel.html")],
            },
            links={
                "incidents-list": [
                    ListLink(
                        clock_board.ClockBoard.key,
                        clock_board.ClockBoard.permission,
                        clock_board.ClockBoard.title,
                    ),
                    ListLink("incident-tracks-list", TRACKS.read, TRACKS.many),
                ]
            },
            belongings=[
                Belonging(IncidentUnit, _("Affected by incidents"), over=incidents.closed_incident_links),
                Belonging(IncidentReceipt, _("Receipts of incidents"), over=incidents.closed_incident_links),
                Belonging(LogEntry, _("Log entries of incidents"), over=always),
            ],
            projections={"tracks": viewings.NAMES},
            jobs={
                "viewings": Job(
                    EVERY,
                    viewing_seals.VIEWINGS.seal_new,
                    label=_("Viewings of secret events sealed"),
                )
            },
            tasks={
                "incidents": receiving.list_receipt_tasks,
                "tracks": walking.list_step_tasks,
                "duties": triage.unheeded,
                "events": triage.pending_judgements,
                "likelihoods": foreseen.pending_likelihoods,
            },
            due={"tracks": walking.due_everywhere},
            extensions=[
                lambda: permissions.falling.add(TRACKS.model.permission, TRACKS.edit),
                lambda: declare_subject(subject),
                lambda: facts.SOURCES.update(incidents.FACTS),
                lambda: facts.OFFERS.add("incident", opening.offer),
                INCIDENT.declare,
                lambda: SOURCES.add(REGISTER.key, DEVIATION_SOURCE),
                lambda: NAMING.add(REGISTER.key, IncidentThreat),
                lambda: MARKS.add("exercise", WordMark(EXERCISE, mark)),
            ],
        )
