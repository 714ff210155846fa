"""A row's page: how the row is and what to do next, its fields, and the panels in the places that they ask for."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.declaration import (
    ActRank,
    Panel,
    PanelContent,
    PanelPlace,
    Register,
    RowAct,
    registry,
)
from akropolis.base.kernel.registers.web.steps import list_step_acts
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Term


class ShownPanel(NamedTuple):
    """A panel of a row's page with its content; `template`, `place` and `context` are for the page's template."""

    panel: Panel
    content: PanelContent
    template: str
    place: PanelPlace
    context: Mapping[str, object] | None


class HeadActs(NamedTuple):
    """The acts in the head of a row's page: the next step, one beside it, and those in the menu."""

    next: RowAct | None
    beside: RowAct | None
    menu: Sequence[RowAct]


def record_context(register: Register, access: Access, row: Record) -> dict[str, object]:
    """Return the template context of the row's page, apart from files and history."""
    built = build_panels(register, access, row)
    sections, missing = display.sections(register, row, access)
    may_edit = access.may(register.edit, row.owner_unit)
    edit_url = reverse(f"{register.key}-edit", args=[row.pk]) if may_edit and not row.archived_at else ""
    shown = [each for each in built if each.context is not None]
    acts = [act for each in built for act in each.content.acts] + list_step_acts(register, access, row)
    acts += [RowAct(_("Edit"), edit_url, ActRank.BESIDE)] if edit_url else []
    return {
        "register": register,
        "row": row,
        "title": str(row),
        "state": _state(row),
        "sentences": [
            *_late_sentence(register, row),
            *(sentence for each in built for sentence in each.content.sentences),
        ],
        "sections": sections,
        "missing": [
            Term(label=display.heading(field), url=edit_url and f"{edit_url}#id_{field.name}")
            for field in missing
        ],
        "panels": shown,
        "fields_beside": sum(each.place in (PanelPlace.FIRST, PanelPlace.MAIN) for each in shown) > 1
        and any(each.place is PanelPlace.FIRST for each in shown),
        "empty_panels": [each for each in built if each.content.missing],
        "acts": head_acts(acts),
        "archive_url": reverse(f"{register.key}-archive", args=[row.pk]) if may_edit else "",
    }


def build_panels(
    register: Register, access: Access, row: Record, *, without: Container[str] = ()
) -> list[ShownPanel]:
    """Return the row's panels that have something to show or to say, in the order of their declaration.

    A panel stands in the place of the one that it replaces. Those whose keys are in `without` are not built.
    """
    panels = [panel for panel in registry.panels(register.key) if panel.key not in without]
    found: dict[str, ShownPanel] = {}
    for panel in sorted(panels, key=lambda each: not each.replaces):
        if panel.key in found or (built := panel.build(access, row)) is None:
            continue
        content = built if isinstance(built, PanelContent) else PanelContent(context=built)
        shown = ShownPanel(panel, content, panel.template, panel.place, content.context)
        found[panel.replaces or panel.key] = shown
    return [found[panel.key] for panel in panels if panel.key in found]


def head_acts(acts: Iterable[RowAct]) -> HeadActs:
    """Return the acts by how they are offered: at most one as the next step and one beside it, the rest in the menu."""
    ranked = sorted(acts, key=lambda act: act.rank)
    first = ranked.pop(0) if ranked and ranked[0].rank is ActRank.NEXT else None
    beside = ranked.pop(0) if ranked and ranked[0].rank is not ActRank.MENU else None
    return HeadActs(first, beside, ranked)


def _late_sentence(register: Register, row: Record) -> list[str]:
    """Say how late the row is by the register's due rule; nothing for a row that is done or not late."""
    rule = register.due
    day = getattr(row, rule.date) if rule and row.archived_at is None else None
    late = (timezone.localdate() - day).days if day else 0
    if rule is None or late <= 0 or not register.model.everything.filter(rule.open, pk=row.pk).exists():
        return []
    words = ngettext("%(verb)s: %(n)s day late.", "%(verb)s: %(n)s days late.", late)
    return [words % {"verb": rule.verb, "n": number(late)}]


def _state(row: Record) -> str:
    """Return the label of the row's state, as inside a sentence; empty if it has none."""
    name = display.state_field(row)
    words = display.text_of(row, field_of(type(row), name)) if name else ""
    return words[:1].lower() + words[1:]
