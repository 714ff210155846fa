from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class ServiceObjectsConfig(DomainConfig):
    name = "akropolis.privacy.service_objects"
    label = "service_objects"
    verbose_name = _("Objects")

    def domain(self) -> Domain:
        """Declare objects with their card, the yearly attestations, and the tasks to make them."""
        from akropolis.base.kernel.access.permissions import KEEPING
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.privacy.service_objects.models import Attestation
        from akropolis.privacy.service_objects.register.attestation_list import AttestationList
        from akropolis.privacy.service_objects.register.objects import OBJECTS
        from akropolis.privacy.service_objects.selectors.attesting import confirmed_between
        from akropolis.privacy.service_objects.web import attesting, cards
        from akropolis.shared.year_wheel.models.evidence import DutyEvidence, duty_evidence

        confirmations = ListLink(AttestationList.key, AttestationList.permission, AttestationList.title)
        objects = ListLink("objects-list", OBJECTS.read, OBJECTS.many)
        folder = "service_objects"
        return Domain(
            registers=[OBJECTS],
            lists=[AttestationList],
            rights=[
                Resource(
                    Attestation.permission,
                    _("confirmations of the record"),
                    {**KEEPING, "follow": _("be told when it is late")},
                )
            ],
            panels={
                OBJECTS.key: [
                    Panel(
                        "services",
                        cards.services_panel,
                        f"{folder}/_services_panel.html",
                        PanelPlace.FIRST,
                        _("Services"),
                    ),
                    Panel(
                        "controllers",
                        cards.controllers_panel,
                        f"{folder}/_controllers_panel.html",
                        PanelPlace.FIRST,
                        _("Controllers and processors"),
                    ),
                    Panel(
                        "documents",
                        cards.documents_panel,
                        f"{folder}/_documents_panel.html",
                        PanelPlace.SIDE,
                        _("Instruction and routine"),
                    ),
                ],
                "services": [
                    Panel("objects", cards.service_panel, f"{folder}/_objects_panel.html", PanelPlace.SIDE)
                ],
            },
            links={"processings-list": [confirmations, objects], "objects-list": [confirmations]},
            belongings=[Belonging(Attestation, _("Confirmations"), about="service_object", over=always)],
            tasks={"attestations": attesting.pending_attestations},
            extensions=[
                lambda: duty_evidence.add(
                    "attestation",
                    DutyEvidence(
                        _("The record of processing is confirmed"), confirmed_between, has_task=True
                    ),
                )
            ],
        )
