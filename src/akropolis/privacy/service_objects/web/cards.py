"""The panels of an object's card, the pages on which its services and documents are chosen, and services' objects."""

from typing import Unpack
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.writer import create, remove
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.lib.swedish import date_prose
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.graph.assets.models import Node, NodeKind, Service
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.privacy.service_objects.models import Attestation, ObjectService, ServiceObject
from akropolis.privacy.service_objects.register.attestation_list import lacking_words
from akropolis.privacy.service_objects.rules.attesting import AHEAD
from akropolis.privacy.service_objects.selectors.attesting import (
    OBJECT_EDIT,
    READ,
    YEAR,
    is_in_force,
    objects_lacking,
)
from akropolis.privacy.service_objects.selectors.cards import (
    controllers_of,
    documents_of,
    processors_of,
    services_of,
)
from akropolis.shared.classification.rules.aspects import in_letters

TARGET = ActTarget(
    OBJECT_EDIT, row_of(ServiceObject, "owner_unit"), "objects-detail", ServiceObject.label, unit="owner_unit"
)


def services_panel(access: Access, row: ServiceObject) -> PanelContent:
    """Return the object's services with their effective levels, what is missing, and the next step."""
    links, today = services_of(access, row), timezone.localdate()
    writes = row.archived_at is None and access.may(OBJECT_EDIT, row.owner_unit)
    lacking = objects_lacking([row], {row.pk: len(links)}, today)[row.pk]
    made = Attestation.objects.visible(access).filter(service_object=row).first()
    sentences = [_("Missing: %(what)s.") % {"what": lacking_words(lacking)}] if lacking else []
    if made:
        words = {"day": date_prose(made.attested_on), "name": made.attested_by, "role": made.attested_role}
        sentences.append(_("Last confirmed on %(day)s by %(name)s (%(role)s).") % words)
    elif access.may(READ, row.owner_unit):
        sentences.append(_("The object has never been confirmed."))
    pages = {"services": _("Add a service"), "attest": _("Confirm the object")}
    fresh = row.attested_on is not None and today < row.attested_on + YEAR - AHEAD
    step = "services" if not links else "" if fresh else "attest"
    acts = [
        RowAct(
            label, reverse(f"object-{key}", args=[row.pk]), ActRank.NEXT if key == step else ActRank.BESIDE
        )
        for key, label in pages.items()
    ]
    acts = acts if writes else []
    if not links:
        return PanelContent(missing=_("No services yet."), sentences=sentences, acts=acts)
    context = {
        "links": [
            (link, record_url(NodeKind.SERVICE, link.node.record), in_letters(link.node.levels))
            for link in links
        ]
    }
    return PanelContent(context=context | {"writes": writes}, sentences=sentences, acts=acts)


def controllers_panel(access: Access, row: ServiceObject) -> PanelContent:
    """Return the controllers whose data the services hold, as far as the reader may know, and the processors."""
    today, nodes = timezone.localdate(), [link.node_id for link in services_of(access, row)]
    found, chain = controllers_of(access, nodes, today), processors_of(access, nodes, today)
    if not found and not chain:
        return PanelContent(missing=_("No controller and no supplier is known for the services."))
    return PanelContent(context={"controllers": found, "processors": chain})


def documents_panel(access: Access, row: ServiceObject) -> PanelContent:
    """Return the instruction and the routine with version and last day."""
    today, words = timezone.localdate(), {"instruction": _("Instruction"), "routine": _("Routine")}
    rows = [
        (words[name], document, held, bool(document and is_in_force(document, today)))
        for name, document, held in documents_of(access, row)
    ]
    return PanelContent(context={"documents": rows})


def service_panel(access: Access, row: Service) -> PanelContent | None:
    """Return the objects that a service belongs to; None if there is none that the reader may read."""
    rows = ServiceObject.objects.visible(access).filter(archived_at=None)
    links = ObjectService.objects.visible(access).filter(node__record=row.pk).values("service_object")
    found = list(rows.filter(pk__in=links).select_related("owner", "lead"))
    return PanelContent(context={"objects": found}) if found else None


class ObjectServiceForm(forms.Form):
    """Form for adding a service to an object."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["node"] = ScopedModelChoiceField(
            model=Node,
            access=access,
            narrow=lambda rows: rows.filter(kind=NodeKind.SERVICE, archived_at=None),
            label=_("IT service"),
            widget=forms.Select(attrs={"data-combobox": ""}),
        )


ADD_SERVICE = Act(
    on=TARGET,
    form=ObjectServiceForm,
    given=lambda request, _row: {"access": access_of(request)},
    do=lambda access, row, form: create(access, ObjectService, {"service_object": row, **form.cleaned_data}),
    once=True,
    after=lambda made: reverse("objects-detail", args=[made.service_object_id]),
    done=lambda made: _("%(service)s belongs to the object.") % {"service": made.node},
    title=gettext_lazy("Add a service"),
    submit=gettext_lazy("Add"),
)


def _link(access: Access, pk: UUID) -> ObjectService:
    rows = ObjectService.objects.visible(access).select_related("service_object__owner_unit", "node")
    found: ObjectService = rows.one(pk=pk)
    return found


REMOVE_SERVICE = ButtonAct(
    on=ActTarget(
        OBJECT_EDIT,
        _link,
        lambda link: reverse("objects-detail", args=[link.service_object_id]),
        unit="service_object.owner_unit",
    ),
    do=remove,
    done=lambda link: _("%(service)s no longer belongs to the object.") % {"service": link.node},
)
