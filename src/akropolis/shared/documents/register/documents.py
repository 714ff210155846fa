"""The register of governing documents, and the table of their templates."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.base.kernel.registers.declaration import DueRule, FieldSection, Register, SelectionRule
from akropolis.base.lib.periods import Period
from akropolis.shared.documents.models import GoverningDocument, TemplateChapter
from akropolis.shared.documents.models.documents import DocumentStatus
from akropolis.shared.documents.services.drafts import DocumentVerbs


def _onward(row: GoverningDocument, _asked: Mapping[str, str]) -> str:
    return reverse("documents-draft", args=[row.pk])


def in_force(period: Period) -> Q:
    """Return a Q for decided documents whose newest version is valid on the cut-off day."""
    begun = Q(status=DocumentStatus.APPROVED, archived_at__isnull=True, valid_from__lte=period.cutoff)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=period.cutoff))


def out_of_date(period: Period) -> Q:
    """Return a Q for decided documents whose newest version had its last day before the cut-off day."""
    return Q(status=DocumentStatus.APPROVED, archived_at__isnull=True, valid_to__lt=period.cutoff)


def over(_day: date) -> Q:
    """Return a Q for repealed documents. They stay with the unit that owned them when it is reorganised."""
    return Q(status=DocumentStatus.REPEALED)


DOCUMENTS = Register(
    key="documents",
    slug="styrdokument",
    model=GoverningDocument,
    one=_("governing document"),
    many=_("Governing documents"),
    new=_("New governing document"),
    intro=_(
        "Programmes, guidelines, instructions and routines: what they say, who has decided, and until when."
    ),
    empty=_("No governing documents here. Add one, and it begins from the template of its kind."),
    sections=(
        FieldSection(_("What it is"), ("title", "kind", "purpose")),
        FieldSection(_("Who answers for it"), ("owner_unit", "responsible", "months", "repealed_on")),
        FieldSection(_("For whom it is"), ("audience", "acknowledge")),
    ),
    columns=("title", "number", "kind", "owner_unit", "status", "edition", "valid_to", "responsible"),
    filters=("owner_unit", "kind", "status", "responsible", "valid_to"),
    sort=("kind", "sort_key", "number", "valid_to", "-updated_at"),
    internal=("status", "edition", "valid_from", "valid_to", "proposed_on"),
    fixed=("kind",),
    rules=(
        SelectionRule("in_force", _("in force on the cut-off"), in_force),
        SelectionRule("out_of_date", _("out of date on the cut-off"), out_of_date),
    ),
    due=DueRule(
        date="valid_to",
        person="responsible",
        open=Q(status=DocumentStatus.APPROVED, archived_at__isnull=True),
        verb=_("Go over"),
    ),
    verbs=DocumentVerbs(),
    over=over,
    onward=_onward,
    steps={"repeal": _("Repeal"), "reinstate": _("Put in force again")},
)
TEMPLATES = KeptTable(
    key="document-templates",
    slug="styrdokumentens-mallar",
    model=TemplateChapter,
    intro=_(
        "The chapters that each kind of governing document begins from, and which of them must be there."
    ),
    add=_("New chapter of a template"),
    fields=("kind", "name", "name_en", "guide", "guide_en", "text", "required"),
    columns=("name", "kind", "required", SOURCE, VALID, MARK),
    content="templates.yaml",
    under=("documents-list", _("Governing documents")),
)
