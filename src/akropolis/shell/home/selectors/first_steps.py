"""The first things to do in a role, derived from its permissions, so that a city's own roles have them too."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.access.permissions import registry
from akropolis.shell.home.selectors.examining import READ as EXAMINE

MOST = 6
"""Maximum number of first steps."""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing to do: the permission it requires, what it is, why, and the URL name of its page."""

    right: str
    title: Promise
    why: Promise
    page: str


STEPS = (
    FirstStep(
        "organisation:unit:edit",
        _("Set up the units"),
        _(
            "The city, its committees and companies, and what belongs to each. Everything else stands on them."
        ),
        "units",
    ),
    FirstStep(
        "organisation:appointment:edit",
        _("Give people their roles"),
        _("A person sees and does what her roles give, in the units where she holds them."),
        "people",
    ),
    FirstStep(
        "review:review:decide",
        _("Decide on the review"),
        _("It waits for you under To do once it has been prepared. Read it as a document first."),
        "reviews",
    ),
    FirstStep(
        "review:review:edit",
        _("Write the review"),
        _(
            "The figures are gathered from the registers. You write the chapters and answer the three questions."
        ),
        "reviews",
    ),
    FirstStep(
        "review:answer:edit",
        _("Answer the city's directions"),
        _("Each direction of the city's is answered by your unit: what is done, by whom and until when."),
        "directions",
    ),
    FirstStep(
        "assets:information:edit",
        _("See what information you have"),
        _("Go through the list, add what is missing and classify it. That takes twenty minutes a set."),
        "information-list",
    ),
    FirstStep(
        "assets:classification:decide",
        _("Decide on classifications"),
        _("A classification that somebody has prepared waits for you under To do."),
        "information-list",
    ),
    FirstStep(
        "assets:service:edit",
        _("Describe your services"),
        _("What each depends on, who runs it, and which level it offers. The demands follow by themselves."),
        "services-list",
    ),
    FirstStep(
        "assets:gap:accept",
        _("See where protection falls short"),
        _(
            "A gap is a level that is demanded and not offered. It gets an action, or is accepted until a day."
        ),
        "gap-list",
    ),
    FirstStep(
        "compliance:fulfilment:edit",
        _("Assess the measures"),
        _("Say what is fulfilled, what is missing and what proves it, one measure at a time."),
        "compliance",
    ),
    FirstStep(
        "incidents:incident:edit",
        _("Receive what is reported"),
        _("What employees report stands first in the list, and waits for you under To do."),
        "incidents-list",
    ),
    FirstStep(
        "actions:action:edit",
        _("Carry the actions out"),
        _("What you answer for, with its last day. Say how it goes, and what it led to."),
        "actions-list",
    ),
    FirstStep(
        "documents:document:edit",
        _("Draw up your local instruction"),
        _("It begins from a template with your own roles filled in, and is sent for decision."),
        "documents-list",
    ),
    FirstStep(
        "review:remark:edit",
        _("Comment on a review"),
        _("When one is sent to you for comment it waits under To do, with a last day."),
        "reviews",
    ),
    FirstStep(
        "review:review:read_decided",
        _("Read the reviews"),
        _("What has been decided, with each figure down to the rows behind it."),
        "reviews",
    ),
    FirstStep(
        "documents:document:read",
        _("Take note of governing documents"),
        _("Read what is in force for you, and confirm that you have."),
        "documents-list",
    ),
    FirstStep(
        "incidents:report:edit",
        _("Report an event"),
        _("Three questions, also when you are unsure. You see how far it has come."),
        "incident-report",
    ),
    FirstStep(
        EXAMINE,
        _("Examine"),
        _("All changes, who had which right on a day, and whether the history is unbroken."),
        "examine",
    ),
    FirstStep(
        "organisation:unit:read",
        _("See how things stand"),
        _("In words, and each figure leads to what it counts."),
        "situation",
    ),
)
"""All steps, the most important first."""


def steps_of(role: Role) -> list[FirstStep]:
    """Return the first steps for a person new in the role: at most MOST, and at most one for each page."""
    granted = registry.expand(role.grants)
    found: dict[str, FirstStep] = {}
    for step in STEPS:
        if step.right in granted:
            found.setdefault(step.page, step)
    return list(found.values())[:MOST]
