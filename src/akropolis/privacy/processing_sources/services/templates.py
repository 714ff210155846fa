"""Take templates as processings of a unit, and answer a later change of one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models.nodes import Node
from akropolis.privacy.processing.models import Processing, ProcessingTemplate
from akropolis.privacy.processing_sources.selectors.parts import Parts
from akropolis.privacy.processing_sources.selectors.templates import (
    find_offer,
    list_taken,
    list_templates,
    match_taken,
    parts_of,
    values_of,
)
from akropolis.privacy.processing_sources.services.parts import add_parts


def take_templates(
    access: Access, unit: Unit, chosen: Mapping[ProcessingTemplate, Iterable[Node]], security: str = ""
) -> list[Processing]:
    """Make a processing of the unit of each template, done at its nodes; a template that the unit has is left out.

    `security` describes the measures of them all. Raises Invalid for an ended unit or one without a controller,
    Refused for a template that is no longer in force, Hidden without the right to write processings in the unit.
    """
    with writing(access, because=_("Taken from a template.")) as w:
        if not unit.valid_on(timezone.localdate(w.at)):
            raise Invalid({"unit": [_("%(unit)s has ended. Choose another unit.") % {"unit": unit}]})
        known = {row.pk for row in list_templates(access, unit)}
        if any(template.pk not in known for template in chosen):
            raise Refused(_("A template is no longer offered. Load the page again."))
        taken, made = list_taken(unit), dict[Processing, Parts]()
        for template, nodes in chosen.items():
            if match_taken(template, taken):
                continue
            values = values_of(template.said("name"), template.values, template.national_basis)
            source = {"template": template, "template_version": template.version}
            parts = parts_of(access, template)
            if parts.recipients:
                values["has_recipients"] = True
            row = w.create(Processing, {**values, **source, "owner_unit": unit, "security": security})
            made[row] = replace(parts, nodes=list(nodes))
        add_parts(w, made, source=_("The template"))
        return list(made)


def answer_offer(access: Access, row: Processing, *, take: bool, version: int | None = None) -> Processing:
    """Take over what has changed in the processing's template, or keep its own; neither is asked again.

    Raises Refused if the processing was taken from no template, Stale after another's change.
    """
    with writing(access) as w:
        if row.template is None:
            raise Refused(_("The processing was not taken from a template."))
        offer = find_offer(access, row) if take else None
        values = dict(offer.values) if offer else {}
        row = w.update(row, {**values, "template_version": row.template.version}, version=version)
        if offer:
            add_parts(w, {row: offer.parts}, source=_("The template"))
        return row
