"""Management reviews (ledningens genomgång): one per unit, year and edition (ISO/IEC 27001:2022 clause 9.3)."""

from functools import reduce
from operator import attrgetter, or_

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access, Scope
from akropolis.base.kernel.access.models import Role, Tracked, Unit, User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.models import Record
from akropolis.base.ui.words import Phrase
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import ENTER, REGISTER, TABLE
from akropolis.review.review.words import gettext_lazy as _
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind, kinds


class ReviewState(models.TextChoices):
    """The state of a review. The table of transitions is in `review.rules.states`."""

    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    CIRCULATED = "circulated", _("Out for comment")
    DECIDED = "decided", _("Decided")


NOTHING = Q(pk__in=[])
READ, READ_DECIDED = "review:review:read", "review:review:read_decided"
OPEN_TO_ALL = (ReviewState.CIRCULATED, ReviewState.DECIDED)


def readable(access: Access, prefix: str = "") -> Q:
    """Return the condition for readable reviews: those of the user's own units, those sent to one of these
    units or to the user in person, and the city's review once it is out for comment or decided.

    Each kind of report has its own permissions.
    A user who has only the permission `read_decided` reads only the decided reviews of their own units, and so
    do the registry and the secretary of those for which they are responsible.
    `prefix` is the relation path to the review, ending with two underscores.
    """
    found = (Q(**{f"{prefix}kind": kind.key}) & _readable(access, kind, prefix) for kind in kinds)
    return reduce(or_, found)


def allowed(access: Access, permission: str, prefix: str = "") -> Q:
    """Return the condition for reviews in whose unit the user has the permission, as their kind names it."""
    found = (
        Q(**{f"{prefix}kind": kind.key}) & access.units(kind.right(permission), f"{prefix}owner_unit")
        for kind in kinds
    )
    return reduce(or_, found)


def _readable(access: Access, kind: YearlyReportKind, prefix: str) -> Q:
    read = kind.right(READ)
    condition = access.units(read, f"{prefix}owner_unit")
    if access.anywhere(read):
        sent = Recipient.everything.filter(access.units(read, "unit"), whom="").values("review")
        to_us = Q(**{f"{prefix}owner_unit__kind": UnitKind.CITY}) | Q(**{f"{prefix}pk__in": sent})
        condition |= to_us & Q(**{f"{prefix}state__in": OPEN_TO_ALL})
    if access.actor.id is not None:
        in_person = Recipient.everything.filter(_in_person(access)).values("review")
        condition |= Q(**{f"{prefix}pk__in": in_person, f"{prefix}state__in": OPEN_TO_ALL})
    decided = Q(**{f"{prefix}state": ReviewState.DECIDED})
    for permission in map(kind.right, (READ_DECIDED, REGISTER, ENTER)):
        if not access.scopes(permission) <= access.scopes(read):
            condition |= access.units(permission, f"{prefix}owner_unit") & decided
    return condition


def _in_person(access: Access) -> Q:
    """Return the condition for recipients that are the user, while the user holds an appointment for the unit."""
    scopes = frozenset[Scope]().union(*access.grants.values())
    held = reduce(
        or_, (scope.q("unit") for scope in sorted(scopes, key=attrgetter("path", "below"))), NOTHING
    )
    return held & Q(person=access.actor.id)


def url_in(kind: str, name: str, *args: object) -> str:
    """Return the URL of a page of that name for reports of the kind."""
    return reverse(name if kind == REVIEW.key else f"{kind}.{name}", args=args)


class Review(Record):
    """A unit's review of a year, or its yearly report of another kind. A decided one never changes; a new edition,
    with a reason, replaces it.

    `kind` is the key of its declaration (`shared.yearly_reports`), which names its chapters, inputs and rights.

    Personal data: the handling official's name as text.
    """

    permission = "review:review"
    number_prefix = REVIEW.number_prefix
    search_fields = ("title",)
    life = TABLE

    kind = models.SlugField(_("kind of report"), max_length=30, default=REVIEW.key, editable=False)
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    edition_reason = models.CharField(_("reason for the new edition"), max_length=500, blank=True)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    cutoff = models.DateField(_("figures as of"), help_text=_("What was known on this day counts."))
    due_on = models.DateField(_("to be decided by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ReviewState, default=ReviewState.PLANNED)
    wrapper = models.BooleanField(
        _("with tjänsteutlåtande"),
        default=False,
        help_text=_("Puts the review in an official's report to the board."),
    )
    handler = models.CharField(_("handled by"), max_length=120, blank=True)
    recipient = models.CharField(_("addressed to"), max_length=200, blank=True)
    points = models.JSONField(_("proposed decision"), default=list, blank=True)
    diary_number = models.CharField(_("diary number"), max_length=60, blank=True)
    key_figures = models.JSONField(_("key figures of the appendix"), default=list, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("management review")
        verbose_name_plural = _("management reviews")
        ordering = ("-year", "owner_unit__sort_key", "-edition")  # type: ignore[assignment]
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "owner_unit", "year", "edition"),
                name="review_once",
                violation_error_message=_("The unit already has a review for that year."),
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="review_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return the condition for readable reviews; see `readable`."""
        return readable(access)

    @property
    def declared(self) -> YearlyReportKind:
        """Return the declaration of the review's kind."""
        return kinds.get(self.kind)

    def right(self, permission: str) -> str:
        """Return the permission as the review's kind names it."""
        return self.declared.right(permission)

    def url(self, name: str, *more: object) -> str:
        """Return the URL of one of the review's pages, under the address of its kind."""
        return url_in(self.kind, name, self.year, self.owner_unit.code, *more)

    def may(self, access: Access, permission: str) -> bool:
        """Whether the user has the permission, as the kind names it, in the review's unit."""
        return access.may(self.right(permission), self.owner_unit)

    def must(self, access: Access, permission: str) -> None:
        """Raise Hidden without the permission, as the kind names it, in the review's unit."""
        access.must(self.right(permission), self.owner_unit)

    def number_series(self) -> str:
        """Return the prefix of the numbers of its kind."""
        return self.declared.number_prefix

    def number_year(self) -> int:
        """Return the year used in the review's number: the year that the review is about."""
        return self.year

    def locked_reason(self) -> Phrase | None:
        """Return why the review is locked: a decided one cannot be changed, not even by its owner."""
        if self._state.adding:
            return None
        state = Review.everything.filter(pk=self.pk).values_list("state", flat=True).first()
        return LOCKED if state == ReviewState.DECIDED else None


LOCKED = _("The review is decided and cannot be changed. Make a new edition if something must be corrected.")


class ReviewPart(Tracked):
    """Abstract base class of rows that belong to one review and are read, written and locked with that review."""

    permission = "review:review"
    written_in = "review__owner_unit"

    review = Pointer(Review)

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by those who may read the review."""
        return readable(access, "review__")

    def right(self, permission: str) -> str:
        """Return the permission as the kind of its review names it."""
        return self.review.right(permission)

    def locked_reason(self) -> Phrase | None:
        """Return the review's reason for being locked, if any."""
        return self.review.locked_reason()


class Recipient(ReviewPart):
    """A recipient of a review sent out for comment: a unit, a function (role) in it, or a person for that unit.

    `whom` says which of the three it is, since a unit and its functions can be asked separately. `question` is
    what the sender wants to know. A person who is asked reads that review while it is out for comment or
    decided, without a role that reads reviews. Readable by everyone who may read the review, so all of them
    see who is asked.
    Personal data: the person asked, and who sent it.
    """

    derived_fields = ("whom",)

    unit = Pointer(Unit, _("unit"))
    role = Pointer(Role, _("function"), null=True, blank=True)
    person = Pointer(User, _("person"), null=True, blank=True)
    whom = models.CharField(max_length=60, blank=True, editable=False)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    sender = Pointer(User, _("sent by"), null=True, blank=True)
    question = models.CharField(
        _("what you want to know"),
        max_length=1000,
        blank=True,
        help_text=_("Shown to those asked, with the last day."),
    )

    class Meta(ReviewPart.Meta):
        verbose_name = _("recipient of a review")
        verbose_name_plural = _("recipients of reviews")
        ordering = ("unit__sort_key", "whom")
        constraints = (
            models.UniqueConstraint(
                fields=("review", "unit", "whom"),
                name="review_recipient_once",
                violation_error_message=_("It is sent there already."),
            ),
        )

    def __str__(self) -> str:
        if self.person:
            return self.person.name
        return f"{self.role}, {self.unit}" if self.role else str(self.unit)

    def derive(self) -> None:
        """Set `whom` from the person or role; empty for the unit itself."""
        self.whom = (
            f"person:{self.person_id}" if self.person_id else f"role:{self.role.code}" if self.role else ""
        )

    def is_person(self, access: Access) -> bool:
        """Whether the recipient is the user in person, who still holds an appointment for the unit."""
        scopes = (scope for scopes in access.grants.values() for scope in scopes)
        return self.person_id == access.actor.id is not None and any(
            scope.covers(self.unit.path) for scope in scopes
        )

    @property
    def key(self) -> str:
        """Return the key that identifies this recipient among the recipient candidates."""
        return f"{self.unit.code}:{self.whom}".rstrip(":")
