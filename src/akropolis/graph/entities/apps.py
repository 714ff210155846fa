from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class EntitiesConfig(DomainConfig):
    name = "akropolis.graph.entities"
    label = "entities"
    verbose_name = _("Legal entities")

    def domain(self) -> Domain:
        """Declares the tables that classes follow from, the list of legal entities, and the pending tasks."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.graph.compliance.models import EntityProfile
        from akropolis.graph.entities.register import TABLES, entity_list
        from akropolis.graph.entities.selectors import registered_between
        from akropolis.graph.entities.web import entities
        from akropolis.shared.year_wheel.models.evidence import DutyEvidence, duty_evidence

        return Domain(
            tables=TABLES,
            lists=[entity_list.EntityList],
            rights=[Resource(EntityProfile.permission, _("Legal entities"))],
            rights_of_people={f"{EntityProfile.permission}:edit": True},
            belongings=[Belonging(EntityProfile, _("Legal entities"), over=always)],
            tasks={"entities": entities.pending_entities},
            extensions=[
                lambda: duty_evidence.add(
                    "registration", DutyEvidence(_("The registration has been sent"), registered_between)
                )
            ],
        )
