from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "akropolis.documents"
    label = "documents"
    verbose_name = _("Governing documents")

    def ready(self) -> None:
        """Declare the register with its templates and lists, the rights beside it, and what waits for a person."""
        from akropolis.documents.models import DocumentUnit
        from akropolis.documents.register.documents import DOCUMENTS, TEMPLATES
        from akropolis.documents.register.panels import TEXT
        from akropolis.documents.web.confirming import Confirmations
        from akropolis.documents.web.coverage import LocalInstructions
        from akropolis.documents.web.sending import sent
        from akropolis.documents.web.waiting import waiting
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import awaited, sources
        from akropolis.kernel.kept.declaration import declare as declare_kept
        from akropolis.kernel.records.belongings import Belonging, belong
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import Link, declare, registry
        from akropolis.lib import figures

        declare(DOCUMENTS)
        declare_kept(TEMPLATES)
        permissions.declare("documents:draft", _("Drafts of governing documents"))
        permissions.declare("documents:version", _("Decided versions of governing documents"))
        permissions.declare("documents:acknowledgement", _("Confirmations that documents are read"))
        permissions.keep_to_people("documents:version:edit")
        permissions.keep_to_people("documents:acknowledgement:edit", answered=False)
        declare_lists(LocalInstructions, Confirmations)
        registry.add_panel("documents", TEXT)
        for listed in (LocalInstructions, Confirmations):
            registry.add_link("documents-list", Link(listed.key, listed.permission, listed.title))
        sources.add("documents", waiting)
        awaited.add("documents", sent)
        figures.declare("documents", __file__)
        belong(Belonging(DocumentUnit, _("Units that documents are for")))
