from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "akropolis.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        """Declare the register and its figures, what incidents tell of nodes, and that one may be opened for them."""
        from django.db.models import Q

        from akropolis.actions.selectors.causes import KINDS
        from akropolis.incidents.models import (
            Incident,
            IncidentReceipt,
            IncidentThreat,
            IncidentUnit,
            LogEntry,
        )
        from akropolis.incidents.register import REGISTER, TRACKS
        from akropolis.incidents.rules.permissions import BREACH, RECEIPT
        from akropolis.incidents.rules.tracks import EXERCISE
        from akropolis.incidents.selectors.incidents import FACTS, closed
        from akropolis.incidents.selectors.situations import known_of, provision
        from akropolis.incidents.services.incidents import INCIDENT
        from akropolis.incidents.services.viewing_seals import EVERY, seal_viewings
        from akropolis.incidents.services.viewings import NAMES, seen
        from akropolis.incidents.web import links, opening, receiving, triage, walking
        from akropolis.incidents.web.clock_board import ClockBoard
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.deadlines.tasks import feeds
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.kernel.records.projections import registry as projections
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import Link, Panel, declare
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures
        from akropolis.lib.marks import MARKS, Mark
        from akropolis.reach.selectors import facts
        from akropolis.situations.models.subjects import Subject
        from akropolis.situations.register.series import declare_subject
        from akropolis.threats.selectors.naming import NAMING, READ

        declare(REGISTER, TRACKS)
        MARKS.add(
            "exercise",
            Mark(
                EXERCISE,
                _("This is an exercise. Nothing has happened, and nothing is to be sent outside the city."),
            ),
        )
        permissions.declare(RECEIPT, _("receipts of incidents"))
        permissions.declare(BREACH, _("personal data breaches"), {"advise": _("advise")}, by_name=True)
        permissions.keep_to_people(TRACKS.edit, answered=False)
        permissions.falling.add(TRACKS.model.permission, TRACKS.edit)
        projections.add("tracks", NAMES)
        tasks.add("incidents", receiving.waiting)
        tasks.add("tracks", walking.waiting)
        tasks.add("duties", triage.unheeded)
        feeds.add("tracks", walking.due_everywhere)
        jobs.add("viewings", Job(EVERY, seal_viewings, label=_("Viewings of secret events sealed")))
        registers.add_panel(REGISTER.key, Panel("room", links.room_panel, "incidents/_room_panel.html"))
        open_events = Q(closed_at=None)
        declare_subject(Subject(Incident, known_of, open_events, lead="lead", secrecy=provision, seen=seen))
        registers.add_panel(TRACKS.key, Panel("steps", walking.panel, "incidents/_steps_panel.html"))
        tasks.add("events", triage.waiting)
        registers.add_panel(REGISTER.key, Panel("triage", triage.panel, "incidents/_triage_panel.html"))
        registers.add_panel(REGISTER.key, Panel("reach", links.panel, "incidents/_links_panel.html"))
        registers.add_panel(REGISTER.key, Panel("again", links.again_panel, "incidents/_again_panel.html"))
        for key, source in FACTS.items():
            facts.SOURCES.add(key, source)
        KINDS.add(INCIDENT.key, INCIDENT)
        NAMING.add(REGISTER.key, IncidentThreat)
        registers.add_link("incidents-list", Link("threats", READ, _("Threat catalogue")))
        facts.OFFERS.add("incident", opening.offer)
        declare_lists(ClockBoard)
        registers.add_link("incidents-list", Link(ClockBoard.key, ClockBoard.permission, ClockBoard.title))
        registers.add_link("incidents-list", Link("incident-tracks-list", TRACKS.read, TRACKS.many))
        figures.declare("incidents", __file__)
        belong(
            Belonging(IncidentUnit, _("Affected by incidents"), over=closed),
            Belonging(IncidentReceipt, _("Receipts of incidents"), over=closed),
            Belonging(LogEntry, _("Log entries of incidents"), over=always),
        )
