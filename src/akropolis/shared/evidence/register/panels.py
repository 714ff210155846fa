"""Panel on a row's page with its evidence, and panel on a piece of evidence's page with the rows it proves."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.ui.parts import Kind
from akropolis.base.ui.words import Phrase
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.models.provable import Provable, provables
from akropolis.shared.evidence.rules.standing import EvidenceState, state_of
from akropolis.shared.evidence.selectors.proofs import evidence_of, proved_by

WORDS: dict[EvidenceState, tuple[object, Kind]] = {
    EvidenceState.ENDED: (_("has run out"), "danger"),
    EvidenceState.ENDING: (_("soon runs out"), "warning"),
    EvidenceState.VALID: (_("holds"), "success"),
    EvidenceState.OPEN: (_("without a last day"), "neutral"),
}


def state_words(valid_to: date | None) -> tuple[object, Kind]:
    """Return the state of evidence with this last day, today: a label and the kind that colours it."""
    return WORDS[state_of(valid_to, timezone.localdate())]


def evidence_of_rows(access: Access, rows: Sequence[Tracked]) -> dict[UUID, SafeString]:
    """Render what proves each row, for its page; empty for users who may read no evidence. One query in all."""
    return {
        pk: render_to_string("evidence/_piece.html", {"panel": p}) for pk, p in _panels(access, rows).items()
    }


def _panels(access: Access, rows: Sequence[Tracked]) -> dict[UUID, dict[str, object]]:
    if not access.anywhere(f"{Evidence.permission}:{READ}"):
        return {}
    found = evidence_of(access, rows)
    return {row.pk: _panel(access, row, found[row.pk]) for row in rows}


def _panel(access: Access, row: Tracked, proofs: Sequence[Proof]) -> dict[str, object]:
    may_add = access.anywhere(f"{Evidence.permission}:{EDIT}") and row.writable_by(access)
    locked = row.locked_reason() is not None or getattr(row, "archived_at", None) is not None
    return {
        "id": row.pk,
        "items": [_item(access, proof, locked=locked) for proof in proofs],
        "add_url": reverse("proof-add", args=[kind_of(type(row)), row.pk]) if may_add and not locked else "",
    }


def _item(access: Access, proof: Proof, *, locked: bool) -> dict[str, object]:
    evidence = proof.evidence
    words, kind = state_words(evidence.valid_to)
    return {
        "evidence": evidence,
        "url": reverse("evidence-detail", args=[evidence.pk]),
        "state": words,
        "state_kind": kind,
        "away_url": ""
        if locked or not proof.writable_by(access)
        else reverse("proof-take-away", args=[proof.pk]),
    }


def _on_row(access: Access, row: Record) -> PanelContent | None:
    found = _panels(access, [row]).get(row.pk)
    if found is None:
        return None
    add = RowAct(_("Add evidence"), str(found["add_url"])) if found["add_url"] else None
    if not found["items"]:
        return PanelContent(missing=_("Nothing here shows it yet."), add=add)
    return PanelContent(context=found)


def _on_evidence(access: Access, row: Evidence) -> PanelContent:
    words, kind = state_words(row.valid_to)
    proves = [
        {"one": p.provable.one, "name": p.row.label(), "url": p.provable.page(p.row)}
        for p in proved_by(access, row)
    ]
    return PanelContent(context={"evidence": row, "proves": proves, "state": words, "state_kind": kind})


ROW = Panel("evidence", _on_row, "evidence/_panel.html", PanelPlace.SIDE, _("Evidence"))
PROVES = Panel("proves", _on_evidence, "evidence/_proves.html", PanelPlace.FIRST)


def declare_provable[R: Tracked](
    model: type[R],
    one: Phrase,
    url: Callable[[R], str] | None = None,
    consumers: Callable[[Access], Q] | None = None,
) -> None:
    """Register a kind of row that evidence can prove (see `Provable`). If the model has a register, show the
    evidence on its rows' pages.

    Raises ValueError when the kind is declared twice.
    """
    provables.add(kind_of(model), Provable(model, one, url, consumers))
    if issubclass(model, Record):
        registers.add_panel(model, ROW)
