"""What article 30 of the GDPR demands of each processing, in one table: for page, API, file, figures and document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingPart,
    ProcessingParty,
    ProcessingRecipient,
    ProcessingRole,
)

CONTROLLER, PROCESSOR = "30.1", "30.2"


@dataclass(frozen=True, slots=True)
class ArticleField:
    """A piece of information that article 30 demands: its paragraph and letter, and the condition that it is missing.

    `fields` are the fields of `Processing` that hold it.
    """

    key: str
    paragraph: str
    letter: str
    label: Phrase
    fields: tuple[str, ...]
    missing: Callable[[], Q]

    def lacks(self) -> Q:
        """Return the condition for processings of the paragraph in which it is missing."""
        processor = Q(role=ProcessingRole.PROCESSOR)
        return (processor if self.paragraph == PROCESSOR else ~processor) & self.missing()

    def unanswered(self) -> Q:
        """Return the condition that it is missing, and that a field of it is empty. Recipients can always be named."""
        nullable = {name: Processing._meta.get_field(name).null for name in self.fields}
        empty = (Q(**{name: None if null else ""}) for name, null in nullable.items())
        return self.lacks() & (Q() if self.key == "recipients" else reduce(or_, empty, Q(pk__in=[])))

    @property
    def provision(self) -> str:
        """The paragraph and letter, as "30.1 b"."""
        return f"{self.paragraph} {self.letter}"


def _none_of(model: type[ProcessingPart], **more: object) -> Q:
    return ~Q(Exists(model.everything.filter(processing=OuterRef("pk"), **more)))


def _no_parties() -> Q:
    """Return the condition that no other controller is named; after a merger the unit may be named as its own."""
    another = Q(unit=None) | ~Q(unit=OuterRef("owner_unit"))
    return ~Q(Exists(ProcessingParty.everything.filter(another, processing=OuterRef("pk"))))


def _no_third_country() -> Q:
    bare = Q(third_country=True) & _none_of(ProcessingRecipient, rejected=False, third_country=True)
    unfounded = ProcessingRecipient.everything.filter(
        processing=OuterRef("pk"), rejected=False, third_country=True, transfer_basis=None
    )
    return Q(third_country=None) | bare | Q(Exists(unfounded))


FIELDS: Sequence[ArticleField] = (
    ArticleField(
        "parties",
        CONTROLLER,
        "a",
        _("joint controllers"),
        (),
        lambda: Q(role=ProcessingRole.JOINT) & _no_parties(),
    ),
    ArticleField("purpose", CONTROLLER, "b", _("purpose"), ("purpose",), lambda: Q(purpose="")),
    ArticleField(
        "groups",
        CONTROLLER,
        "c",
        _("groups of data subjects"),
        ("other_groups",),
        lambda: Q(other_groups="") & _none_of(ProcessingGroup),
    ),
    ArticleField(
        "categories",
        CONTROLLER,
        "c",
        _("categories of personal data"),
        ("other_categories",),
        lambda: Q(other_categories="") & _none_of(ProcessingCategory),
    ),
    ArticleField(
        "recipients",
        CONTROLLER,
        "d",
        _("recipients"),
        ("has_recipients",),
        lambda: (
            Q(has_recipients=None) | Q(has_recipients=True) & _none_of(ProcessingRecipient, rejected=False)
        ),
    ),
    ArticleField(
        "transfers",
        CONTROLLER,
        "e",
        _("transfers outside the EU and EEA, and what they rest on"),
        ("third_country",),
        _no_third_country,
    ),
    ArticleField(
        "retention",
        CONTROLLER,
        "f",
        _("when the data is erased"),
        ("preserved", "retention_months", "retention"),
        lambda: (Q(preserved=None) | Q(preserved=False)) & Q(retention_months=None, retention=""),
    ),
    ArticleField(
        "security",
        CONTROLLER,
        "g",
        _("security measures"),
        ("security",),
        lambda: Q(security=""),
    ),
    ArticleField("controllers", PROCESSOR, "a", _("for whom"), (), _no_parties),
    ArticleField(
        "processing",
        PROCESSOR,
        "b",
        _("what is done for each controller"),
        ("purpose",),
        lambda: Q(purpose=""),
    ),
    ArticleField(
        "processor_transfers",
        PROCESSOR,
        "c",
        _("transfers outside the EU and EEA, and what they rest on"),
        ("third_country",),
        _no_third_country,
    ),
    ArticleField(
        "processor_security",
        PROCESSOR,
        "d",
        _("security measures"),
        ("security",),
        lambda: Q(security=""),
    ),
)
"""The contact details of 30.1 a and 30.2 a are those of the unit and of its data protection officer."""


def incomplete() -> Q:
    """Return the condition for processings that lack something that article 30 demands."""
    return reduce(or_, (field.lacks() for field in FIELDS))


def unanswered() -> Q:
    """Return the condition for processings that lack something that can be answered in a field."""
    return reduce(or_, (field.unanswered() for field in FIELDS))


def find_lacking(access: Access, pks: Sequence[UUID]) -> dict[UUID, list[ArticleField]]:
    """Return for each of the rows that the person may read what it lacks, in the order of the article. One query."""
    marks = {f"lacks_{field.key}": field.lacks() for field in FIELDS}
    rows = Processing.objects.visible(access).filter(pk__in=pks).annotate(**marks).values("pk", *marks)
    return {row["pk"]: [field for field in FIELDS if row[f"lacks_{field.key}"]] for row in rows.order_by()}


def lacking_of(access: Access, pk: UUID) -> list[ArticleField]:
    """Return what the processing lacks; found once for all panels of its page."""
    return cached_in_request(access, find_lacking, (pk,)).get(pk, [])
