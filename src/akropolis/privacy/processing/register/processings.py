"""The register of processings, declared."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.base.kernel.registers.declaration import (
    Beside,
    FieldSection,
    Identified,
    Narrowing,
    Register,
    SelectionRule,
    narrow_by_standing,
)
from akropolis.base.ui.parts import Crumb, Kind
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.models import Processing, ProcessingCategory, ProcessingRole
from akropolis.privacy.processing.selectors.article_30 import FIELDS, ArticleField, find_lacking, incomplete
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.processing.selectors.joint import list_repeated

YEAR = timedelta(days=365)
"""A processing is confirmed at least once in such a time."""


def _rule(key: str, label: Phrase, condition: Callable[[date], Q]) -> SelectionRule:
    """Return a selection of the processings that are going on and meet the condition on the day."""
    return SelectionRule(key, label, lambda period: going_on(period.cutoff) & condition(period.cutoff))


SPECIAL = Exists(ProcessingCategory.everything.filter(processing=OuterRef("pk"), category__special=True))
RULES = (
    _rule("current", _("going on"), lambda _day: Q()),
    _rule("once", _("joint ones counted once"), lambda day: ~Q(pk__in=list_repeated(day))),
    _rule("incomplete", _("with something missing"), lambda _day: incomplete()),
    _rule("attested", _("confirmed within a year"), lambda day: Q(attested_on__gt=day - YEAR)),
    _rule(
        "not_attested",
        _("not confirmed within a year"),
        lambda day: Q(attested_on=None) | Q(attested_on__lte=day - YEAR),
    ),
    _rule("third_country", _("transferred outside the EU and EEA"), lambda _day: Q(third_country=True)),
    _rule("special", _("with special categories of data"), lambda _day: Q(SPECIAL)),
    _rule(
        "as_processor", _("as a processor for somebody else"), lambda _day: Q(role=ProcessingRole.PROCESSOR)
    ),
    _rule(
        "without_basis",
        _("without a legal basis"),
        lambda _day: ~Q(role=ProcessingRole.PROCESSOR) & Q(legal_basis=""),
    ),
    _rule("ended_unit", _("in a unit that has ended"), lambda day: Q(owner_unit__valid_to__lt=day)),
)


def _by_lacking(_access: Access, value: str) -> tuple[str, Q] | None:
    field = next((field for field in FIELDS if field.key == value), None)
    return (f"{field.label} ({field.provision})", field.lacks()) if field else None


def _lacking(access: Access, rows: Sequence[Identified]) -> dict[UUID, list[ArticleField]]:
    return cached_in_request(access, find_lacking, tuple(row.id for row in rows))


def _lacking_words(access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    found = _lacking(access, rows)
    return {
        pk: ngettext("%(n)s piece missing", "%(n)s pieces missing", len(lacks)) % {"n": len(lacks)}
        if lacks
        else pgettext("no piece is missing", "Nothing")
        for pk, lacks in found.items()
    }


def _lacking_kinds(access: Access, rows: Sequence[Identified]) -> dict[UUID, Kind]:
    found = _lacking(access, rows)
    return {pk: "warning" if lacks else "success" for pk, lacks in found.items()}


PROCESSINGS = Register(
    key="processings",
    slug="behandlingar",
    model=Processing,
    one=_("processing of personal data"),
    many=_("The record of processing"),
    new=_("New processing"),
    intro=_(
        "What the committee or company does with personal data: for what, about whom, with whom, and for how long"
        " (GDPR article 30)."
    ),
    empty=_("No processings here. Begin from what every unit has, or read in your list from Excel."),
    sections=(
        FieldSection(_("The processing"), ("title", "role", "purpose", "owner_unit", "owner")),
        FieldSection(
            _("The people and the data"),
            (
                *("other_groups", "other_categories", "people", "children", "protected_people"),
                *("former_employees", "data_source"),
            ),
        ),
        FieldSection(
            _("Basis in law"),
            ("legal_basis", "basis_note", "special_basis", "automated", "secrecy"),
        ),
        FieldSection(_("Recipients and transfers"), ("has_recipients", "third_country")),
        FieldSection(_("Erasure"), ("preserved", "retention_months", "retention")),
        FieldSection(_("Security"), ("security", "ended_on")),
    ),
    columns=("title", "number", "owner_unit", "legal_basis", "attested_on"),
    beside=(Beside("lacking", _("Missing"), _lacking_words, kinds=_lacking_kinds),),
    filters=(
        *("owner_unit", "role", "legal_basis", "owner", "children", "protected_people"),
        *("third_country", "attested_on", "ended_on"),
    ),
    sort=("sort_key", "number", "-updated_at", "attested_on"),
    rules=RULES,
    narrowings=(
        narrow_by_standing(RULES),
        Narrowing(
            "lacks",
            _("what is missing"),
            _by_lacking,
            hint="a key of the table of article 30",
            choices=lambda _access: [(field.key, f"{field.label} ({field.provision})") for field in FIELDS],
        ),
    ),
    period="attested_on",
    over=lambda day: Q(ended_on__lte=day),
    internal=("national_basis", "template", "template_version", "attested_on"),
)
EDIT = PROCESSINGS.edit


def processing_url(processing: Processing) -> str:
    """Return the URL of the processing's page."""
    return reverse("processings-detail", args=[processing.pk])


def way_to(processing: Processing) -> list[Crumb]:
    """Return the breadcrumbs to the processing."""
    many = Crumb(label=str(_("The record of processing")), url=reverse("processings-list"))
    return [many, Crumb(label=str(processing), url=processing_url(processing))]


def may_write(access: Access, processing: Processing) -> bool:
    """Tell whether the person may change the processing."""
    return processing.archived_at is None and access.may(EDIT, processing.owner_unit)
