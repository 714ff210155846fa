"""Panels: how a deviation stands, and the deviations that a row of another register has raised."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assurance.deviations.models import (
    Deviation,
    DeviationException,
    DeviationGrade,
    DeviationState,
)
from akropolis.assurance.deviations.rules.permissions import ACCEPT, EDIT, READ
from akropolis.assurance.deviations.selectors.deviations import OPEN, standing_words
from akropolis.assurance.deviations.services.deviations import SOURCES, why_not_verified
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct, registry
from akropolis.graph.assets.models import GraphRecord


def standing_panel(access: Access, row: Deviation) -> PanelContent:
    """Return what found the deviation, what its grade means, who took its steps, and its exceptions."""
    today = timezone.localdate()
    exceptions = list(
        DeviationException.objects.visible(access).filter(deviation=row).select_related("owner")
    )
    grades = DeviationGrade.in_force(access, today)
    counts = Deviation.objects.visible(access).filter(OPEN, pk=row.pk).exists()
    holds = next((each for each in exceptions if each.ends_on >= today), None)
    acts = []
    if counts and access.may(ACCEPT, row.owner_unit):
        acts.append(
            RowAct(_("Grant an exception"), reverse("deviation-except", args=[row.pk]), ActRank.BESIDE)
        )
    context = {
        "source": _source(access, row),
        "grade": row.get_grade_display(),
        "meaning": next((each.said("meaning") for each in grades if each.grade == row.grade), ""),
        "exceptions": exceptions,
        "today": today,
    }
    said = _sentences(row, holds, exceptions, counts=counts)
    if counts and row.state == DeviationState.CORRECTED:
        said += filter(None, [why_not_verified(access, row)])
    return PanelContent(context=context, sentences=said, acts=acts)


def _sentences(
    row: Deviation, holds: DeviationException | None, exceptions: list[DeviationException], *, counts: bool
) -> list[str]:
    if not counts:
        open_ = row.state != DeviationState.VERIFIED and row.archived_at is None
        return [_("A finding of this grade need not be corrected.")] if open_ else _taken(row)
    said = _taken(row)
    if holds:
        said.append(_("An exception holds until %(day)s.") % {"day": holds.ends_on.isoformat()})
    elif exceptions:
        said.append(_("The exception ended on %(day)s.") % {"day": exceptions[0].ends_on.isoformat()})
    elif row.due_on and row.due_on < timezone.localdate():
        said.append(_("It should have been corrected by %(day)s.") % {"day": row.due_on.isoformat()})
    if row.responsible is None:
        said.append(_("Nobody is responsible for it."))
    return said


def _taken(row: Deviation) -> list[str]:
    """Return who corrected it and who verified the effect, or is to."""
    said = []
    if row.corrected_by and row.state in (DeviationState.CORRECTED, DeviationState.VERIFIED):
        said.append(_("%(who)s corrected it.") % {"who": row.corrected_by.name})
    if row.verified_by:
        said.append(_("%(who)s verified the effect.") % {"who": row.verified_by.name})
    elif row.state == DeviationState.CORRECTED:
        who = row.verifier.name if row.verifier else _("somebody else than who corrected it")
        said.append(_("Now %(who)s verifies that it helped.") % {"who": who})
    return said


def _source(access: Access, row: Deviation) -> tuple[str, str] | None:
    """Return the label and URL of the row that found the deviation; None without one that the user may read."""
    register = registry.entries.get(row.source_kind)
    if register is None or row.source_id is None:
        return None
    found = register.model.objects.visible(access).filter(pk=row.source_id).first()
    return (found.label(), reverse(f"{register.key}-detail", args=[found.pk])) if found else None


def _with_standing(access: Access, rows: Sequence[Deviation]) -> list[tuple[Deviation, str]]:
    words = standing_words(access, rows)
    return [(row, words[row.pk]) for row in rows]


def about_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the open deviations about the row that the user may read, and the way to register one.

    None for a user who may read none, also one who shares the service: nothing says that there are any.
    """
    rows = list(
        Deviation.objects.visible(access)
        .filter(OPEN, node__record=row.pk)
        .order_by("due_on", "sort_key", "pk")
    )
    acts = []
    if row.archived_at is None and access.may(EDIT, row.owner_unit):
        query = f"?node={row.number}&unit={row.owner_unit.code}"
        acts.append(RowAct(_("Register a deviation"), reverse("deviations-create") + query, ActRank.MENU))
    if rows:
        return PanelContent(context={"rows": _with_standing(access, rows), "add": None}, acts=acts)
    return PanelContent(missing=_("No deviation about it is open."), acts=acts) if acts else None


def raised_panel(access: Access, row: Record) -> PanelContent | None:
    """Return the deviations that the row has raised, and the way to raise one; None for registers that raise none."""
    register = registry.of(type(row))
    source = SOURCES.entries.get(register.key) if register else None
    if register is None or source is None or not access.anywhere(READ):
        return None
    rows = list(Deviation.objects.visible(access).filter(source_kind=register.key, source_id=row.pk))
    may = row.archived_at is None and access.may(EDIT, row.owner_unit)
    acts = []
    if may and source.known(access, row) is not None:
        acts.append(
            RowAct(_("Register as a deviation"), reverse("deviation-raise", args=[register.key, row.pk]))
        )
    if rows:
        context = {"rows": _with_standing(access, rows), "add": acts[0] if acts else None}
        return PanelContent(context=context, acts=acts)
    missing = _("No deviation has been registered from this.")
    return PanelContent(missing=missing, acts=acts) if acts else None
