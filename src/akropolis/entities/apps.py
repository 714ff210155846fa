from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    name = "akropolis.entities"
    label = "entities"
    verbose_name = _("Legal entities")

    def ready(self) -> None:
        """Declare the tables that classes follow from, the list of entities, and what of them waits for somebody."""
        from akropolis.compliance.models import EntityProfile
        from akropolis.entities.register import TABLES
        from akropolis.entities.web.entities import tasks as waiting
        from akropolis.entities.web.entity_list import EntityList
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.kernel.registers.computed import declare_lists

        declare(*TABLES)
        declare_lists(EntityList)
        permissions.declare(EntityProfile.permission, _("Legal entities"))
        permissions.keep_to_people(f"{EntityProfile.permission}:edit")
        belong(Belonging(EntityProfile, _("Legal entities"), over=always))
        tasks.add("entities", waiting)
