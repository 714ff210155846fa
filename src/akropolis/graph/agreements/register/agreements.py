"""The register of agreements with suppliers, declared."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import (
    Beside,
    FieldSection,
    Identified,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.graph.agreements.models import SupplierAgreement
from akropolis.graph.agreements.models.supplier_agreements import in_force
from akropolis.graph.agreements.selectors import agreements as selectors

RULES = tuple(
    SelectionRule(key, label, lambda period, condition=condition: condition(period.cutoff))  # type: ignore[misc]
    for key, label, condition in (
        ("in_force", _("in force"), in_force),
        ("ending", _("that end within a year"), selectors.ending),
        ("notice", _("with the last day to give notice within 90 days"), selectors.notice_near),
        ("ended_in_use", _("that have ended while something depends on them"), selectors.ended_in_use),
        ("term_unknown", _("past their last day, not known whether renewed"), selectors.term_unknown),
        ("exit_test_due", _("whose plan for leaving is to be tested"), selectors.exit_test_due),
    )
)


def _notice(_access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    found = selectors.notice_days(rows, timezone.localdate())
    return {pk: day.isoformat() for pk, day in found.items()}


SUPPLIER_AGREEMENTS = Register(
    key="supplier-agreements",
    slug="leverantorsavtal",
    model=SupplierAgreement,
    one=_("supplier agreement"),
    many=_("Supplier agreements"),
    new=_("New agreement with a supplier"),
    intro=_("What your suppliers have undertaken, until when, and by which day you must give notice."),
    empty=_("No supplier agreements here. Add one, or read them in from a file."),
    sections=(
        FieldSection(_("The agreement"), ("title", "supplier", "reference", "owner_unit", "scope")),
        FieldSection(
            _("Term and notice"),
            ("valid_from", "valid_until", "notice_months", "renews", "renewal_months", "followed_up_on"),
        ),
        FieldSection(
            _("Insight and events"),
            ("audit_right", "incident_hours", "incident_clause", "protective", "processor_reference"),
        ),
        FieldSection(
            _("Leaving the supplier"),
            ("exit_plan", "exit_place", "exit_tested_on", "exit_test_by"),
            folds=True,
        ),
    ),
    columns=("title", "number", "supplier", "owner_unit", "valid_until"),
    beside=(
        Beside(
            "notice_by",
            _("Give notice by"),
            _notice,
            reads=selectors.TERM,
        ),
    ),
    filters=(
        *("owner_unit", "supplier", "scope", "valid_until", "renews", "audit_right", "protective"),
        *("exit_plan", "followed_up_on"),
    ),
    sort=("sort_key", "number", "valid_until", "followed_up_on"),
    rules=RULES,
    narrowings=(narrow_by_standing(RULES),),
    over=selectors.ended,
)
