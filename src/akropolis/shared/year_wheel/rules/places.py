"""The places where duties of the year are done: each a page, linked to for whoever may open it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class DutyPlace:
    """A page where a duty is done: its key in the table, its label, its URL's name and the right to open it."""

    key: str
    label: Phrase
    url: str
    permission: str


PLACES = {
    each.key: each
    for each in (
        DutyPlace("review", _("Management review"), "reviews", "review:review:read_decided"),
        DutyPlace("directions", _("Directions"), "directions", "review:answer:edit"),
        DutyPlace(
            "yearly-report",
            _("Yearly reports on data protection"),
            "privacy.reviews",
            "review:privacy:read_decided",
        ),
        DutyPlace(
            "attestation", _("The record of processing"), "processings-list", "processing:processing:read"
        ),
        DutyPlace("training", _("Training"), "training-list", "training:completion:read"),
        DutyPlace("exercises", _("Exercises"), "exercises-list", "exercises:exercise:read"),
        DutyPlace("suppliers", _("Suppliers"), "suppliers-list", "suppliers:supplier:read"),
        DutyPlace("registration", _("Legal entities"), "entity-list", "compliance:entity:read"),
        DutyPlace("risks", _("Risks"), "risks-list", "risk:risk:read"),
        DutyPlace("services", _("IT services"), "services-list", "assets:service:read"),
        DutyPlace("effect", _("Do the measures work?"), "effect-list", "effect:test:read"),
        DutyPlace("horizon", _("Horizon scanning"), "observations-list", "horizon:observation:read"),
        DutyPlace("documents", _("Governing documents"), "documents-list", "documents:document:read"),
    )
}
