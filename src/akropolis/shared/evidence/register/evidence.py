"""The register of evidence."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import DueRule, FieldSection, Register
from akropolis.shared.evidence.models import Evidence

EVIDENCE = Register(
    key="evidence",
    slug="belagg",
    model=Evidence,
    by_name=True,
    one=_("piece of evidence"),
    many=_("Evidence"),
    new=_("New evidence"),
    intro=_(
        "What shows that something holds: files and links, until when they do, and who has checked them."
    ),
    empty=_("No evidence here. It is added on the page of what it proves, or read in from a file."),
    sections=(
        FieldSection(_("What it is"), ("name", "kind", "description", "owner_unit")),
        FieldSection(_("Where it is"), ("link", "reference")),
        FieldSection(_("How long it holds"), ("issued_on", "valid_to", "responsible")),
        FieldSection(_("Who has checked it"), ("checked_by", "checked_on")),
    ),
    columns=("name", "number", "kind", "owner_unit", "valid_to", "responsible", "checked_on"),
    filters=("owner_unit", "kind", "responsible", "valid_to", "checked_on"),
    sort=("sort_key", "number", "valid_to", "-updated_at"),
    due=DueRule(date="valid_to", person="responsible", open=Q(archived_at__isnull=True), verb=_("Renew")),
)
