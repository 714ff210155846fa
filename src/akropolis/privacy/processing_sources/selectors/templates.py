"""Templates of processings: which fit a unit, where they may be done, and what has changed since one was taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.log import past_of
from akropolis.base.kernel.registers.display import altered
from akropolis.base.kernel.registers.report import FieldChange
from akropolis.base.lib.text import folded
from akropolis.graph.assets.models.nodes import Node, NodeKind
from akropolis.graph.offers.models import Controllership
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingTemplate,
    find_controller,
)
from akropolis.privacy.processing.register.templates import FIELDS
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.processing_sources.selectors.parts import Parts, lacking_parts

PLACES = 4
"""Maximum number of places proposed for a template."""
KINDS = (NodeKind.PROCESS, NodeKind.SERVICE, NodeKind.INFORMATION)


def list_templates(access: Access, unit: Unit) -> list[ProcessingTemplate]:
    """Return the templates in force for the kind of the unit's controller: those for every kind come first."""
    controller = find_controller(unit)
    kind = controller.kind if controller else ""
    rows = ProcessingTemplate.in_force(access, timezone.localdate())
    fit = (row for row in rows if not row.unit_kinds or kind in row.unit_kinds)
    return sorted(fit, key=lambda row: bool(row.unit_kinds))


def list_taken(unit: Unit) -> list[Processing]:
    """Return the processings of the unit and its parts that are going on. The caller must check the right there."""
    within = Processing.everything.filter(owner_unit__path__startswith=unit.path)
    return list(within.filter(going_on(timezone.localdate())).order_by("sort_key", "id"))


def match_taken(template: ProcessingTemplate, taken: Iterable[Processing]) -> Processing | None:
    """Return the processing that was taken from the template, or has its name in either language."""
    names = {folded(template.name), folded(template.name_en)}
    return next((r for r in taken if r.template_id == template.pk or folded(r.title) in names), None)


def propose_places(
    access: Access, unit: Unit, templates: Iterable[ProcessingTemplate]
) -> dict[str, dict[Node, bool]]:
    """Return for each template, by code, the nodes where it may be done by their names. Two queries.

    True for those that the unit owns, or shares and has stated its responsibility for; they come first.
    """
    rows = Node.objects.visible(access).filter(kind__in=KINDS, archived_at=None).exclude(personal_data=False)
    mine = Q(owner_unit__path__startswith=unit.path)
    stated = set(
        Controllership.objects.visible(access)
        .filter(unit__path__startswith=unit.path)
        .values_list("node", flat=True)
    )
    found = [
        (f" {folded(node.name)}", node, node.pk in stated or node.owner_unit.path.startswith(unit.path))
        for node in rows.filter(mine | Q(shared=True)).select_related("owner_unit")
    ]
    found.sort(key=lambda each: not each[2])
    return {
        template.code: dict(
            [
                (node, sure)
                for name, node, sure in found
                if any(f" {folded(word)}" in name for word in template.values.get("places", ()))
            ][:PLACES]
        )
        for template in templates
    }


def values_of(name: str, values: Mapping[str, object], national_basis: object) -> dict[str, object]:
    """Return the values that a template with these gives a processing, in the user's language."""
    own = {each: _said(each, values) for each in FIELDS if each in values}
    return {"title": name, **own, "national_basis": national_basis}


def _said(name: str, values: Mapping[str, object]) -> object:
    english = values.get(f"{name}_en")
    return english if english and get_language() == "en" else values.get(name)


def parts_of(access: Access, template: ProcessingTemplate) -> Parts:
    """Return the groups, categories and recipients of the template."""
    today = timezone.localdate()
    return Parts(
        groups=[row for row in DataSubjectGroup.in_force(access, today) if row.code in template.groups],
        categories=[row for row in DataCategory.in_force(access, today) if row.code in template.categories],
        recipients=list(template.values.get("recipients", ())),
    )


@dataclass(frozen=True, slots=True)
class TemplateOffer:
    """What a template says otherwise than it did when a processing was taken from it, and the processing does."""

    values: Mapping[str, object]
    parts: Parts
    changes: tuple[FieldChange, ...]


def find_offer(access: Access, row: Processing) -> TemplateOffer | None:
    """Return what has changed in the processing's template since it was taken, or last answered; None if nothing has.

    No query where the template has not been saved since. The caller must check that the user may write the row.
    """
    template, version = row.template, row.template_version
    if template is None or version is None or version >= template.version:
        return None
    past = past_of({template.pk: version})[template.pk].values
    before: Mapping[str, object] = past["values"]  # type: ignore[assignment] # as the model stores it
    english = get_language() == "en" and past.get("name_en")
    was = values_of(str(past["name_en"] if english else past["name"]), before, past.get("national_basis"))
    now = values_of(template.said("name"), template.values, template.national_basis)
    plain = {name: getattr(value, "pk", value) for name, value in now.items()}
    changed = {
        name: now[name]
        for name in now
        if str(plain[name]) != str(was.get(name)) and now[name] != getattr(row, name)
    }
    parts = parts_of(access, template)
    new = Parts(
        groups=[each for each in parts.groups if each.code not in past["groups"]],  # type: ignore[operator]
        categories=[each for each in parts.categories if each.code not in past["categories"]],  # type: ignore[operator]
        recipients=[name for name in parts.recipients if name not in before.get("recipients", ())],  # type: ignore[operator]
    )
    lacking = lacking_parts({row.pk: new})[row.pk]
    changes = (*altered(row, changed), *lacking.changes())
    return TemplateOffer(changed, lacking, changes) if changes else None
