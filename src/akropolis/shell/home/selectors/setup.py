"""What a new installation needs before its first review is decided: each step, what is done, and the next.

Whether a step is done is read from what is stored, never from a tick.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.forms import active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.notify.sending import mail_is_set_up
from akropolis.base.lib.swedish import listing, number
from akropolis.graph.assets.models import Service
from akropolis.graph.information.models import InformationSet
from akropolis.people.organisation.selectors.tree import living, without_password
from akropolis.people.organisation.services.appointments import KEEPS_ACCOUNTS
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.periods import current_year
from akropolis.review.review_text.models import Decision
from akropolis.shell.home.selectors.demo import is_demo

WRITE, DECIDE = "review:review:edit", "review:review:decide"
NAMED = 5
"""Maximum number of units named in a sentence."""


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One thing to do: what, why, how it stands, and its page. One that is `optional` can be left out."""

    title: str
    why: str
    state: str
    done: bool
    url: str
    optional: bool = False
    is_next: bool = False


def is_new(access: Access) -> bool:
    """Return whether the user keeps the accounts of an installation where no review has been decided yet.

    A review read in from an earlier year does not count: its decision was recorded as it was created.
    """
    if not access.may(KEEPS_ACCOUNTS, None) or is_demo():
        return False
    made = Decision.objects.unscoped(because="whether any review has been decided is told, nothing about it")
    return not made.filter(review__kind=REVIEW.key, recorded_at__gt=F("review__created_at")).exists()


def setup_steps(access: Access, today: date) -> list[SetupStep]:
    """Return the steps in order. Counts what the user may read; a fixed number of queries."""
    every = list(Unit.objects.visible(access).filter(living(today)))
    units = [unit for unit in every if unit.reviews]
    steps = [
        _units(every, units),
        _people(access),
        _roles(units, today),
        _keepers(today),
        _sign_in(access),
        _mail(),
        *_registers(access),
        _history(access),
        _opened(access, units, today),
        _decided(access),
    ]
    first = next((step for step in steps if not step.done and not step.optional), None)
    return [replace(step, is_next=step is first) for step in steps]


def count_left(steps: Sequence[SetupStep]) -> int:
    """Return the number of steps that remain and are not optional."""
    return sum(not step.done and not step.optional for step in steps)


def _units(every: Sequence[Unit], reviewing: Sequence[Unit]) -> SetupStep:
    counted = ngettext("%(count)s unit", "%(count)s units", len(every)) % {"count": number(len(every))}
    state = _("%(units)s, %(reviewing)s of which make a review of their own.") % {
        "units": counted,
        "reviewing": number(len(reviewing)),
    }
    return SetupStep(
        _("Set up the units"),
        _("The city, its committees and companies: one Excel file for units, people and roles."),
        state if every else _("There is no unit yet."),
        any(unit.kind != UnitKind.CITY for unit in reviewing),
        reverse("organisation-import"),
    )


def _people(access: Access) -> SetupStep:
    count = active_people(access).exclude(username=access.actor.username).count()
    state = ngettext("%(count)s person besides you.", "%(count)s people besides you.", count)
    return SetupStep(
        _("Add the people"),
        _("Those who write, decide and answer. In the same file, or by the city's directory."),
        state % {"count": number(count)} if count else _("Nobody besides you yet."),
        count > 0,
        reverse("organisation-import"),
    )


def _roles(units: Sequence[Unit], today: date) -> SetupStep:
    rows = appointments_in_force(today, "which units lack somebody who writes or decides is told")
    sentences = {WRITE: _("Nobody writes for %(names)s."), DECIDE: _("Nobody decides for %(names)s.")}
    found = (_without(units, rows, right, sentence) for right, sentence in sentences.items())
    lacking = " ".join(filter(None, found))
    well = _("Every unit that makes a review has somebody who writes it and somebody who decides on it.")
    return SetupStep(
        _("Give the roles"),
        _(
            "Each unit needs one who writes the review, and one who decides on it or enters the board's decision."
        ),
        lacking or (well if units else _("There is no unit that makes a review yet.")),
        bool(units) and not lacking,
        reverse("organisation-import"),
    )


def _without(units: Sequence[Unit], rows: Sequence[Appointment], permission: str, sentence: str) -> str:
    """Return the sentence with the units where nobody has the right, in the unit or the administration below it."""
    near = {
        key
        for row in rows
        if row.unit and permission in registry.expand(row.role.grants)
        for key in (row.unit_id, row.unit.parent_id if row.unit.kind == UnitKind.ADMINISTRATION else None)
    }
    names = [unit.name for unit in units if unit.pk not in near]
    more = [_("%(count)s more") % {"count": number(len(names) - NAMED)}] if len(names) > NAMED else []
    return sentence % {"names": listing([*names[:NAMED], *more], _("and"))} if names else ""


def _keepers(today: date) -> SetupStep:
    rows = Appointment.objects.unscoped(because="the number of those who keep the accounts is told")
    held = rows.filter(IN_OFFICE, living(today), unit__isnull=True).select_related("role")
    count = len({row.user_id for row in held if KEEPS_ACCOUNTS in registry.expand(row.role.grants)})
    state = ngettext("%(count)s person keeps the accounts.", "%(count)s people keep the accounts.", count)
    return SetupStep(
        _("Let somebody more administer the system"),
        _("For the day when you are away. The role System administrator, in the whole installation."),
        state % {"count": number(count)},
        count > 1,
        reverse("appointment-give"),
    )


def _sign_in(access: Access) -> SetupStep:
    title, why = _("Let people in"), _("By the city's own sign-in, or with one-time passwords on paper.")
    if settings.OIDC_ISSUER or settings.SAML_METADATA:
        return SetupStep(title, why, _("The city's sign-in is set. Try it."), True, reverse("provider-page"))
    without = without_password(access).count()
    state = ngettext("%(count)s person has no password.", "%(count)s people have no password.", without)
    some = active_people(access).exclude(username=access.actor.username).exists()
    well = _("Everybody has a password.") if some else _("Nobody besides you yet.")
    return SetupStep(
        title,
        why,
        state % {"count": number(without)} if without else well,
        some and not without,
        reverse("one-time-passwords"),
    )


def _mail() -> SetupStep:
    set_up, addressed = mail_is_set_up(), bool(settings.CSRF_TRUSTED_ORIGINS)
    state = _("Mail is sent, with links that lead here.")
    if not addressed:
        state = _("Mail has no links: AKROPOLIS_ORIGINS is not set.")
    return SetupStep(
        _("Send mail"),
        _(
            "Otherwise people learn what waits for them only when they sign in. Set by those who run the server."
        ),
        state if set_up else _("No mail server is set."),
        set_up and addressed,
        reverse("installation"),
        optional=True,
    )


def _registers(access: Access) -> Iterator[SetupStep]:
    services = Service.objects.visible(access).filter(archived_at__isnull=True).count()
    sets = InformationSet.objects.visible(access).filter(archived_at__isnull=True)
    words = {"services": number(services), "sets": number(sets.count())}
    yield SetupStep(
        _("Fill the registers"),
        _("IT services and information sets, each from an Excel file: the review's figures come from them."),
        _("IT services: %(services)s. Information sets: %(sets)s.") % words,
        services > 0 and sets.exists(),
        reverse("registers"),
        optional=True,
    )
    classed = sets.filter(classified_on__isnull=False).count()
    yield SetupStep(
        _("Read in the classifications"),
        _("From KLASSA or another tool, as an Excel or CSV file."),
        _("Classified information sets: %(count)s.") % {"count": number(classed)},
        classed > 0,
        reverse("classification-import"),
        optional=True,
    )


def _history(access: Access) -> SetupStep:
    decided = Review.objects.visible(access).filter(kind=REVIEW.key, state=ReviewState.DECIDED).count()
    return SetupStep(
        _("Read in last year's review"),
        _("Its directions are followed up in the next, and its text stands beside."),
        _("Decided reviews here: %(count)s.") % {"count": number(decided)},
        decided > 0,
        reverse("review-history-import"),
        optional=True,
    )


def _opened(access: Access, units: Sequence[Unit], today: date) -> SetupStep:
    year = current_year(today)
    found = Review.objects.visible(access).filter(kind=REVIEW.key, year=year)
    opened = set(found.values_list("owner_unit", flat=True))
    count = sum(unit.pk in opened for unit in units)
    words = {"count": number(count), "total": number(len(units)), "year": year}
    state = _("%(count)s of %(total)s units have a review opened for %(year)s.") % words
    return SetupStep(
        _("Open the review for all units"),
        _("Those who write get to know it, and it stands under To do for them."),
        state if units else _("There is no unit that makes a review yet."),
        bool(units) and count == len(units),
        reverse("reviews-open", args=[year]),
    )


def _decided(access: Access) -> SetupStep:
    done = not is_new(access)
    return SetupStep(
        _("Decide on the first review"),
        _("Then this list is no longer shown under To do."),
        _("At least one review is decided.") if done else _("Not yet."),
        done,
        reverse("reviews"),
    )
