from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class DocumentsConfig(DomainConfig):
    name = "akropolis.shared.documents"
    label = "documents"
    verbose_name = _("Governing documents")

    def domain(self) -> Domain:
        """The register with its templates, versions and lists, and the confirmations that are missing."""
        from akropolis.base.kernel.access.permissions import KEEPING, READ
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.shared.documents.models import DocumentUnit
        from akropolis.shared.documents.register import confirmations, documents, local_instructions, panels
        from akropolis.shared.documents.web import sending, waiting

        lists = local_instructions.LocalInstructions, confirmations.Confirmations
        return Domain(
            registers=[documents.DOCUMENTS],
            tables=[documents.TEMPLATES],
            lists=lists,
            rights=[
                Resource("documents:draft", _("Drafts of governing documents")),
                Resource("documents:version", _("Decided versions of governing documents")),
                Resource(
                    "documents:restricted",
                    _("Documents that are read by name, without being named"),
                    actions={READ: KEEPING[READ]},
                    by_name=True,
                ),
                Resource("documents:acknowledgement", _("Confirmations that documents are read")),
            ],
            rights_of_people={"documents:version:edit": True, "documents:acknowledgement:edit": False},
            panels={documents.DOCUMENTS.key: [panels.TEXT]},
            links={"documents-list": [ListLink(each.key, each.permission, each.title) for each in lists]},
            belongings=[Belonging(DocumentUnit, _("Units that documents are for"))],
            tasks={"documents": waiting.list_document_tasks},
            awaited={"documents": sending.sent},
        )
