"""The registers of the data protection officer: reviews and advice."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register, SelectionRule
from akropolis.base.lib.periods import Period
from akropolis.privacy.dpo_desk.models import DpoAdvice, DpoAnswer, DpoObservation, DpoReview


def unanswered() -> Q:
    """Return the condition for observations without an answer."""
    return ~Q(Exists(DpoAnswer.everything.filter(observation=OuterRef("pk"))))


def _with_unanswered(_period: Period) -> Q:
    open_ = DpoObservation.everything.filter(unanswered(), review=OuterRef("pk"))
    return Q(archived_at=None) & Q(Exists(open_))


def _done_within(period: Period) -> Q:
    return Q(done_on__gte=period.first, done_on__lte=period.end)


REVIEWS = Register(
    key="dpo-reviews",
    slug="dataskyddsgranskningar",
    model=DpoReview,
    one=_("review"),
    many=_("Reviews of data protection"),
    new=_("New review"),
    intro=_(
        "What the data protection officer reviews, observes and recommends, and what the controllers answer"
        " (GDPR article 39)."
    ),
    empty=_("No reviews here. The data protection officer plans them for the year."),
    sections=(
        FieldSection(_("The review"), ("title", "owner_unit", "subject", "method", "planned_on")),
        FieldSection(_("The result"), ("done_on", "conclusion")),
    ),
    columns=("title", "number", "owner_unit", "planned_on", "done_on"),
    filters=("owner_unit", "planned_on", "done_on"),
    sort=("-planned_on", "sort_key", "number", "done_on"),
    rules=(
        SelectionRule("done", _("carried out in the period"), _done_within),
        SelectionRule("unanswered", _("with observations that wait for an answer"), _with_unanswered),
    ),
    period="done_on",
    over=lambda _day: Q(done_on__isnull=False),
)
ADVICE = Register(
    key="dpo-advice",
    slug="dataskyddsrad",
    model=DpoAdvice,
    one=_("advice"),
    many=_("Advice on data protection"),
    new=_("New advice"),
    intro=_("What the data protection officer was asked and advised, and what the controller then decided."),
    empty=_("No advice here."),
    sections=(
        FieldSection(_("The advice"), ("title", "owner_unit", "advice", "given_on")),
        FieldSection(_("The controller's decision"), ("decided",)),
    ),
    columns=("title", "number", "owner_unit", "given_on"),
    filters=("owner_unit", "given_on"),
    sort=("-given_on", "sort_key", "number"),
    period="given_on",
    over=lambda _day: Q(given_on__isnull=False),
)
