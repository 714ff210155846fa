"""The register of data processing agreements, declared."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import (
    Beside,
    FieldSection,
    Identified,
    Narrowing,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.parts import Kind
from akropolis.privacy.processor_agreements.models import DataProcessingAgreement, SubProcessor
from akropolis.privacy.processor_agreements.models.agreements import in_force
from akropolis.privacy.processor_agreements.models.points import POINTS, PointFields, any_point

DPF = "dpf"
"""The decision (EU) 2023/1795 in `TransferBasis.falls_with`."""


def _transfers(**conditions: object) -> Q:
    """Return the condition for agreements with a transfer, of their own or of a sub-processor, of that kind."""
    conditions = {"third_country": True, **conditions}
    below = SubProcessor.everything.filter(agreement=OuterRef("pk"), **conditions)
    return Q(**conditions) | Q(Exists(below))


def _rule(key: str, label: object, condition: Q) -> SelectionRule:
    return SelectionRule(key, label, lambda period: in_force(period.cutoff) & condition)


_FALLING = {"transfer_basis__falls_with": DPF}
RULES = (
    _rule("in_force", gettext_lazy("in force"), Q()),
    _rule("incomplete", gettext_lazy("with something missing"), any_point(False)),
    _rule("unchecked", gettext_lazy("with something not checked"), any_point(None)),
    _rule("transfers", gettext_lazy("with a transfer outside the EU and EEA"), _transfers()),
    _rule("falls_with_dpf", gettext_lazy("that fall with DPF"), _transfers(**_FALLING)),
    _rule(
        "without_fallback",
        gettext_lazy("that fall with DPF and have no fallback"),
        _transfers(**_FALLING, fallback_basis=None),
    ),
)


def _by_point(_access: Access, value: str) -> tuple[str, Q] | None:
    point = next((point for point in POINTS if point.key == value), None)
    return (str(point.label), Q(**{point.key: False})) if point else None


def _standing(row: object) -> tuple[Kind, str]:
    missing, unknown = (len(PointFields.points_that_are(row, state)) for state in (False, None))  # type: ignore[arg-type]
    if missing:
        return "warning", ngettext("%(n)s point missing", "%(n)s points missing", missing) % {"n": missing}
    if unknown:
        words = ngettext("%(n)s point not checked", "%(n)s points not checked", unknown)
        return "neutral", words % {"n": unknown}
    return "success", _("Nothing missing")


def _words(_access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    return {row.id: _standing(row)[1] for row in rows}


def _kinds(_access: Access, rows: Sequence[Identified]) -> dict[UUID, Kind]:
    return {row.id: _standing(row)[0] for row in rows}


AGREEMENTS = Register(
    key="processor-agreements",
    slug="bitradesavtal",
    model=DataProcessingAgreement,
    one=gettext_lazy("data processing agreement"),
    many=gettext_lazy("Data processing agreements"),
    new=gettext_lazy("New agreement"),
    intro=gettext_lazy(
        "What your processors have undertaken, and what article 28.3 of the GDPR demands more."
    ),
    empty=gettext_lazy(
        "No agreements here. Add one for each supplier that processes personal data for you, or read in a file."
    ),
    sections=(
        FieldSection(
            gettext_lazy("The agreement"),
            (
                *("title", "supplier", "owner_unit", "shared", "reference", "signed_on", "valid_until"),
                *("instruction", "objection_days"),
            ),
        ),
        FieldSection(
            gettext_lazy("What article 28.3 demands"),
            tuple(name for point in POINTS for name in (point.key, point.place)),
            beside=gettext_lazy("Place in the agreement"),
        ),
        FieldSection(
            gettext_lazy("Transfers outside the EU and EEA"),
            ("country", "third_country", "listed_on", "safeguards"),
            folds=True,
        ),
        FieldSection(gettext_lazy("Secrecy (OSL 10:2 a)"), ("secrecy", "secrecy_assessment"), folds=True),
    ),
    columns=("title", "number", "supplier", "owner_unit", "valid_until"),
    beside=(
        Beside(
            "points",
            gettext_lazy("Article 28.3"),
            _words,
            reads=tuple(point.key for point in POINTS),
            kinds=_kinds,
        ),
    ),
    filters=("owner_unit", "supplier", "third_country", "secrecy", "shared", "signed_on", "valid_until"),
    sort=("sort_key", "number", "valid_until", "signed_on"),
    rules=RULES,
    narrowings=(
        narrow_by_standing(RULES),
        Narrowing(
            "lacks",
            gettext_lazy("what is missing"),
            _by_point,
            hint="a point of article 28.3",
            choices=lambda _access: [(point.key, str(point.label)) for point in POINTS],
        ),
    ),
    period="signed_on",
    over=lambda day: Q(valid_until__lt=day),
    internal=("transfer_basis", "fallback_basis"),
)
