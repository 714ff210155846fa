"""The way to the pages of a picture, and to what it is about."""

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.ui.parts import Crumb
from akropolis.events.situation_reports.models import Situation, SituationDraft


def way(found: Situation | SituationDraft, *last: str) -> list[Crumb]:
    """From what it is about."""
    return [Crumb(label=found.row.label(), url=back(found)), *(Crumb(label=each) for each in last)]


def back(found: Situation | SituationDraft) -> str:
    """The page of what it is about, at its series."""
    return found.subject.page(found.row)


def draft_url(draft: SituationDraft, key: str = "") -> str:
    """Where an answer of the draft is written."""
    if key:
        return reverse("situation-draft-answer", args=[draft.pk, key])
    return reverse("situation-draft", args=[draft.pk])


def name_of(number: int) -> str:
    """What a picture is called."""
    return _("Situation picture no. %(number)s") % {"number": number}
